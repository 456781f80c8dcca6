"""Shape of the settings of a roadmap, and their French messages."""

from django import forms
from django.utils.safestring import SafeString

from organisations.models import Organisation
from socle.markdown_html import html
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute, Objectif

#: The roles given on a roadmap; a representative's comes from an organisation.
ROLES = [(role.value, role.label.capitalize()) for role in Role if role is not Role.REPRESENTANT]


class PhaseForm(forms.Form):
    phase = forms.ChoiceField(
        label="Phase",
        choices=Phase.choices,
        error_messages={
            "required": "Choisissez une phase.",
            "invalid_choice": "Choisissez une phase.",
        },
    )

    def clean_phase(self) -> Phase:
        return Phase(self.cleaned_data["phase"])


class MembreForm(forms.Form):
    """Gives a role to a person; the account is created when the address is new."""

    name = forms.CharField(
        label="Nom",
        max_length=150,
        error_messages={"required": "Écrivez le prénom et le nom de la personne."},
    )
    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        error_messages={
            "required": "Écrivez son adresse, elle y recevra ses codes de connexion.",
            "invalid": "Vérifiez l’adresse, par exemple prenom.nom@entreprise.fr.",
        },
    )
    role = forms.ChoiceField(
        label="Rôle",
        choices=[*ROLES, (Role.REPRESENTANT.value, "Représentant d’une organisation")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un rôle."},
    )
    organisation = forms.ModelChoiceField(
        label="Organisation représentée",
        queryset=Organisation.objects.none(),
        required=False,
        help_text="Pour un représentant seulement.",
    )
    signer = forms.BooleanField(label="Peut signer pour l’organisation", required=False)

    def __init__(self, *args, feuille: FeuilleDeRoute, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = feuille.territoire.organisations.all()
        self.fields["organisation"].empty_label = "Choisir une organisation"

    def clean(self) -> dict:
        data = super().clean()
        if data.get("role") == Role.REPRESENTANT and not data.get("organisation"):
            self.add_error(
                "organisation", "Choisissez l’organisation que cette personne représente."
            )
        return data


class TextesForm(forms.ModelForm):
    """The texts of the territory that the published roadmap prints."""

    class Meta:
        model = FeuilleDeRoute
        fields = FeuilleDeRoute.TEXTES
        widgets = {name: forms.Textarea(attrs={"rows": 8}) for name in fields}
        help_texts = {
            "preamble": "D’où vient cette feuille de route, qui l’a écrite.",
            "diagnosis": "Emploi, filières, foncier, énergie : les faits qui justifient les objectifs.",
            "ambition": "Ce que le territoire veut être devenu à la fin de la feuille de route.",
            "governance": "Les instances, leur composition, leur rythme.",
            "follow_up": "Comment et quand les actions seront évaluées.",
            "duration": "Pour combien de temps, comment une partie peut la modifier ou la quitter.",
            "method": "Comment les actions ont été proposées, discutées, choisies.",
        }

    @property
    def chapters(self) -> list[tuple[str, SafeString]]:
        """Title and HTML of each text as it is typed now, under titles of level 3."""
        return [
            (str(field.label).capitalize(), html(words, level=4))
            for field in self
            if (words := str(field.value() or "")).strip()
        ]


class ObjectifForm(forms.ModelForm):
    class Meta:
        model = Objectif
        fields = ["summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    @property
    def titre(self) -> str:
        """The label of its only field: which objective it speaks of."""
        return f"Objectif {self.instance.code}, {self.instance.short_title}"
