"""What a draft holds, as a person reads it; no form is built, no row is read."""

from actions.models import Action, Brouillon

#: Texts long enough to be worth reading in a list of drafts, in the order of the forms.
TEXTS = ("summary", "finding", "description", "aims", "results", "means", "risks")


def written_in(brouillon: Brouillon) -> list[tuple[str, str]]:
    """The texts of a draft: (label, text), the empty ones left out."""
    labels = {name: str(Action._meta.get_field(name).verbose_name).capitalize() for name in TEXTS}
    texts = ((labels[name], (brouillon.data.get(name) or [""])[0].strip()) for name in TEXTS)
    return [(label, text) for label, text in texts if text]
