"""Canonical values in words, without a form nor a query a line: lists of amendments read them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from actions.amendements import bare, line_changes
from actions.apports import UNITS, Apport
from actions.models import Action
from actions.photos import TABLES
from actions.versions import LINES, MULTIPLE
from organisations.models import Organisation
from socle import francais
from territoires.models import AxeNational, FeuilleDeRoute

#: Field → how it is called above its words; as the form of a fiche calls it.
LABELS = {
    "description": "Ce que nous allons faire",
    "start": "Début",
    "end": "Fin",
    "budget": "Budget prévisionnel",
    "is_continuous": "Sans date de fin",
    "budget_is_estimate": "Le budget est un ordre de grandeur",
    "jalons": "Étapes",
    "financements": "Plan de financement",
    "budgets": "Budget par année",
    "indicateurs": "Indicateurs",
    "besoins": "Besoins",
    # As data files name them.
    "calendrier": "Calendrier",
    "localisation": "Localisation",
    "financement": "Financement",
}
GONE = "organisation effacée"


class Noms:
    """The names keys stand for, on one roadmap; each table is read once, when it is asked for."""

    def __init__(self, feuille: FeuilleDeRoute) -> None:
        self.feuille = feuille

    @cached_property
    def organisations(self) -> Mapping[str, str]:
        return {str(pk): name for pk, name in Organisation.objects.values_list("pk", "name")}

    @cached_property
    def axes(self) -> Mapping[str, str]:
        return {str(pk): title for pk, title in AxeNational.objects.values_list("pk", "title")}

    @cached_property
    def numeros(self) -> Mapping[str, str]:
        """Of the actions everybody reads: a restricted one is not told here."""
        rows = self.feuille.actions.filter(is_restricted=False).values_list("pk", "numero")
        return {str(pk): numero for pk, numero in rows}


def label_of(field: str) -> str:
    """« Résultats attendus »; a word of a data file stays as it is."""
    if field in LABELS:
        return LABELS[field]
    known = {one.name: one for one in Action._meta.get_fields()}
    label = str(getattr(known.get(field), "verbose_name", field))
    return f"{label[:1].upper()}{label[1:]}"


def mots(field: str, value: Any, noms: Noms) -> str:
    """A canonical value as a page tells it; "" when there is none."""
    if field in LINES:
        return "\n".join(_line(field, line, noms) for line in value or ())
    if field == "linked":
        known = noms.numeros  # read even for none: a page costs the same
        return ", ".join(known[key] for key in value if key in known)
    if field in MULTIPLE:
        return "\n".join(noms.organisations.get(key, GONE) for key in value)
    if value in (None, ""):
        return ""
    match field:
        case "porteur":
            return noms.organisations.get(value, GONE)
        case "axe":
            return noms.axes.get(value, "")
        case "budget":
            return francais.euros(Decimal(value))
        case "start" | "end":
            return francais.mois(date.fromisoformat(value))
        case "is_continuous" | "budget_is_estimate":
            return "oui" if value else "non"
        case "fermete":
            return str(Action.Fermete(value).label)
    return str(value)


def changed_words(field: str, before: Any, after: Any, noms: Noms) -> tuple[str, str]:
    """Both values in words; of a list, only the lines that differ."""
    if field not in LINES:
        return mots(field, before, noms), mots(field, after, noms)
    changes = line_changes(field, before or (), after or ())
    # A line that only comes back under another key is no change.
    pairs = [(old, new) for old, new in changes if bare(old) != bare(new)]
    return (
        "\n".join(_line(field, old, noms) for old, _new in pairs if old),
        "\n".join(_line(field, new, noms) for _old, new in pairs if new),
    )


def line_words(field: str, line: Mapping[str, Any], noms: Noms) -> str:
    """One line of a list, canonical, in words."""
    return _line(field, line, noms)


def _line(field: str, line: Mapping[str, Any], noms: Noms) -> str:
    words = [_cell(field, column, line, noms) for column in LINES[field]]
    return ", ".join(word for word in words if word)


def _cell(field: str, column: str, line: Mapping[str, Any], noms: Noms) -> str:
    value = line.get(column)
    if value in (None, ""):
        return ""
    match column:
        case "amount" | "planned" | "spent":
            prefix = {"planned": "prévu ", "spent": "réalisé "}.get(column, "")
            return f"{prefix}{francais.euros(Decimal(value))}"
        case "reference" | "target":
            prefix = "départ" if column == "reference" else "cible"
            unit = f"\u00a0{line['unit']}" if column == "target" and line.get("unit") else ""
            return f"{prefix} {francais.nombre(Decimal(value))}{unit}"
        case "quantity":
            unit = UNITS.get(Apport(line["kind"]), "") if line.get("kind") else ""
            return francais.quantite(Decimal(value), unit).strip()
        case "due":
            return francais.mois(date.fromisoformat(value))
        case "organisation":
            name = noms.organisations.get(value, GONE)
            return "" if name == line.get("financeur") else name
        case "quarter":
            return f"T{value}\u00a0{line['year']}"
        case "year":
            return "" if line.get("quarter") else str(value)
        case "unit":
            return "" if line.get("target") else str(value)
        case "kind" | "state":
            choices = dict(TABLES[field]._meta.get_field(column).flatchoices)
            return str(choices.get(value, value))
    return str(value)
