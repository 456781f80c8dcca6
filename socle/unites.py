"""The units of quantities and how they agree. Amounts are Decimal."""

from decimal import Decimal

from socle import francais

EUROS = ("EUR", "€")

#: unit, as contents and data files write it → singular and plural
UNITES = {
    "EUR": ("€", "€"),
    "€": ("€", "€"),
    "jours": ("jour", "jours"),
    "heures": ("heure", "heures"),
    "m2": ("m²", "m²"),
    "m²": ("m²", "m²"),
    "réunions": ("réunion", "réunions"),
    "personnes": ("personne", "personnes"),
    "entreprises": ("entreprise", "entreprises"),
    "tCO2e": ("tCO₂e", "tCO₂e"),
    "tCO2e/an": ("tCO₂e/an", "tCO₂e/an"),
}


def mesure(value: Decimal, unite: str) -> str:
    """« 150 000 € », « 6 jours », « 180 tCO₂e/an »."""
    one, many = UNITES.get(unite, (unite, unite))
    return francais.euros(value) if unite in EUROS else francais.quantite(value, one, many)
