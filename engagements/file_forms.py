"""Shape of the PDF somebody sends: to check it, or to keep it as a signed letter."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from engagements.attestation import normal
from engagements.forms import RetraitForm
from engagements.lettres.models import Lettre
from socle.forms import RadioCards

MEGABYTES = 10
MAX_BYTES = MEGABYTES * 1024 * 1024

TOO_BIG = f"Choisissez un PDF de {MEGABYTES} Mo au plus."
REFERENCE_OR_FILE = "Écrivez la référence ou l’empreinte, ou choisissez le PDF."


class PdfField(forms.FileField):
    """`cleaned_data` holds the bytes. What they are worth is for `socle.foreign_pdf` to say."""

    default_error_messages = {
        "required": TOO_BIG,
        "missing": TOO_BIG,
        "empty": "Choisissez un PDF qui a des pages\u00a0: ce fichier est vide.",
        "invalid": "Choisissez à nouveau le fichier\u00a0: son envoi n’a pas abouti.",
        "max_length": "Raccourcissez le nom du fichier à %(max)d caractères.",
    }
    widget = forms.FileInput(attrs={"accept": ".pdf,application/pdf"})

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        uploaded: UploadedFile | None = super().clean(data, initial)
        if not uploaded:
            return None
        if uploaded.size is None or uploaded.size > MAX_BYTES:
            raise forms.ValidationError(TOO_BIG, code="too_big")
        return bytes(uploaded.read())


class VerifierForm(forms.Form):
    """A reference or a hash; or the PDF itself. `cleaned_data` holds one of the two."""

    reference = forms.CharField(
        label="Référence ou empreinte",
        help_text="La référence d’une fiche, par exemple K7M2Q-9XABR, ou l’empreinte SHA-256 d’une feuille de route.",
        max_length=120,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "max_length": "Écrivez la référence seule, ou l’empreinte\u00a0: soixante-quatre caractères."
        },
    )
    fichier = PdfField(
        label="Ou le document lui-même, en PDF",
        help_text=f"{MEGABYTES} Mo au plus. Le fichier est lu, puis oublié\u00a0: rien n’est gardé.",
        required=False,
    )

    def clean_reference(self) -> str:
        """As it is kept: without the spaces, dashes and small letters people type."""
        return normal(self.cleaned_data["reference"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("reference") and not cleaned.get("fichier"):
            self.add_error("reference", REFERENCE_OR_FILE)
        return cleaned


class LettreForm(forms.Form):
    """A signed letter to keep; `lettres`: those of the organisation, of which it may replace one."""

    remplace = forms.TypedChoiceField(
        label="Cette lettre",
        required=False,
        widget=RadioCards({}),
        error_messages={"invalid_choice": "Choisissez une des lettres en vigueur."},
    )
    fichier = PdfField(
        label="Lettre signée",
        help_text=f"Un PDF de {MEGABYTES} Mo au plus, sans mot de passe ni fichier joint.",
    )

    def __init__(self, *args: Any, lettres: Sequence[Lettre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holding = {str(one.pk): one for one in lettres if one.holds}
        if not self.holding:
            del self.fields["remplace"]
            return
        choices = [("", "S’ajoute aux lettres en vigueur")]
        choices += [(key, f"Remplace {one.name}") for key, one in self.holding.items()]
        self.fields["remplace"].choices = choices

    @property
    def details(self) -> dict[str, Any]:
        """What the service takes, once the form is valid."""
        return {
            "data": self.cleaned_data["fichier"],
            "name": self.files["fichier"].name,
            "remplace": self.holding.get(self.cleaned_data.get("remplace", "")),
        }


class RetraitLettreForm(RetraitForm):
    """Why a letter is taken back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "Pourquoi la retirez-vous\u202f?"
        reason.error_messages["required"] = (
            "Dites en une phrase pourquoi vous retirez cette lettre."
        )
