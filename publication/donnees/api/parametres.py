"""What a caller may ask: filters and pages. An unknown parameter is refused, never ignored."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from publication.donnees import valeurs
from publication.donnees.colonnes import Valeur

INCONNUS = "parametres_inconnus"
PAR_PAGE, AU_PLUS, DERNIERE_PAGE = 50, 200, 100_000

Maturite = Literal[tuple(valeurs.MATURITES)]
Statut = Literal[tuple(valeurs.AVANCEMENTS)]
Priorite = Literal[tuple(valeurs.PRIORITES)]
Nature = Literal[tuple(valeurs.NATURES)]
Fermete = Literal[tuple(valeurs.FERMETES)]
Etat = Literal[tuple(valeurs.STATES)]
Words = Annotated[str, Field(min_length=1, max_length=200)]


class Pagination(Schema):
    """A page of a list."""

    page: int = Field(1, ge=1, le=DERNIERE_PAGE, description="Page demandée, à partir de 1.")
    par_page: int = Field(
        PAR_PAGE, ge=1, le=AU_PLUS, description=f"Lignes par page, {AU_PLUS} au plus."
    )

    @model_validator(mode="after")
    def _known(self, info: ValidationInfo) -> Self:
        """A filter with a typing error would otherwise give everything."""
        asked = info.context["request"].GET if info.context else {}
        if unknown := sorted(set(asked) - set(type(self).model_fields)):
            raise PydanticCustomError(INCONNUS, "{noms}", {"noms": unknown})
        return self


class FiltreActions(Pagination):
    """The actions somebody looks for; each filter narrows the list."""

    maturite: Maturite | None = Field(None, description="De l’idée à la fiche-action.")
    statut: Statut | None = Field(None, description="Avancement à la date de l’édition.")
    priorite: Priorite | None = Field(None, description="Priorité donnée par le territoire.")
    objectif: Words | None = Field(None, description="Objectif, en toutes lettres.")
    axe_national: Words | None = Field(None, description="Axe national, en toutes lettres.")
    porteur: Words | None = Field(None, description="Nom exact de l’organisation qui conduit.")
    siren_porteur: Words | None = Field(None, description="SIREN de cette organisation.")


class FiltreEngagements(Pagination):
    """The pledges somebody looks for; each filter narrows the list."""

    numero: Words | None = Field(None, description="Numéro de l’action, par exemple 1.3.")
    nature: Nature | None = Field(None, description="Ce que l’organisation apporte.")
    fermete: Fermete | None = Field(None, description="Force de l’engagement.")
    etat: Etat | None = Field(None, description="Jusqu’où l’engagement est allé.")
    organisation: Words | None = Field(None, description="Nom exact de l’organisation.")
    siren_organisation: Words | None = Field(None, description="SIREN de cette organisation.")


def retenues(rows: list[dict[str, Valeur]], filtre: Pagination) -> list[dict[str, Valeur]]:
    """The rows that have, in the columns of the same names, every value asked for."""
    wanted: Mapping[str, object] = filtre.model_dump(
        exclude=set(Pagination.model_fields), exclude_none=True
    )
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]
