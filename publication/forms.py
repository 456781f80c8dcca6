"""The shape of what is typed to publish."""

from typing import Any

from django import forms
from django.utils import timezone

from publication.rules import NOTE_EXPECTED, REASON_EXPECTED, why_not_embargo

NOTE_MAX, REASON_MAX = 2000, 1000
NOW, LATER = "maintenant", "plus_tard"
HOUR_EXPECTED = "Choisissez le jour et l’heure où l’édition paraîtra."


class PublierForm(forms.Form):
    """The note of the next edition, its hour, and its number when there is a choice.

    `mineure`, `majeure`: the two numbers offered (« 1.1 », « 2.0 »); no choice when they are equal.
    """

    note = forms.CharField(
        label="Note de version",
        help_text="Pourquoi cette édition, en une ou deux phrases lues par le public.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE_MAX,
        error_messages={
            "required": NOTE_EXPECTED,
            "max_length": "Raccourcissez la note à 2\u202f000 signes : elle en compte %(show_value)d.",
        },
    )
    numero = forms.ChoiceField(label="Numéro", widget=forms.RadioSelect)
    quand = forms.ChoiceField(
        label="Quand",
        choices=[(NOW, "Dès que le PDF est prêt"), (LATER, "Plus tard, à l’heure dite")],
        widget=forms.RadioSelect,
        required=False,
    )
    embargo = forms.DateTimeField(
        label="Date et heure de parution",
        help_text="D’ici là, personne ne la lit. Les membres la savent annoncée.",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y"],
        error_messages={"invalid": "Donnez un jour et une heure, par exemple 18/06/2025 09:00."},
    )

    def __init__(
        self, data: Any = None, *, mineure: str, majeure: str, is_first: bool = False
    ) -> None:
        super().__init__(data, initial={"numero": mineure, "quand": NOW})
        self.majeure, self.is_first = majeure, is_first
        self.fields["note"].required = not is_first
        field = self.fields["numero"]
        if mineure == majeure:
            del self.fields["numero"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [
                (mineure, f"{mineure}, mise à jour"),
                (majeure, f"{majeure}, nouvelle version"),
            ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("quand") != LATER:
            data["embargo"] = None
            self.errors.pop("embargo", None)
        elif "embargo" not in self.errors and (
            reason := why_not_embargo(data.get("embargo"), timezone.now())
            or (None if data.get("embargo") else HOUR_EXPECTED)
        ):
            self.add_error("embargo", reason)
        return data

    @property
    def details(self) -> dict[str, Any]:
        """What the service takes, once the form is valid."""
        data = self.cleaned_data
        return {
            "note": data["note"],
            "majeure": data.get("numero") == self.majeure,
            "embargo": data["embargo"],
        }


class RetirerForm(forms.Form):
    """Why an edition is taken away."""

    reason = forms.CharField(
        label="Pourquoi la retirez-vous\u202f?",
        help_text="Lue par le public, à la place de l’édition.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=REASON_MAX,
        error_messages={
            "required": REASON_EXPECTED,
            "max_length": "Raccourcissez à 1\u202f000 signes : il y en a %(show_value)d.",
        },
    )
