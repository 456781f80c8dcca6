"""Shape of a merge of two organisations."""

from typing import Any

from django import forms

from organisations.models import Organisation
from territoires.models import FeuilleDeRoute

CHOOSE = {
    "required": "Choisissez une organisation.",
    "invalid_choice": "Choisissez une organisation de l’annuaire.",
}


class DeuxForm(forms.Form):
    """Two organisations of the directory that one knows to be one."""

    kept = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Celle qui reste",
        empty_label="Choisir une organisation",
        error_messages=CHOOSE,
    )
    source = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Celle qui la rejoint",
        empty_label="Choisir une organisation",
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].queryset = feuille.territoire.organisations.all()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kept") and data.get("kept") == data.get("source"):
            self.add_error("source", "Choisissez une autre organisation que celle qui reste.")
        return data


class FusionForm(forms.Form):
    """Which of the two names the kept organisation bears."""

    name = forms.ChoiceField(
        label="Le nom qui reste",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez le nom qui reste.",
            "invalid_choice": "Choisissez l’un des deux noms.",
        },
    )

    def __init__(self, *args: Any, kept: Organisation, source: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = [(one.name, one.name) for one in (kept, source)]
        self.initial["name"] = kept.name
