"""Shape of a new territory; the page and the command share it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from organisations.models import Organisation
from territoires.models import FeuilleDeRoute, Territoire

YEARS_EXPECTED = "Écrivez une année, par exemple 2024."


def _year(label: str, initial: int) -> forms.IntegerField:
    messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), YEARS_EXPECTED)
    return forms.IntegerField(
        label=label,
        min_value=2018,
        max_value=2060,
        initial=initial,
        error_messages=messages,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class TerritoireForm(forms.Form):
    """`cleaned_data`: name, epci (list of names), start_year, end_year, slug."""

    name = forms.CharField(
        label="Nom du territoire",
        max_length=200,
        error_messages={
            "required": "Écrivez le nom du territoire, par exemple Loire Amont.",
            "max_length": "Raccourcissez le nom à %(limit_value)d caractères.",
        },
    )
    epci = forms.CharField(
        label="EPCI",
        help_text="Un par ligne. Ils administrent la feuille de route.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez au moins un EPCI."},
    )
    start_year = _year("Première année", 2024)
    end_year = _year("Dernière année", 2027)
    slug = forms.CharField(
        label="Adresse de la feuille de route",
        max_length=80,
        required=False,
        help_text="En minuscules et sans espace. Vide, elle est tirée du nom.",
        error_messages={"max_length": "Raccourcissez l’adresse à %(limit_value)d caractères."},
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Territoire.objects.filter(name__iexact=name).exists():
            raise ValidationError(
                "Écrivez un autre nom\u00a0: un territoire porte déjà celui-ci.", code="taken"
            )
        return name

    def clean_epci(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["epci"].splitlines())
        names = list({name.casefold(): name for name in lines if name}.values())
        if not names:
            raise ValidationError("Écrivez au moins un EPCI.")
        for name in names:
            if len(name) > 200:
                raise ValidationError("Raccourcissez chaque nom à 200 caractères.")
            known = Organisation.objects.all().named(name)
            if known and known.kind != Organisation.Kind.COLLECTIVITE:
                raise ValidationError(
                    f"Vérifiez «\u00a0{name}\u00a0»\u00a0: l’annuaire connaît ce nom, "
                    f"mais pas comme collectivité."
                )
        return names

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("start_year"), data.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", f"Écrivez une année à partir de {start}.")
        if data.get("name"):
            data["slug"] = self._slug(data)
        return data

    def _slug(self, data: dict[str, Any]) -> str:
        typed = data.get("slug") or ""
        slug = slugify(typed or data["name"])[:80].strip("-")
        if not slug or (typed and typed != slug):
            proposed = f", par exemple {slug}" if slug else ""
            self.add_error("slug", f"Écrivez l’adresse en lettres sans accent et tirets{proposed}.")
        elif FeuilleDeRoute.objects.filter(slug=slug).exists():
            self.add_error(
                "slug",
                f"Écrivez une autre adresse\u00a0: «\u00a0{slug}\u00a0» est celle d’une autre "
                "feuille de route.",
            )
        return slug
