"""What an administrator types of an organisation, and what helps: a public search, likenesses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from feuille_de_route.annuaire.queries import directory
from organisations import recherche_entreprises as service
from organisations.doublons import Ressemblance, ressemblances
from organisations.forms import OrganisationForm
from organisations.models import Organisation
from organisations.recherche_entreprises import Entreprise, Indisponible
from territoires.access import Access

#: Facts of the service → fields of the form.
FILLED = ("siret", "commune", "activite", "effectif")


@dataclass(frozen=True, slots=True)
class Recherche:
    """What « Chercher » gave; `message` says why nothing is proposed."""

    is_on: bool = field(default_factory=service.is_on)
    propositions: list[Entreprise] = field(default_factory=list)
    message: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that exists already and may be the one typed."""

    organisation: Organisation
    reason: str
    is_here: bool  # in the directory of this roadmap


def read(
    posted: QueryDict | None, instance: Organisation | None = None
) -> tuple[OrganisationForm, Recherche]:
    """The form, bound only when it is sent to be kept; « Chercher » and « Reprendre » fill it.

    Everything typed stays, whichever button was pressed.
    """
    if posted is None:
        return OrganisationForm(instance=instance), Recherche()
    typed = {name: posted[name] for name in OrganisationForm.base_fields if name in posted}
    if "chercher" in posted:
        return OrganisationForm(initial=typed, instance=instance), _search(typed)
    if "reprendre" in posted:
        recherche = _taken(posted["reprendre"], typed)
        return OrganisationForm(initial=typed, instance=instance), recherche
    return OrganisationForm(posted, instance=instance), Recherche()


def _search(typed: Mapping[str, str]) -> Recherche:
    words = typed.get("siret", "").strip() or typed.get("name", "").strip()
    if len(words) < 3:
        return Recherche(message="Écrivez d’abord un nom, un SIREN ou un SIRET.")
    try:
        found = service.chercher(words)
    except Indisponible as error:
        return Recherche(message=str(error))
    if not found:
        return Recherche(
            message=f"Aucune entreprise trouvée pour «\u00a0{words}\u00a0». Continuez sans, ou "
            "essayez avec son SIREN."
        )
    return Recherche(propositions=found)


def _taken(siret: str, typed: dict[str, str]) -> Recherche:
    """Fill `typed` with one enterprise: its number and facts, its name when none was typed."""
    try:
        found = service.trouver(siret)
    except Indisponible as error:
        return Recherche(message=str(error))
    if found is None:
        return Recherche(message="Cette entreprise n’est plus proposée. Cherchez à nouveau.")
    for name in FILLED:
        if value := getattr(found, name):
            typed[name] = value
    typed["name"] = typed.get("name", "").strip() or found.nom
    return Recherche()


def candidates(access: Access, form: OrganisationForm) -> list[Candidate]:
    """Which organisations that exist may be the one typed, the surest first. Two queries.

    Near names are looked for in this directory; the same SIREN or the same name anywhere.
    """
    wanted = _wanted(form)
    if not wanted.name and not wanted.siren:
        return []
    here = list(directory(access))
    known = {one.pk for one in here}
    elsewhere = [one for one in _anywhere(wanted) if one.pk not in known]
    found: list[Ressemblance] = ressemblances(wanted, [*here, *elsewhere])
    return [Candidate(pair.other, pair.reason, pair.other.pk in known) for pair in found]


def _wanted(form: OrganisationForm) -> Organisation:
    """What was typed, as far as it can be read."""
    data: dict[str, Any] = form.cleaned_data if form.is_bound else {}
    name = data.get("name") or (form.data.get("name", "") if form.is_bound else "")
    siret = data.get("siret") or None
    siren = None if siret else data.get("siren_seul")
    return Organisation(name=name.strip(), siret=siret, siren_seul=siren)


def _anywhere(wanted: Organisation) -> QuerySet[Organisation]:
    same = Q(name__iexact=wanted.name)
    if wanted.siren:
        same |= Q(siret__startswith=wanted.siren) | Q(siren_seul=wanted.siren)
    return Organisation.objects.kept().filter(same)
