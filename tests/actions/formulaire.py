"""Pages of writing, as a browser uses them: open, fill what the page shows, send."""

from html.parser import HTMLParser

from django.http import QueryDict
from django.urls import reverse


class _Form(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside, self.sent = form_id, False, QueryDict(mutable=True)
        self.textarea = self.select = None
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == self.form_id
        if not self.inside:
            return
        if tag == "input":
            box = attrs.get("type") in ("checkbox", "radio")
            if attrs.get("name") and (not box or "checked" in attrs):
                self.sent.appendlist(attrs["name"], attrs.get("value", "on" if box else ""))
        elif tag == "textarea":
            self.textarea, self.text = attrs["name"], ""
        elif tag == "select":
            self.select, self.options = attrs["name"], []
        elif tag == "option":
            self.options.append((attrs.get("value", ""), "selected" in attrs))

    def handle_data(self, data):
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.textarea:
            self.sent.appendlist(self.textarea, self.text.removeprefix("\n"))
            self.textarea = None
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected]
            self.sent.appendlist(self.select, (chosen or [value for value, _ in self.options])[0])
            self.select = None


def sent_by(response, form_id: str, **typed: str | list[str]) -> dict[str, list[str]]:
    """What the form `form_id` of a page sends, once `typed` is written in it.

    Names use « __ » for « - »: `jalons__0__title`.
    """
    parser = _Form(form_id)
    parser.feed(response.content.decode())
    assert parser.sent, f"no form {form_id} in the page"
    for name, value in typed.items():
        parser.sent.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return dict(parser.sent.lists())


def url_of(name: str, feuille, *args) -> str:
    return reverse(f"actions:{name}", args=[feuille.slug, *args])


def edit(client, action, page=None, **typed):
    url = url_of("modifier", action.feuille, action.numero)
    return client.post(url, sent_by(page or client.get(url), "fiche", **typed))
