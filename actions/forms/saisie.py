"""An amendment as it is being written: the value of one field, and why."""

from typing import Any

from django.http import QueryDict

from actions.amendements import line_changes, plain, proposed_by
from actions.forms.amendements import MotifForm, Valeur
from actions.models import Action, Amendement
from actions.mots import Noms, changed_words, label_of
from actions.photos import field_at
from actions.rules import amendements as rules
from actions.versions import LINES, canonical
from socle.diff import Segment, segments
from territoires.access import Access


class Saisie:
    """An amendment being written: the value of a field, and why. `rewritten`: the one it answers."""

    def __init__(
        self,
        action: Action,
        access: Access,
        champ: str,
        ligne: str = "",
        *,
        typed: QueryDict | None = None,
        check: bool = True,
        rewritten: Amendement | None = None,
    ) -> None:
        self.action, self.access, self.champ, self.ligne = action, access, champ, ligne
        self.rewritten = rewritten
        self.seen = read_number(typed.get("vu", "") if typed else "", action.version)
        self.base = plain(champ, field_at(action, champ, self.seen))
        shown, line = shown_first(self.base, champ, rewritten)
        self.valeur = Valeur(
            action, champ, base=shown, ligne=ligne, line=line, typed=typed, check=check
        )
        reason = {"reason": rewritten.reason} if rewritten else {}
        self.motif = MotifForm(
            typed, check=check, access=access, seen=action.version, initial=reason
        )
        if rewritten:
            self.motif.fields.pop("organisation", None)
        self.typed = typed

    @property
    def part(self) -> str:
        """Which draft keeps it (`Brouillon.part`)."""
        if self.rewritten:
            return f"amendement:{self.rewritten.pk}"
        return f"{self.champ}:{self.ligne}" if self.ligne else self.champ

    @property
    def label(self) -> str:
        return label_of(self.champ)

    def is_valid(self) -> bool:
        return all([self.valeur.is_valid(), self.motif.is_valid()])

    @property
    def errors(self) -> bool:
        """Whether something is to correct; the page's title says so."""
        return self.typed is not None and not self.is_valid()

    @property
    def forms(self) -> list[Any]:
        return [self.valeur.form, self.motif]

    def why_not_envoyer(self) -> str | None:
        """Whether it may be sent, whatever it holds."""
        if self.rewritten:
            return rules.why_not_reecrire(self.rewritten, self.action, self.access)
        return rules.why_not_amender(self.action, self.access)

    def sent(self) -> dict[str, Any]:
        """What the services take of it, once it is valid."""
        return {
            "by": self.access,
            "value": self.valeur.value(),
            "seen": self.seen,
            "part": self.part,
            "reason": self.motif.cleaned_data["reason"],
        }

    def apercu(self) -> tuple[Segment, ...]:
        """What would change, word for word; nothing while nothing changes."""
        before, after = canonical(self.base), canonical(self.valeur.value())
        if before == after:
            return ()
        return segments(*changed_words(self.champ, before, after, Noms(self.action.feuille)))


def shown_first(
    base: Any, field: str, rewritten: Amendement | None
) -> tuple[Any, dict[str, Any] | None]:
    """What the form shows first: the fiche, or what the amendment to write again said.

    A plain value, and for a list the line in its place.
    """
    if rewritten is None:
        return base, None
    if field not in LINES:
        return plain(field, proposed_by(rewritten)), None
    changes = line_changes(field, rewritten.base or (), rewritten.value or ())
    line = next((after for _before, after in changes if after), None)
    return base, plain(field, [line])[0] if line else None


def read_number(text: str, default: int) -> int:
    """The version a hidden field tells."""
    return int(text) if text.isdecimal() and len(text) < 7 else default
