"""The shape of what is typed to publish."""

from typing import Any

from django import forms

from publication.rules import NOTE_EXPECTED

NOTE_MAX = 2000


class PublierForm(forms.Form):
    """The note of the next edition, and its number when there is a choice.

    `mineure`, `majeure`: the two numbers offered (« 1.1 », « 2.0 »); no choice when they are equal.
    """

    note = forms.CharField(
        label="Note de version",
        help_text="Une ou deux phrases, lues par le public.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE_MAX,
        error_messages={
            "required": NOTE_EXPECTED,
            "max_length": "Raccourcissez la note à 2\u202f000 signes : elle en compte %(show_value)d.",
        },
    )
    numero = forms.ChoiceField(label="Numéro", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, mineure: str, majeure: str) -> None:
        super().__init__(data, initial={"numero": mineure})
        field = self.fields["numero"]
        if mineure == majeure:
            del self.fields["numero"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [
                (mineure, f"{mineure}, mise à jour"),
                (majeure, f"{majeure}, nouvelle version"),
            ]
        self.majeure = majeure

    @property
    def is_major(self) -> bool:
        """Whether a valid form asks for the larger number."""
        return self.cleaned_data.get("numero") == self.majeure
