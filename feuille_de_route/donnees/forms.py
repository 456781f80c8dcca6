"""Shape of what is uploaded."""

from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile

from feuille_de_route.donnees.format import MAX_BYTES

JSON = (".json", "")
CHOOSE = "Choisissez le fichier à vérifier, de 10 Mo au plus."


class ImportForm(forms.Form):
    fichier = forms.FileField(
        label="Votre fichier",
        help_text="Un classeur Excel ou LibreOffice (.xlsx) ou un fichier CSV, de 10 Mo au plus\u00a0; ou un fichier de données JSON de 5 Mo. Rien n’est écrit avant votre accord.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.json"}),
        error_messages={
            "required": CHOOSE,
            "missing": CHOOSE,
            "empty": "Choisissez un fichier qui contient des données\u00a0: celui-ci est vide.",
            "invalid": "Choisissez à nouveau le fichier\u00a0: son envoi n’a pas abouti.",
        },
    )

    def clean_fichier(self) -> UploadedFile:
        uploaded = self.cleaned_data["fichier"]
        if is_json(uploaded.name) and uploaded.size > MAX_BYTES:
            raise forms.ValidationError("Choisissez un fichier de 5 Mo au plus.")
        return uploaded


def is_json(name: str) -> bool:
    """Whether a file sent is a data file; every other one is read as a spreadsheet."""
    return PurePath(name).suffix.lower() in JSON
