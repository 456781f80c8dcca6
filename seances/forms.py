"""What the console receives: shapes, and the French sentence when they are off.

What a phone sends is in `saisie.py`, what preparing receives in `forms_preparation.py`.
"""

from typing import Any

from django import forms

from actions.models import Action
from organisations.models import College, Organisation
from seances.depouillement import criteres, impact_effort
from seances.depouillement.jugement import MENTIONS
from seances.depouillement.methodes import Methode, read_parameters
from seances.models import Participant, Scrutin, Seance, Table


class AmendementForm(forms.Form):
    """What becomes of an amendment: `geste` is the button pressed."""

    geste = forms.ChoiceField(
        choices=[("accepter", ""), ("refuser", ""), ("renvoyer", "")],
        error_messages={"required": "Choisissez ce que devient l’amendement."},
    )
    text = forms.CharField(
        label="Texte à intégrer",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Tel que la table l’a écrit\u00a0; vous pouvez le retoucher avant d’accepter.",
    )
    reason = forms.CharField(
        label="Motif du refus",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La table qui a proposé l’amendement le lira.",
    )


class AssisteForm(forms.Form):
    """Somebody without a phone."""

    first_name = forms.CharField(
        label="Prénom", max_length=60, error_messages={"required": "Donnez son prénom."}
    )
    organisation = forms.ModelChoiceField(
        label="Organisation de l’annuaire",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Aucune, ou hors annuaire",
    )
    organisation_name = forms.CharField(
        label="Organisation hors annuaire", max_length=200, required=False
    )
    college = forms.ChoiceField(
        label="Collège",
        choices=College.choices,
        error_messages={"required": "Choisissez un collège."},
    )
    table = forms.ModelChoiceField(
        label="Table", queryset=Table.objects.none(), required=False, empty_label="Sans table"
    )

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = seance.feuille.territoire.organisations.all()
        self.fields["table"].queryset = seance.tables.all()


class PlaceForm(forms.Form):
    """Where somebody sits: `geste` is the button pressed."""

    geste = forms.ChoiceField(choices=[("asseoir", ""), ("hote", ""), ("retirer", "")])
    table = forms.ModelChoiceField(
        label="Table", queryset=Table.objects.none(), required=False, empty_label="Sans table"
    )

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].queryset = seance.tables.all()


class BulletinForm(forms.Form):
    """A whole ballot: one or several fields an action, by the method of the vote."""

    def __init__(self, *args: Any, scrutin: Scrutin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scrutin = scrutin
        self.methode = scrutin.methode
        self.parameters = read_parameters(self.methode, scrutin.parameters)
        actions = scrutin.actions.select_related("objectif")
        self.actions = list(actions.order_by("objectif__position", "rank"))
        for action in self.actions:
            self.fields |= self._fields_of(action)

    def _fields_of(self, action: Action) -> dict[str, forms.Field]:
        match self.methode:
            case Methode.POINTS:
                return {f"a{action.pk}": _mark(0, self.parameters.per_action, "Gommettes")}
            case Methode.JUGEMENT:
                choices = [("", "Pas d’avis"), *MENTIONS.items()]
                field = forms.ChoiceField(label="Mention", choices=choices, required=False)
                return {f"a{action.pk}": field}
            case _:
                return {f"a{action.pk}-{key}": _mark(low, high, label)
                        for key, label, low, high in self._scales()}  # fmt: skip

    def _scales(self) -> list[tuple[str, str, int, int]]:
        if self.methode is Methode.IMPACT_EFFORT:
            low, high = impact_effort.LOW, impact_effort.HIGH
            return [("impact", "Impact", low, high), ("effort", "Effort", low, high)]
        low, high = criteres.LOW, criteres.HIGH
        return [(c.key, c.label, low, high) for c in self.parameters.criteres]

    def lignes(self) -> list[tuple[Action, list[forms.BoundField]]]:
        """The actions with their fields."""
        return [
            (action, [self[name] for name in self.fields if _action_of(name) == action.pk])
            for action in self.actions
        ]

    def values(self) -> dict[int, Any]:
        """Action (key) → what the ballot holds, None for nothing."""
        if self.methode in (Methode.POINTS, Methode.JUGEMENT):
            return {a.pk: self.cleaned_data[f"a{a.pk}"] or None for a in self.actions}
        keys = [key for key, *_ in self._scales()]
        whole = {a.pk: {key: self.cleaned_data[f"a{a.pk}-{key}"] for key in keys}
                 for a in self.actions}  # fmt: skip
        return {pk: {k: v for k, v in marks.items() if v is not None} or None
                for pk, marks in whole.items()}  # fmt: skip


def _action_of(name: str) -> int | None:
    key = name[1:].partition("-")[0]
    return int(key) if name[0] == "a" and key.isdecimal() else None


def _mark(low: int, high: int, label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=False,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), f"Un nombre de {low} à {high}."
        ),
    )


class PapierForm(BulletinForm):
    """A paper ballot: its printed number, then what is on it."""

    serial = forms.CharField(
        label="Numéro imprimé",
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": "Donnez le numéro imprimé sur le bulletin."},
    )
    college = forms.ChoiceField(
        label="Collège",
        choices=College.choices,
        error_messages={"required": "Choisissez un collège."},
    )
    table = forms.ModelChoiceField(
        label="Table", queryset=Table.objects.none(), required=False, empty_label="Sans table"
    )
    participant = forms.ModelChoiceField(
        label="Émargement",
        queryset=Participant.objects.none(),
        required=False,
        empty_label="Personne connue",
        help_text="Si cette personne est inscrite\u00a0: elle ne votera plus sur un téléphone.",
    )

    def __init__(self, *args: Any, scrutin: Scrutin, **kwargs: Any) -> None:
        super().__init__(*args, scrutin=scrutin, **kwargs)
        self.fields["table"].queryset = scrutin.seance.tables.all()
        self.fields["participant"].queryset = scrutin.seance.participants.for_room()

    def ballot(self) -> dict[str, Any]:
        """The arguments of `services.vote.saisir_papier`."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("serial", "college", "participant")}
        return kept | {"values": self.values(), "table": data["table"] and data["table"].number}
