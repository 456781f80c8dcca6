"""Shape of what people type to sign in and to be known."""

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from django import forms

from comptes.models import User

CODE_LENGTH = 6
CODE_EXPECTED = "Écrivez les six chiffres reçus par courriel."
TOO_MANY_HERE = "Trop de codes sont demandés depuis votre réseau. Réessayez dans une minute."


class ConnexionForm(RequestLoginCodeForm):
    email = forms.EmailField(
        label="Votre adresse électronique professionnelle",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse électronique.",
            "invalid": "Écrivez une adresse complète, par exemple prenom.nom@entreprise.fr.",
        },
    )

    def clean_email(self) -> str:
        """The limit of the network first, then allauth's for the address itself."""
        self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        if not ratelimit.consume(context.request, action="login"):
            raise forms.ValidationError(TOO_MANY_HERE, code="too_many_here")
        return super().clean_email()


class CodeForm(ConfirmLoginCodeForm):
    """`over`: why the code no longer serves, whatever is typed."""

    code = forms.CharField(label="Code à six chiffres", error_messages={"required": CODE_EXPECTED})

    def __init__(self, *args, over: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.over = over
        self.fields["code"].required = not over

    def clean_code(self) -> str:
        """Compare the digits alone: a code copied from a message comes with no-break spaces."""
        if self.over:
            raise forms.ValidationError(self.over, code="over")
        digits = "".join(sign for sign in self.cleaned_data["code"] if sign in "0123456789")
        if len(digits) != CODE_LENGTH:
            raise forms.ValidationError(CODE_EXPECTED, code="six_digits")
        self.cleaned_data["code"] = digits
        return super().clean_code()


class ProfilForm(forms.Form):
    """How a person wants to be called."""

    name = forms.CharField(
        label="Prénom et nom",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Écrivez votre prénom et votre nom.",
            "max_length": "Écrivez votre nom en 150 caractères au plus.",
        },
    )
    fonction = forms.CharField(
        label="Fonction",
        max_length=150,
        required=False,
        help_text="Par exemple «\u00a0Directrice de site\u00a0».",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"max_length": "Écrivez votre fonction en 150 caractères au plus."},
    )


class RappelsForm(forms.Form):
    """Whether the digests are wanted: both, or none."""

    recevoir = forms.BooleanField(
        label="Recevoir les résumés par courriel",
        help_text="Le lundi, ce qui vous attend. Chaque matin, ce qui s’est écrit la veille sur les"
        " actions que vous portez, suivez ou discutez. Rien les jours où il n’y a rien à dire.",
        required=False,
    )


class CompteForm(forms.ModelForm):
    """An account, as the back office corrects it."""

    class Meta:
        model = User
        fields = ["email", "name", "fonction", "is_active", "is_staff", "is_superuser"]

    def clean_email(self) -> str:
        """Addresses are kept in lower case: the database tells them apart by letter."""
        return self.cleaned_data["email"].lower()
