"""Shape of what is asked to sign or confirm, one pledge or several, and its French sentences."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from engagements import texte
from engagements.affichage import apport_words
from engagements.forms import TOO_LONG
from engagements.models import Engagement
from engagements.questions import is_measured, quantity_words


class ChoisisField(forms.MultipleChoiceField):
    """Which pledges of a list, all ticked to begin with. Its choices come with `offer`."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "invalid_choice": "L’un de ces engagements n’attend plus\u00a0: relisez la liste.",
    }


def offer(field: forms.Field, engagements: Sequence[Engagement]) -> None:
    """Give a `ChoisisField` its pledges, own ones, loaded by `for_text`."""
    field.choices = [(str(one.pk), _short(one)) for one in engagements]  # type: ignore[attr-defined]
    field.initial = [str(one.pk) for one in engagements]


def _short(engagement: Engagement) -> str:
    """« Action 1.4, 3 500 m² »."""
    what = apport_words(engagement.kind)
    if engagement.quantity is not None and is_measured(engagement.kind):
        what = quantity_words(engagement.kind, engagement.quantity)
    return f"Action\u00a0{engagement.action.numero}, {what}"


class SignatureForm(forms.Form):
    """Who signs, and which of the texts on screen. `lu`: their fingerprints, by key of pledge.

    Valid, its `lu` is the fingerprint of the texts to sign alone, and `retenus` their pledges.
    """

    name = forms.CharField(
        label="Vos prénom et nom",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Écrivez vos prénom et nom, tels qu’ils paraîtront sur la fiche.",
            "max_length": TOO_LONG,
        },
    )
    fonction = forms.CharField(
        label="Votre fonction",
        help_text="Par exemple «\u00a0Directrice générale\u00a0».",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={
            "required": "Écrivez votre fonction, telle qu’elle paraîtra sur la fiche.",
            "max_length": TOO_LONG,
        },
    )
    is_habilite = forms.BooleanField(
        error_messages={
            "required": "Cochez cette case si vous pouvez engager votre organisation. Sinon, "
            "demandez à une personne habilitée de signer."
        },
    )
    lu = forms.CharField(required=False, widget=forms.HiddenInput)
    choisis = ChoisisField(
        label="Ce que vous signez",
        error_messages={"required": "Cochez au moins un engagement à signer."},
    )

    def __init__(self, *args: Any, engagements: Sequence[Engagement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engagements = self.retenus = list(engagements)
        name = engagements[0].organisation.name
        habilite = f"J’ai lu ce texte et je suis habilité ou habilitée à engager {name}."
        self.fields["is_habilite"].label = habilite
        if len(self.engagements) > 1:
            offer(self.fields["choisis"], self.engagements)
        else:
            del self.fields["choisis"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = data.pop("choisis", [str(one.pk) for one in self.engagements])
        self.retenus = [one for one in self.engagements if str(one.pk) in chosen]
        read = dict(pair.split(":", 1) for pair in data.get("lu", "").split() if ":" in pair)
        keys = sorted(one.pk for one in self.retenus)
        data["lu"] = texte.empreinte_of(read.get(str(key), "") for key in keys)
        return data


class ConfirmationForm(forms.Form):
    """Which declared pledges are confirmed at once. Valid, `retenus` are these."""

    choisis = ChoisisField(
        label="Ce que vous confirmez",
        error_messages={"required": "Cochez au moins un engagement à confirmer."},
    )

    def __init__(self, *args: Any, engagements: Sequence[Engagement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engagements = list(engagements)
        offer(self.fields["choisis"], self.engagements)

    @property
    def retenus(self) -> list[Engagement]:
        chosen = self.cleaned_data["choisis"]
        return [one for one in self.engagements if str(one.pk) in chosen]


class CodeForm(forms.Form):
    """The six digits received by e-mail, typed with or without spaces."""

    code = forms.CharField(
        label="Code à six chiffres",
        max_length=20,
        error_messages={
            "required": "Recopiez les six chiffres reçus par courriel.",
            "max_length": "Recopiez les six chiffres du message, et rien d’autre.",
        },
    )

    def clean_code(self) -> str:
        code = re.sub(r"\s", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", code):
            raise forms.ValidationError("Recopiez les six chiffres du message, et rien d’autre.")
        return code
