"""The page « Publier l’édition 1.1 »: what is left to settle, what changes, the editions."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from publication import rules
from publication.ancres import de_la_fiche
from publication.collecte import collecter, collecter_reste
from publication.contenu import Contenu, from_json
from publication.controles import Controle, Lieu, Statut, bloquants, controles
from publication.differences import Differences, Genre, differences
from publication.forms import PublierForm
from publication.models import Edition, Projet
from publication.mouvements import Mouvement, Sort
from publication.parution import Ligne, lignes
from socle import francais
from socle.francais import accord, en_lettres, euros_courts, nombre, pluriel
from socle.models import Job
from territoires.access import Access
from territoires.models import FeuilleDeRoute

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


class FeuLie(NamedTuple):
    """A light; `url` leads to what lights it, empty when it is on."""

    label: str
    missing: str
    url: str


class LigneFeux(NamedTuple):
    """The lights of one action."""

    numero: str
    objectif: str
    titre: str
    feux: list[FeuLie]


class Avancement(NamedTuple):
    """How far a drawing is; `part` in percent."""

    titre: str
    phrase: str
    part: int


class LigneEdition(NamedTuple):
    """One edition in the list of the team, with what may be done to it."""

    ligne: Ligne
    paru: date
    redessin: str
    why_not_prevenir: str | None
    why_not_retirer: str | None
    why_not_remettre: str | None
    why_not_redessiner: str | None


def context(access: Access, data: Any = None) -> dict[str, Any]:
    """Everything the page shows. The number of queries does not depend on that of actions."""
    feuille = access.feuille
    editions = list(
        feuille.editions.without_content().select_related("author", "job", "redraw_job")
    )
    known = [e for e in editions if e.state in Edition.KNOWN_STATES]
    last = next((e for e in known if e.state == Edition.State.PUBLIEE), None)
    pending = next((e for e in editions if e.state in Edition.PENDING_STATES), None)
    left = next((e for e in editions if e.state in Edition.LEFT_STATES), None)
    numbers = rules.suivants(known[0] if known else None)
    numero = pending.numero if pending else numbers.mineure
    before = _content_of(last) if last else None
    contenu = collecter(feuille, numero=numbers.mineure, before=before)
    checks = controles(contenu, collecter_reste(feuille))
    form = PublierForm(data, mineure=numbers.mineure, majeure=numbers.majeure, is_first=not known)
    return {
        "access": access,
        "numero": numero,
        "titre": _title(numero, pending),
        "intro": _intro(last, bool(known)),
        "publier_libelle": f"Publier l’édition {numero}",
        "checks": _checklist(access, checks),
        **_lights(lights(contenu, feuille.slug)),
        "changes": changes(before, contenu) if before else None,
        "changes_titre": f"Ce qui change depuis l’édition {last}",
        "form": form,
        "why_not": rules.why_not_publier(access, pending=pending, bloquants=bloquants(checks)),
        "pending": pending,
        "why_not_annuler": rules.why_not_annuler(access, pending) if pending else None,
        "why_not_avancer": rules.why_not_avancer(access, pending) if pending else None,
        "left": left,
        "left_titre": _left_title(left) if left else "",
        "why_not_relancer": rules.why_not_relancer(access, left) if left else None,
        "editions": [_edition_line(access, line) for line in lignes_of(known, feuille)],
        **_drawings(access, pending, known),
    }


def _drawings(access: Access, pending: Edition | None, known: Sequence[Edition]) -> dict[str, Any]:
    """How far each drawing is: the edition, the trial, an old edition."""
    projet = Projet.objects.filter(feuille=access.feuille).select_related("job").first()
    redrawn = next((e for e in known if e.redraw_job and not e.redraw_job.ended), None)
    running = projet is not None and projet.job is not None and not projet.job.ended
    is_drawn = pending is not None and pending.state == Edition.State.EN_COURS
    return {
        "avancement": avancement(pending) if pending and is_drawn else None,
        "projet": projet,
        "projet_avancement": _progress(projet.job, "PDF d’essai") if projet and running else None,
        "why_not_projet": rules.why_not_projet(access, is_running=running),
        "redessin": _progress(redrawn.redraw_job, f"Édition {redrawn} redessinée")
        if redrawn
        else None,
    }


def en_cours(access: Access) -> dict[str, Any]:
    """What the followed part of the page shows; empty once nothing is being drawn."""
    editions = list(access.feuille.editions.without_content().select_related("job", "redraw_job"))
    pending = next((e for e in editions if e.state in Edition.PENDING_STATES), None)
    known = [e for e in editions if e.state in Edition.KNOWN_STATES]
    drawings = _drawings(access, pending, known)
    followed = ("avancement", "projet_avancement", "redessin")
    if not any(drawings[name] for name in followed):
        return {}
    why_not = rules.why_not_annuler(access, pending) if pending else None
    return {**drawings, "pending": pending, "why_not_annuler": why_not}


def prochain(access: Access) -> str:
    """The number of the next edition."""
    return rules.suivants(access.feuille.editions.known().without_content().first()).mineure


def lignes_of(known: list[Edition], feuille: FeuilleDeRoute) -> list[Ligne]:
    for edition in known:
        edition.feuille = feuille  # already read
    return lignes(known, feuille.slug)


def _title(numero: str, pending: Edition | None) -> str:
    if pending is None:
        return f"Publier l’édition {numero}"
    if pending.state == Edition.State.PROGRAMMEE:
        return f"Édition {numero} programmée"
    return f"Édition {numero} en préparation"


def _intro(last: Edition | None, is_known: bool) -> str:
    if last is None and is_known:
        return "Aucune édition n’est en ligne : la dernière a été retirée."
    if last is None:
        return "Ce sera la première édition : rien n’est encore public."
    assert last.published_at is not None  # noqa: S101 -- a constraint of the table
    day = francais.date_longue(timezone.localtime(last.published_at))
    return f"L’édition {last} est en ligne depuis le {day}."


def _left_title(left: Edition) -> str:
    if left.state == Edition.State.ANNULEE:
        return f"L’édition {left} a été annulée"
    return f"Le PDF de l’édition {left} n’a pas pu être dessiné"


def _edition_line(access: Access, ligne: Ligne) -> LigneEdition:
    edition = ligne.edition
    assert edition.published_at is not None  # noqa: S101 -- a constraint of the table
    return LigneEdition(
        ligne,
        timezone.localdate(edition.published_at),
        _redrawn(edition),
        rules.why_not_prevenir(access, edition, personnes=1),
        rules.why_not_retirer(access, edition),
        rules.why_not_remettre(access, edition),
        rules.why_not_redessiner(access, edition),
    )


def _redrawn(edition: Edition) -> str:
    """What its last redrawing gave, or why it failed."""
    job = edition.redraw_job
    if job is not None and job.state == Job.State.FAILED:
        return job.error
    if edition.redrawn_at is None:
        return ""
    day = francais.date_longue(timezone.localtime(edition.redrawn_at))
    if edition.is_redrawn_alike:
        return f"Redessinée à l’identique, octet pour octet, le {day}."
    return (
        f"Redessinée le {day} : d’autres octets, car le dessin a changé depuis. "
        "Le PDF d’origine reste en ligne."
    )


def avancement(edition: Edition) -> Avancement:
    """« 12 pages dessinées sur environ 40 » and the share."""
    return _progress(edition.job, f"Édition {edition}")


def _progress(job: Job | None, title: str) -> Avancement:
    if job is None or job.state == Job.State.QUEUED or not job.total:
        return Avancement(title, "Le PDF attend son tour.", 0)
    share = francais.part(job.progress, job.total)
    if job.progress == job.total:
        return Avancement(
            title, f"Ses {nombre(job.total)} pages sont dessinées : il se range.", 100
        )
    pages = pluriel(job.progress, "page dessinée", "pages dessinées")
    return Avancement(title, f"{pages} sur environ {nombre(job.total)}.", share)


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
    urls = _action_urls(slug, check)
    plaques = [(a.numero, a.objectif, url) for a, url in zip(shown, urls, strict=False)]
    if len(plaques) == 1:  # the title names it, the remedy leads to it
        plaques = []
    now = first and check.statut is Statut.BLOQUANT
    variant = "primaire" if now else "second"
    return LigneControle(check, text, plaques, _remedy_url(slug, check), variant)


def _remedy_url(slug: str, check: Controle) -> str:
    """Where the check is settled, down to the field."""
    place = {Lieu.TEXTES: "territoires:textes", Lieu.SIGNATAIRES: "publication:signataires"}
    if check.lieu in place:
        return f"{reverse(place[check.lieu], args=[slug])}{f'#{check.ancre}' * bool(check.ancre)}"
    if check.lieu is Lieu.PRIORITES:
        return reverse("priorites", args=[slug])
    if check.actions:
        return _action_urls(slug, check)[0]
    return reverse("tableau", args=[slug])


def _action_urls(slug: str, check: Controle) -> list[str]:
    anchors = check.ancres or ("",) * len(check.actions)
    return [
        _action_url(slug, action.numero, check.lieu, anchor)
        for action, anchor in zip(check.actions, anchors, strict=True)
    ]


def _action_url(slug: str, numero: str, lieu: Lieu, anchor: str = "") -> str:
    """Where this is settled on one action: a field of its form, or a part of its page."""
    if lieu is Lieu.MODIFIER:
        url = reverse("actions:modifier", args=[slug, numero])
        return f"{url}#{anchor}" if anchor else url
    if lieu is Lieu.DECIDER:
        return reverse("actions:decider", args=[slug, numero])
    part = {Lieu.ENGAGEMENTS: "#engagements", Lieu.AMENDEMENTS: "#amendements"}
    return reverse("action", args=[slug, numero]) + part.get(lieu, "")


def lights(contenu: Contenu, slug: str) -> list[LigneFeux]:
    """The five lights of each action; one that is off leads to the field that lights it."""
    return [
        LigneFeux(
            action.numero,
            action.objectif,
            action.intitule,
            [
                FeuLie(
                    v.libelle,
                    v.motif,
                    ""
                    if v.allume
                    else _action_url(
                        slug, action.numero, Lieu.MODIFIER, de_la_fiche(action, v.cle)
                    ),
                )
                for v in action.voyants
            ],
        )
        for action in contenu.actions
    ]


def _lights(lines: list[LigneFeux]) -> dict[str, Any]:
    """The table of the lights, and how many actions have them all."""
    lit = sum(not any(light.url for light in line.feux) for line in lines)
    words = accord(lit, "action a ses cinq feux", "actions ont leurs cinq feux")
    return {
        "feux": lines,
        "feux_allumes": lit == len(lines),
        "feux_compte": f"{nombre(lit)} {words} sur {nombre(len(lines))}",
    }


# Changes -----------------------------------------------------------------------------------------


def changes(before: Contenu, after: Contenu, *, limit: int | None = CHANGES) -> dict[str, Any]:
    """What a list of changes shows, figures first; above `limit` a list is cut and says so."""
    found = differences(before, after)
    lines = [(c, TONS[c.genre], ICONES[c.genre]) for c in found.changements[:limit]]
    return {
        "before": before.edition,
        "is_empty": found.is_empty,
        "chiffres": list(_figures(found)),
        "lines": lines,
        "pledges": _pledges(found, before, after, limit),
        "more_pledges": len(found.mouvements[limit:]) if limit else 0,
        "more": len(found.changements[limit:]) if limit else 0,
        "textes": found.textes,
        "signatures": found.signatures,
    }


class LigneMouvement(NamedTuple):
    """What became of a pledge, as the page prints it."""

    mouvement: Mouvement
    objectif: str
    titre: str
    ton: str
    icone: str


def _pledges(
    found: Differences, before: Contenu, after: Contenu, limit: int | None
) -> list[LigneMouvement]:
    objectifs = {a.numero: a.objectif for contenu in (before, after) for a in contenu.actions}
    return [
        LigneMouvement(
            move,
            objectifs.get(move.numero, ""),
            f"{move.organisation}, {move.nature.libelle.split(' (')[0].lower()}",
            *TONS_MOUVEMENT[move.sort],
        )
        for move in found.mouvements[:limit]
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
