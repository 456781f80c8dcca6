"""The small Markdown: what it understands, what it leaves as typed, and what nobody can break."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.markdown import Heading, Paragraph, Span, parse, plain
from socle.markdown_html import TAGS, html
from socle.pdf.markdown import markdown
from socle.pdf.structure import outline
from socle.pdf.texts import heading


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Un.\n\nDeux.", "<p>Un.</p><p>Deux.</p>"),
        ("Un.\nDeux.", "<p>Un.<br>Deux.</p>"),
        ("**gras** et *italique*", "<p><strong>gras</strong> et <em>italique</em></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("• a\n– b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n  1. b", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        (
            "[le site](https://x.fr/?a=1&b=2)",
            '<p><a href="https://x.fr/?a=1&amp;b=2" rel="noopener">le site</a></p>',
        ),
        ("### Un\n# Deux\n### Trois", "<h4>Un</h4><h4>Deux</h4><h5>Trois</h5>"),
        ("# Un\n## Deux\n### Trois", "<h4>Un</h4><h5>Deux</h5><h5>Trois</h5>"),
        ("#1 du classement", "<p>#1 du classement</p>"),
        ("5 * 3 * 2 = 30, mot_clé_long", "<p>5 * 3 * 2 = 30, mot_clé_long</p>"),
        ("Titre\n-----", "<p>Titre<br>-----</p>"),
        ("    quatre espaces", "<p>quatre espaces</p>"),
        ("> cité, `code`, ~~barré~~", "<p>&gt; cité, `code`, ~~barré~~</p>"),
        ("", ""),
    ],
)
def test_what_is_understood(typed, drawn):
    assert html(typed, level=4) == drawn


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example/a)",
    "[x](/feuilles/)",
    '[x](https://a.fr/" onmouseover="alert(1))',
    "[x](<https://a.fr/' onclick='a>)",
    "![x](https://a.fr/p.png)",
    "<https://a.fr/>",
    "[a]: https://a.fr\n\n[a]",
    "&lt;script&gt; &#60;b&#62;",
    "**<b onclick=x>**",
    "# <iframe src=x>",
    "\0\u202e\u2028",
)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def _is_harmless(text):
    reader = Reader()
    reader.feed(str(html(text, level=4)))
    for tag, attributes in reader.seen:
        assert tag in TAGS
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else {"start"})
        assert re.match("(https?|mailto):", attributes.get("href", "https:"), re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markup_is_words(text):
    _is_harmless(text)
    assert markdown(text) is not None


@given(st.text(alphabet=st.sampled_from("*_[](){}<>#-–•1. \n\\&\"'!`~ahtps:/"), max_size=200))
def test_any_text_is_harmless(text):
    _is_harmless(text)
    assert isinstance(plain(text), str)
    markdown(text)


@pytest.mark.parametrize(
    "text", ["[" * 5000, "*" * 5000, "- " * 2000 + "x", "#" * 5000, "> " * 999]
)
def test_depth_and_length_do_not_break_it(text):
    assert html(text, level=4)
    assert markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "- " * 300 + "fin",
        "1. " * 300 + "fin",
        "- " * 300 + "x\nfin",
        "\n".join(" " * (2 * n) + f"- mot{n}" for n in range(80)) + "\nfin",
        "> " * 300 + "fin",
        "[" * 3000 + "fin",
    ],
)
def test_what_is_nested_too_deep_is_never_lost(text):
    assert plain(text).count("fin") == 1
    words = [f"mot{n}" for n in range(80) if f"mot{n}" in text]
    assert all(word in plain(text) for word in words)


def test_the_tree():
    assert parse("# Un *mot*\n\nDeux [liens](mailto:a@b.fr)") == (
        Heading(1, (Span("Un "), Span("mot", italic=True))),
        Paragraph((Span("Deux "), Span("liens", link="mailto:a@b.fr"))),
    )


def test_the_pdf_has_the_same_structure():
    story = [
        heading("Gouvernance"),
        *markdown("# Un\n\nMot.\n\n- a\n- b\n  1. c\n  2. d\n\n## Deux\n\n3. e"),
    ]
    title = heading("Titre", role="H1")
    assert _shape(outline([title, *story])) == [
        "H1",
        ["Sect", "H2", "H3", "P", ["L", ["LI", "Lbl", "LBody"],
         ["LI", "Lbl", ["LBody", ["L", ["LI", "Lbl", "LBody"], ["LI", "Lbl", "LBody"]]]]],
         "H4", ["L", ["LI", "Lbl", "LBody"]]],
    ]  # fmt: skip


def _shape(node):
    return [[c.tag, *_shape(c)] if c.children else c.tag for c in node.children]
