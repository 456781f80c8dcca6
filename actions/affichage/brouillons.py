"""What a draft holds, as a person reads it; no form is built, no row is read."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Brouillon
from actions.rules import amendements
from actions.rules import redaction as rules
from socle import francais
from territoires.access import Access

#: Texts long enough to be worth reading in a list of drafts, in the order of the forms.
TEXTS = ("summary", "finding", "description", "aims", "results", "means", "risks")


@dataclass(frozen=True, slots=True)
class LigneBrouillon:
    """One draft of a list: its title, its texts, and why its form may be closed."""

    title: str
    anchor: str
    kept_on: str
    numero: str
    objectif: str
    texts: list[tuple[str, str]]
    url: str
    list_url: str
    erase_url: str
    why_not: str | None

    @property
    def reading_url(self) -> str:
        """Where the draft is read: in its form, in the list once that form is closed."""
        return f"{self.list_url}#{self.anchor}" if self.why_not else self.url

    @property
    def erase_label(self) -> str:
        return f"Effacer le brouillon «\u00a0{self.title}\u00a0»"


def ligne_of(brouillon: Brouillon, access: Access) -> LigneBrouillon:
    """A draft loaded by `Brouillon.objects.of`."""
    action = brouillon.action
    return LigneBrouillon(
        title=str(brouillon),
        anchor=f"brouillon-{brouillon.pk}",
        kept_on=f"Gardé le {francais.date_heure(timezone.localtime(brouillon.updated_at))}",
        numero=action.numero if action else "",
        objectif=action.objectif.code if action else "",
        texts=written_in(brouillon),
        url=brouillon.get_absolute_url(),
        list_url=reverse("actions:brouillons", args=[access.feuille.slug]),
        erase_url=reverse("actions:effacer_brouillon", args=[access.feuille.slug, brouillon.pk]),
        why_not=_why_not(brouillon, access),
    )


def _why_not(brouillon: Brouillon, access: Access) -> str | None:
    """Why the form that takes it up is closed."""
    action = brouillon.action
    if action is None:
        return rules.why_not_proposer(access)
    if brouillon.part.startswith("amendement:"):
        return None  # a precision asked for is answered at any phase
    if brouillon.part:
        return amendements.why_not_amender(action, access)
    return rules.why_not_modifier(action, access)


def written_in(brouillon: Brouillon) -> list[tuple[str, str]]:
    """The texts of a draft: (label, text), the empty ones left out."""
    labels = {name: str(Action._meta.get_field(name).verbose_name).capitalize() for name in TEXTS}
    texts = ((labels[name], (brouillon.data.get(name) or [""])[0].strip()) for name in TEXTS)
    return [(label, text) for label, text in texts if text]
