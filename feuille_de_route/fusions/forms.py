"""Shape of a merge and of a split."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from actions.forms.fiche import Fiche
from actions.forms.fields import TextField
from actions.fusion import (
    ENSEMBLE,
    JOINED,
    Choice,
    completed,
    default,
    differing,
    together,
    why_not_together,
)
from actions.models import Action
from actions.mots import Noms, mots
from actions.rules.fusion import MOST
from actions.versions import LINES, Values, canonical, values_of
from engagements.affichage import lignes_of
from feuille_de_route.fusion_actions import Part
from socle import francais
from socle.forms import AmountField
from territoires.access import Access

#: What the new action of a split may have as the first one does.
COPIED = (
    "porteur", "referent", "copilotes", "partenaires", "comite", "finding", "description", "aims",
    "results", "beneficiaries", "location", "means", "risks", "axe", "start", "end",
)  # fmt: skip
#: Ticked at first: who does it, where and when; the texts are to be shared out.
TICKED = frozenset({"porteur", "copilotes", "partenaires", "comite", "location", "axe"})
#: Not one value but what goes with it.
RELATED = {"end": ("end", "is_continuous")}


class ActionsForm(forms.Form):
    """The numbers of the actions to gather, the one that stays first."""

    actions = forms.CharField(
        label="Numéros des actions",
        help_text="Par exemple 1.2 et 1.5. La première est celle qui reste.",
        error_messages={"required": "Écrivez au moins deux numéros d’actions."},
        max_length=200,
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access

    def clean_actions(self) -> list[Action]:
        """Those actions with all their parts, in the order they were written."""
        asked = dict.fromkeys(re.findall(r"[\w.-]*\w", self.cleaned_data["actions"]))
        numeros = [one for one in asked if one != "et"]
        visible = self.access.feuille.actions.visible_to(self.access)
        found = {
            one.numero: one
            for one in visible.for_fiche().select_related("feuille").filter(numero__in=numeros)
        }
        if unknown := [one for one in numeros if one not in found]:
            raise forms.ValidationError(
                f"Écrivez des numéros de cette feuille de route. Introuvable\u00a0: "
                f"{francais.liste(unknown)}."
            )
        if len(numeros) < 2:
            raise forms.ValidationError("Écrivez au moins deux numéros d’actions.")
        if len(numeros) > MOST:
            raise forms.ValidationError(
                f"Réunissez {francais.en_lettres(MOST)} actions au plus à la fois."
            )
        return [found[one] for one in numeros]


class VuForm(forms.Form):
    """Carries the versions that were read, so that nothing is decided on an older text."""

    vu = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = TextField(
        limit=2000, noun="le motif", label="Motif", rows=2, required=False,
        help_text="Les personnes concernées le liront.",
    )  # fmt: skip

    def seen(self) -> dict[int, int]:
        """Key → version, as the page showed them."""
        pairs = re.findall(r"(\d{1,18})-(\d{1,9})", self.cleaned_data.get("vu", ""))
        return {int(key): int(version) for key, version in pairs}


def sign_seen(actions: Iterable[Action]) -> str:
    """The hidden field that carries those versions."""
    return ",".join(f"{one.pk}-{one.version}" for one in actions)


class FusionForm(VuForm):
    """Which value stays of each field the actions do not share; the kept action comes first."""

    def __init__(self, *args: Any, actions: Sequence[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = actions
        self.values: dict[int, Values] = {one.pk: values_of(one) for one in actions}
        fiches = {one.pk: Fiche(one, reserved=frozenset()) for one in actions}
        noms = Noms(actions[0].feuille)
        self.names = differing(list(self.values.values()))
        self.shown: dict[str, list[tuple[str, str]]] = {}
        for name in self.names:
            texts = [
                (
                    f"Action {one.numero}",
                    _told(name, self.values[one.pk][name], fiches[one.pk], noms),
                )
                for one in actions
            ]
            self.shown[name] = texts
            label = fiches[actions[0].pk].label_of(name)
            self.fields[name] = self._field(name, label)
        self.completed = completed(list(self.values.values()))
        self.initial["vu"] = sign_seen(actions)
        self.order_fields([*self.names, "reason", "vu"])

    def _field(self, name: str, label: str) -> forms.ChoiceField:
        choices = [(str(one.pk), f"Garder la {one.numero}") for one in self.actions]
        if name in JOINED:
            choices.append((ENSEMBLE, _ensemble(name, len(self.actions))))
        return forms.ChoiceField(
            label=label,
            choices=choices,
            widget=forms.RadioSelect,
            initial=str(default(name, self.values, self.actions[0].pk)),
            error_messages={
                "required": f"Choisissez ce qui reste\u00a0: {label.lower()}.",
                "invalid_choice": "Choisissez une des valeurs proposées.",
            },
        )

    def rows(self) -> list[dict[str, Any]]:
        """What the page draws of each field."""
        return [
            {"field": self[name], "libelle": self.fields[name].label, "valeurs": self.shown[name]}
            for name in self.names
        ]

    def choices(self) -> dict[str, Choice]:
        """What `fusion_actions.fusionner` takes."""
        found = {name: self.cleaned_data[name] for name in self.names}
        return {name: v if v == ENSEMBLE else int(v) for name, v in found.items()}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in self.names:
            if data.get(name) == ENSEMBLE and name not in LINES:
                values = [one[name] for one in self.values.values()]
                if reason := why_not_together(name, values):
                    self.add_error(name, reason)
        start, end = self._chosen("start"), self._chosen("end")
        if start and end and end < start:
            self.add_error(
                "end" if "end" in self.names else "start",
                "Choisissez un début et une fin qui se suivent.",
            )
        return data

    def _chosen(self, name: str) -> Any:
        kept = self.cleaned_data.get(name) or str(self.actions[0].pk)
        values = [one[name] for one in self.values.values()]
        return together(name, values) if kept == ENSEMBLE else self.values[int(kept)][name]


def _told(name: str, value: Any, fiche: Fiche, noms: Noms) -> str:
    """A value as it is read, not typed: amounts in euros, a line as a sentence."""
    if name in LINES or name == "budget":
        return mots(name, canonical(value), noms)
    return fiche.text_of(name, value)


def _ensemble(name: str, count: int) -> str:
    if name == "budget":
        return "Additionner"
    return "Garder les deux" if count == 2 else "Tout garder"


class ScissionForm(VuForm):
    """What the new action is, and what it takes from the first one."""

    title = TextField(
        limit=300,
        noun="le titre",
        label="Titre de la nouvelle action",
        error_messages={"required": "Donnez un titre à la nouvelle action."},
    )
    summary = TextField(limit=2000, noun="le résumé", label="Résumé", rows=3, required=False)
    budget = AmountField(label="Budget de la nouvelle action", required=False)
    budget_left = AmountField(label="Budget qui reste à la première", required=False)
    copied = forms.MultipleChoiceField(
        label="Recopier aussi",
        help_text="Ces champs seront les mêmes dans les deux actions.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, action: Action, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values, fiche = values_of(action), Fiche(action, reserved=frozenset())
        noms = Noms(action.feuille)
        written = [name for name in COPIED if values[name] not in (None, "", [])]
        self.fields["copied"].choices = [(name, fiche.label_of(name)) for name in written]
        self.initial["copied"] = sorted(TICKED & set(written))
        for name in LINES:
            lines = [(str(one["id"]), _told(name, [one], fiche, noms)) for one in values[name]]
            self._offer(name, f"{fiche.label_of(name)}\u00a0: ce qui change d’action", lines)
        waiting = action.amendements.filter(state__in=("a_arbitrer", "precision"))
        self._offer(
            "amendements",
            "Amendements\u00a0: ce qui change d’action",
            [(str(one.pk), f"{one.field_label}, {one.author_label}") for one in waiting],
        )
        free = set(action.engagements.filter(besoin=None).values_list("pk", flat=True))
        self._offer(
            "engagements",
            "Engagements\u00a0: ce qui change d’action",
            [
                (str(one.pk), f"{one.organisation}\u00a0: {one.phrase}")
                for one in lignes_of(action, access)
                if one.pk in free
            ],
        )
        self.initial |= {"vu": sign_seen([action]), "budget_left": action.budget}
        self.order_fields(["title", "summary", "budget", "budget_left", "copied"])

    def _offer(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name] = forms.TypedMultipleChoiceField(
                label=label,
                choices=choices,
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def groups(self) -> list[forms.BoundField]:
        """The lists that have something to give."""
        names = (*LINES, "engagements", "amendements")
        return [self[name] for name in names if name in self.fields]

    def part(self) -> Part:
        """What `fusion_actions.scinder` takes, once the form is valid."""
        data = self.cleaned_data
        copied = {one for name in data["copied"] for one in RELATED.get(name, (name,))}
        taken = {
            name: frozenset(data.get(name, ())) for name in (*LINES, "amendements", "engagements")
        }
        return Part(
            values={name: data[name] for name in ("title", "summary", "budget")},
            copied=frozenset(copied),
            lines={name: taken[name] for name in LINES},
            amendements=taken["amendements"],
            engagements=taken["engagements"],
            budget_left=data["budget_left"],
        )
