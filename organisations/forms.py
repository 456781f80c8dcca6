"""Shape of an organisation's sheet, and its French messages."""

from django import forms
from stdnum.fr import siret as stdnum_siret

from organisations.models import Organisation, validate_siret


class FicheForm(forms.ModelForm):
    """What an organisation says of itself. Its college is decided by the roadmap's team."""

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

    # The model holds fourteen digits; people also type spaces between them.
    siret = forms.CharField(
        label="SIRET",
        required=False,
        help_text="Quatorze chiffres. Laissez vide si vous ne le connaissez pas.",
        error_messages={
            "unique": "Ce SIRET est déjà celui d’une autre organisation\u00a0: vérifiez-le, ou "
            "demandez au chef de projet."
        },
    )

    def clean_siret(self) -> str | None:
        siret = stdnum_siret.compact(self.cleaned_data["siret"]) or None
        if siret:
            validate_siret(siret)
        return siret
