"""Shape of what is uploaded."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from feuille_de_route.donnees.format import MAX_BYTES


class ImportForm(forms.Form):
    fichier = forms.FileField(
        label="Fichier de données",
        help_text="Un fichier JSON de 5 Mo au plus. Rien n’est écrit avant votre accord.",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": "Choisissez le fichier à vérifier.",
            "missing": "Choisissez le fichier à vérifier.",
            "empty": "Choisissez un fichier qui contient des données\u00a0: celui-ci est vide.",
            "invalid": "Choisissez à nouveau le fichier\u00a0: son envoi n’a pas abouti.",
        },
    )

    def clean_fichier(self) -> UploadedFile:
        uploaded = self.cleaned_data["fichier"]
        if uploaded.size > MAX_BYTES:
            raise forms.ValidationError("Choisissez un fichier de 5 Mo au plus.")
        return uploaded
