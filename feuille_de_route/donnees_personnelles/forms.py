"""Shape of what one types to be erased, or to find somebody."""

from django import forms


class EffacerForm(forms.Form):
    """One's own address, typed again: nobody erases an account by a slip of the finger."""

    address = forms.CharField(
        label="Recopiez votre adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Recopiez votre adresse pour confirmer."},
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        if address.casefold() != self.email.casefold():
            raise forms.ValidationError(f"Recopiez exactement {self.email}.", code="other")
        return address


class ChercherForm(forms.Form):
    q = forms.CharField(
        label="Prénom ou organisation",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
