"""The search page: actions, organisations and pledges that have the words asked for.

Only what the reader may open, and pledges only under a name he or she may read: a word that finds
one would otherwise tell who wrote it. A constant number of queries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from actions.models import Action
from engagements.affichage import ligne
from engagements.models import Engagement
from feuille_de_route.annuaire.queries import directory, pledges_named
from organisations.models import College, Organisation
from socle import francais
from socle.pages import Feuillet, feuillet
from socle.recherche import Question, Segment, excerpt, highlight, matching
from territoires.access import Access

#: Results of each kind on the first page; of one kind on its own pages.
FIRST, PER_PAGE = 6, 20

#: Kind (word of the address) → its title, and what one says of one and of several.
KINDS = {
    "actions": ("Actions", "action", "actions"),
    "organisations": ("Organisations", "organisation", "organisations"),
    "engagements": ("Engagements", "engagement", "engagements"),
}

ICONS = {
    College.ENTREPRISES: "usine",
    College.COLLECTIVITES: "institution",
    College.ETAT_OPERATEURS: "institution",
    College.PARTENAIRES: "groupe",
}


class Trouvaille(NamedTuple):
    """One result, ready to print; `tag` is its label, with its tone and its icon."""

    url: str
    titre: list[Segment]
    extrait: list[Segment]
    sous: str
    icone: str = ""
    numero: str = ""
    objectif: str = ""
    state: str = ""
    tag: tuple[str, str, str] = ("", "neutre", "")


class Groupe(NamedTuple):
    """What was found of one kind: the best ones, or one page of them (`feuillet`)."""

    code: str
    titre: str
    found: int
    trouvailles: list[Trouvaille]
    more_url: str
    feuillet: Feuillet | None = None

    @property
    def more(self) -> str:
        return f"Voir les {francais.nombre(self.found)} {KINDS[self.code][2]}"


class Vue(NamedTuple):
    """One choice of the switch: everything, or one kind."""

    libelle: str
    url: str
    courant: bool


@dataclass(frozen=True, slots=True)
class Recherche:
    """What the page shows. `asked`: whether there is a word to look for."""

    words: str
    kind: str
    asked: bool
    groupes: list[Groupe]

    @property
    def found(self) -> int:
        return sum(groupe.found for groupe in self.groupes)

    @property
    def said(self) -> str:
        """What a screen reader hears: « 3 actions, 1 organisation »."""
        parts = [
            francais.pluriel(groupe.found, *KINDS[groupe.code][1:])
            for groupe in self.groupes
            if groupe.found
        ]
        if not self.asked:
            return ""
        return francais.liste(parts) if parts else "Aucun résultat"

    @property
    def vues(self) -> list[Vue]:
        """The switch between kinds."""
        return [
            Vue(label, address(self.words, kind), kind == self.kind)
            for kind, label in (("", "Tout"), *((code, KINDS[code][0]) for code in KINDS))
        ]


def address(words: str, kind: str = "") -> str:
    """The query string of a search."""
    return f"?{urlencode({key: value for key, value in (('q', words), ('dans', kind)) if value})}"


def build(access: Access, request: HttpRequest) -> Recherche:
    """What `?q=` finds; `?dans=` keeps one kind, cut in pages. At most six queries."""
    words, kind = request.GET.get("q", "").strip()[:200], request.GET.get("dans", "")
    kind = kind if kind in KINDS else ""
    question = Question.read(words)
    if not question:
        return Recherche(words, kind, False, [])
    groupes = [
        _groupe(code, rows, access, question, words, request if kind else None)
        for code, rows in _found(access, question).items()
        if kind in ("", code)
    ]
    return Recherche(words, kind, True, groupes)


def _found(access: Access, question: Question) -> dict[str, QuerySet[Any]]:
    """Kind → its rows, the best first."""
    named = {"organisation": "organisations.organisation"}
    actions = access.feuille.actions.visible_to(access).found_by(question)
    organisations = matching(directory(access).kept(), question)
    engagements = matching(pledges_named(access), question, through=named).for_list()
    return {
        "actions": actions.select_related("objectif", "porteur").order_by(
            "found_rank", "objectif__position", "rank"
        ),
        "organisations": organisations.order_by("found_rank", "name"),
        "engagements": engagements.order_by(
            "found_rank", "action__objectif__position", "action__rank", "pk"
        ),
    }


def _groupe(
    code: str,
    rows: QuerySet[Any],
    access: Access,
    question: Question,
    words: str,
    request: HttpRequest | None,
) -> Groupe:
    page = feuillet(request, rows, PER_PAGE) if request else None
    found = page.page.paginator.count if page else rows.count()
    shown: Iterable[Any] = page or (rows[:FIRST] if found else ())
    make = {"actions": _action, "organisations": _organisation, "engagements": _engagement}[code]
    return Groupe(
        code=code,
        titre=KINDS[code][0],
        found=found,
        trouvailles=[make(row, access, question) for row in shown],
        more_url=address(words, code) if not page and found > FIRST else "",
        feuillet=page,
    )


def _action(action: Action, access: Access, question: Question) -> Trouvaille:
    return Trouvaille(
        url=reverse("action", args=[access.feuille.slug, action.numero]),
        titre=highlight(action.title, question),
        extrait=excerpt(_texts(action), question),
        sous=action.porteur.name if action.porteur else "Porteur à trouver",
        numero=action.numero,
        objectif=action.objectif.code,
        state=action.state,
    )


def _texts(action: Action) -> Sequence[str]:
    """What may hold the words, the most telling first; lines are not loaded for an excerpt."""
    return (
        action.summary, action.description, action.finding, action.aims, action.results,
        action.location, action.beneficiaries, action.means, action.risks, action.referent,
        action.comite,
    )  # fmt: skip


def _organisation(organisation: Organisation, access: Access, question: Question) -> Trouvaille:
    return Trouvaille(
        url=reverse("organisations:organisation", args=[access.feuille.slug, organisation.pk]),
        titre=highlight(organisation.name, question),
        extrait=excerpt((organisation.activite, organisation.fait_public), question),
        sous=", ".join(filter(None, (organisation.get_kind_display(), organisation.commune))),
        icone=ICONS[organisation.college],
    )


def _engagement(engagement: Engagement, access: Access, question: Question) -> Trouvaille:
    one = ligne(engagement, access)
    return Trouvaille(
        url=one.url,
        titre=highlight(one.organisation, question),
        extrait=excerpt((one.phrase, one.condition), question),
        sous=f"Action {one.numero}, {engagement.action.title}",
        icone=one.icone,
        tag=(one.tag, one.tone, one.tag_icone),
    )
