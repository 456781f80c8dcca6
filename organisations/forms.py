"""Shape of an organisation's sheet, of an invitation, and their French messages."""

from typing import Any

from django import forms
from stdnum.fr import siret as stdnum_siret

from organisations.models import College, Organisation, validate_siren, validate_siret

SIREN_LENGTH = 9


class FicheForm(forms.ModelForm):
    """What an organisation says of itself. Its college is decided by the roadmap's team.

    `siret` takes a SIREN too: the cleaned data has both columns, one of them None.
    """

    class Meta:
        model = Organisation
        fields = ["name", "commune", "activite", "effectif", "siret"]
        labels = {"name": "Nom affiché", "activite": "Activité", "effectif": "Effectif"}
        help_texts = {
            "name": "Celui que lit le public, sur la feuille de route.",
            "activite": "En quelques mots, par exemple mécanique de précision.",
            "effectif": "Une tranche suffit, par exemple 20-49.",
        }
        error_messages = {
            "name": {
                "required": "Écrivez le nom de votre organisation.",
                "unique": "Une autre organisation porte déjà ce nom\u00a0: précisez la commune ou "
                "le service.",
            },
        }

    # The model holds digits alone; people also type spaces between them.
    siret = forms.CharField(
        label="SIRET ou SIREN",
        required=False,
        help_text="Quatorze chiffres, ou les neuf du SIREN. Laissez vide si vous ne les "
        "connaissez pas.",
        error_messages={
            "unique": "Ce SIRET est déjà celui d’une autre organisation\u00a0: vérifiez-le, ou "
            "demandez au chef de projet."
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial.get("siret"):
            self.initial["siret"] = self.instance.siren_seul or ""

    def clean_siret(self) -> str | None:
        """The SIRET; a SIREN goes to `siren_seul`, and leaves none."""
        digits = stdnum_siret.compact(self.cleaned_data["siret"]) or None
        self.cleaned_data["siren_seul"] = None
        if digits and len(digits) == SIREN_LENGTH:
            validate_siren(digits)
            self.cleaned_data["siren_seul"] = digits
            return None
        if digits:
            validate_siret(digits)
        return digits


class OrganisationForm(FicheForm):
    """The whole sheet, as an administrator writes it."""

    class Meta(FicheForm.Meta):
        fields = ["name", "siret", "kind", "college", "commune", "activite", "effectif",
                  "fait_public"]  # fmt: skip
        labels = {
            **FicheForm.Meta.labels,
            "name": "Nom",
            "kind": "Type",
            "fait_public": "Présentation publique",
        }
        help_texts = {
            **FicheForm.Meta.help_texts,
            "fait_public": "Deux ou trois phrases, imprimées dans la feuille de route.",
        }
        widgets = {"fait_public": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "name": {
                "required": "Écrivez le nom de l’organisation.",
                "unique": FicheForm.Meta.error_messages["name"]["unique"],
            },
            "kind": {
                "required": "Choisissez un type.",
                "invalid_choice": "Choisissez un type dans la liste.",
            },
        }

    college = forms.ChoiceField(
        label="Collège",
        required=False,
        choices=[("", "Celui du type"), *College.choices],
        error_messages={"invalid_choice": "Choisissez un collège dans la liste."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Choisir un type"), *(one for one in kind.choices if one[0])]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("college") and data.get("kind"):
            kind = Organisation.Kind(data["kind"])
            data["college"] = Organisation.COLLEGE_BY_KIND[kind].value
        return data


class InvitationForm(forms.Form):
    """Whom one invites, and whether he or she will sign."""

    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Écrivez l’adresse de la personne à inviter.",
            "invalid": "Écrivez une adresse complète, par exemple prenom.nom@entreprise.fr.",
            "max_length": "Vérifiez cette adresse\u00a0: elle est trop longue.",
        },
    )
    signer = forms.BooleanField(
        label="Cette personne pourra aussi signer pour l’organisation", required=False
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class DepartForm(forms.Form):
    """Taking back a right; `derniere` says that one knows nobody will sign any more."""

    derniere = forms.BooleanField(
        label="Je sais que plus personne ne pourra signer pour cette organisation", required=False
    )
