"""The page « Publier l’édition 1.1 »: what is left to settle, what changes, the editions."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from publication import rules
from publication.adresses import Adresses
from publication.collecte import collecter, collecter_reste
from publication.contenu import Contenu, from_json
from publication.controles import Controle, Lieu, Statut, bloquants, controles
from publication.differences import Differences, Genre, differences
from publication.forms import PublierForm
from publication.models import Edition
from publication.mouvements import Mouvement, Sort
from publication.reste import ActionNommee
from socle import francais
from socle.francais import accord, en_lettres, euros_courts, nombre
from socle.models import Job
from territoires.access import Access

#: Beyond these, a line or a list says how many more there are.
PLAQUES = 15
CHANGES = 30
TONS_MOUVEMENT = {
    Sort.PRIS: ("succes", "plus"),
    Sort.SUIVI: ("info", "crayon"),
    Sort.SIGNE: ("succes", "signature"),
    Sort.REALISE: ("succes", "coche-cercle"),
    Sort.RETIRE: ("alerte", "annuler"),
    Sort.ABSENT: ("neutre", "moins"),
}
TONS = {Genre.AJOUTEE: "succes", Genre.MODIFIEE: "info", Genre.RETIREE: "alerte"}
ICONES = {Genre.AJOUTEE: "plus", Genre.MODIFIEE: "crayon", Genre.RETIREE: "moins"}


class LigneControle(NamedTuple):
    """One check as the page prints it."""

    controle: Controle
    texte: str
    plaques: list[tuple[str, str, str]]  # number, objective, address
    url: str
    variante: str  # of the button: the first blocker is what to do now


class Avancement(NamedTuple):
    """How far the drawing of an edition is; `part` in percent."""

    edition: Edition
    phrase: str
    part: int


def context(access: Access, data: Any = None) -> dict[str, Any]:
    """Everything the page shows. The number of queries does not depend on that of actions."""
    feuille = access.feuille
    editions = list(feuille.editions.without_content().select_related("author", "job"))
    last = next((e for e in editions if e.state == Edition.State.PUBLIEE), None)
    running = next((e for e in editions if e.state == Edition.State.EN_COURS), None)
    failed = next((e for e in editions if e.state == Edition.State.ECHOUEE), None)
    numbers = rules.suivants(last)
    numero = running.numero if running else numbers.mineure
    before = _content_of(last) if last else None
    contenu = collecter(feuille, numero=numbers.mineure, before=before)
    checks = controles(contenu, collecter_reste(feuille))
    return {
        "access": access,
        "numero": numero,
        "titre": f"Édition {numero} en préparation" if running else f"Publier l’édition {numero}",
        "intro": _intro(last),
        "publier_libelle": f"Publier l’édition {numero}",
        "checks": _checklist(access, checks),
        "changes": changes(before, contenu) if before else None,
        "changes_titre": f"Ce qui change depuis l’édition {last}",
        "form": PublierForm(data, mineure=numbers.mineure, majeure=numbers.majeure),
        "why_not": rules.why_not_publier(
            access,
            en_preparation=running.numero if running else "",
            bloquants=bloquants(checks),
        ),
        "avancement": avancement(running) if running else None,
        "failed": failed,
        "failed_titre": f"Le PDF de l’édition {failed} n’a pas pu être dessiné",
        "why_not_relancer": rules.why_not_relancer(access, failed) if failed else None,
        "editions": [
            _edition_line(edition, feuille.slug, last)
            for edition in editions
            if edition.state == Edition.State.PUBLIEE
        ],
    }


def _intro(last: Edition | None) -> str:
    if last is None:
        return "Ce sera la première édition : rien n’est encore public."
    assert last.published_at is not None  # noqa: S101 -- a constraint of the table
    day = francais.date_longue(timezone.localtime(last.published_at))
    return f"L’édition {last} est en ligne depuis le {day}."


def _edition_line(
    edition: Edition, slug: str, last: Edition | None
) -> tuple[Edition, Adresses, str, str]:
    """An edition, its addresses, its label and the tone of the label."""
    label, tone = ("En ligne", "succes") if edition == last else ("Archivée", "neutre")
    return edition, Adresses.of_edition(edition, slug), label, tone


def avancement(edition: Edition) -> Avancement:
    """« 12 pages sur 40 » as a share: the drawing counts blocks, not pages yet."""
    job = edition.job
    if job is None or job.state == Job.State.QUEUED or not job.total:
        return Avancement(edition, "Le PDF attend son tour.", 0)
    share = francais.part(job.progress, job.total)
    return Avancement(edition, f"Le PDF se dessine : {francais.pourcentage(share)}.", share)


def _content_of(edition: Edition) -> Contenu:
    return from_json(Edition.objects.content_of(edition.pk))


# Checks ------------------------------------------------------------------------------------------


def _checklist(access: Access, checks: Sequence[Controle]) -> dict[str, Any]:
    """The checks to settle, blockers first, then those passed, and the count of the heading."""
    slug = access.feuille.slug
    passed = [c for c in checks if c.statut is Statut.REUSSI]
    left = [c for c in checks if c.statut is Statut.BLOQUANT]
    left += [c for c in checks if c.statut is Statut.ATTENTION]
    n = len(passed)
    words = accord(n, "contrôle réussi", "contrôles réussis")
    return {
        "lines": [_line(check, slug, first=n == 0) for n, check in enumerate(left)],
        "passed": passed,
        "passed_titre": f"{en_lettres(n)} {words}".capitalize(),
        "compte": f"{nombre(n)} {words} sur {nombre(len(checks))}",
        "part": francais.part(n, len(checks)),
    }


def _line(check: Controle, slug: str, *, first: bool) -> LigneControle:
    shown, more = check.actions[:PLAQUES], len(check.actions) - PLAQUES
    text = check.texte
    if more > 0:
        text = f"{text} Ici, les {nombre(PLAQUES)} premières sur {nombre(len(check.actions))}."
    plaques = [(a.numero, a.objectif, _action_url(slug, a, check)) for a in shown]
    if len(plaques) == 1:  # the title names it, the remedy leads to it
        plaques = []
    now = first and check.statut is Statut.BLOQUANT
    variant = "primaire" if now else "second"
    return LigneControle(check, text, plaques, _remedy_url(slug, check), variant)


def _remedy_url(slug: str, check: Controle) -> str:
    if check.lieu is Lieu.TEXTES:
        return reverse("territoires:textes", args=[slug])
    if check.lieu is Lieu.PRIORITES:
        return reverse("priorites", args=[slug])
    if check.actions:
        return _action_url(slug, check.actions[0], check)
    return reverse("tableau", args=[slug])


def _action_url(slug: str, action: ActionNommee, check: Controle) -> str:
    """Where this check is settled on one action: its form, or a part of its page."""
    if check.lieu is Lieu.MODIFIER:
        return reverse("actions:modifier", args=[slug, action.numero])
    if check.lieu is Lieu.DECIDER:
        return reverse("actions:decider", args=[slug, action.numero])
    anchor = {Lieu.ENGAGEMENTS: "#engagements", Lieu.AMENDEMENTS: "#amendements"}
    return reverse("action", args=[slug, action.numero]) + anchor.get(check.lieu, "")


# Changes -----------------------------------------------------------------------------------------


def changes(before: Contenu, after: Contenu) -> dict[str, Any]:
    """What a list of changes shows, figures first; the longest lists are cut and say so."""
    found = differences(before, after)
    lines = [(c, TONS[c.genre], ICONES[c.genre]) for c in found.changements[:CHANGES]]
    return {
        "before": before.edition,
        "is_empty": found.is_empty,
        "chiffres": list(_figures(found)),
        "lines": lines,
        "pledges": _pledges(found, before, after),
        "more_pledges": max(len(found.mouvements) - CHANGES, 0),
        "more": max(len(found.changements) - CHANGES, 0),
        "textes": found.textes,
    }


class LigneMouvement(NamedTuple):
    """What became of a pledge, as the page prints it."""

    mouvement: Mouvement
    objectif: str
    titre: str
    ton: str
    icone: str


def _pledges(found: Differences, before: Contenu, after: Contenu) -> list[LigneMouvement]:
    objectifs = {a.numero: a.objectif for contenu in (before, after) for a in contenu.actions}
    return [
        LigneMouvement(
            move,
            objectifs.get(move.numero, ""),
            f"{move.organisation}, {move.nature.libelle.split(' (')[0].lower()}",
            *TONS_MOUVEMENT[move.sort],
        )
        for move in found.mouvements[:CHANGES]
    ]


def _figures(found: Differences) -> Iterable[tuple[str, str]]:
    """Value and label of each figure; those that did not move are left out."""
    for genre in Genre:
        if n := found.count(genre):
            word = genre.value.lower()
            yield _signed(n, genre), accord(n, f"action {word}", f"actions {word}s")
    if n := found.engagements:
        yield _plus(n, nombre(abs(n))), accord(abs(n), "engagement", "engagements")
    if found.budget:
        yield _plus(found.budget, euros_courts(abs(found.budget))), "de budget"


def _signed(n: int, genre: Genre) -> str:
    sign = {Genre.AJOUTEE: "+\u00a0", Genre.RETIREE: "−\u00a0"}.get(genre, "")
    return f"{sign}{nombre(n)}"


def _plus(value: Any, words: str) -> str:
    return f"{'+' if value > 0 else '−'}\u00a0{words}"
