"""Several actions become one, one becomes two, and back.

It crosses every application, so it lives above them; each app writes its own rows, all of them
through one ledger, kept in `Fusion.moved`.

Locks: the séances of the roadmap, then the actions by key (those of the gesture and those linked to
them), then the roadmap, then pledges. Every other verb takes its own in this order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import now

from actions.models import Action, Fusion, Gommettes, VersionAction
from actions.rules import fusion as rules
from actions.services import fusion as services
from actions.services import scission
from engagements.models import Engagement
from engagements.services import fusion as pledges
from feuille_de_route.fusions import prevenir
from seances.services import fusion as seances
from socle import francais
from socle.journal import record
from socle.ledger import Ledger, Undone
from socle.refus import Refus, refuse
from territoires.access import Access, locked

State = Action.State
Cause = VersionAction.Cause


# One of several ----------------------------------------------------------------------------------


@transaction.atomic
def fusionner(
    target: Action,
    sources: Sequence[Action],
    *,
    by: Access,
    choices: services.Choices,
    seen: Mapping[int, int],
    reason: str = "",
) -> Fusion:
    """Gather `sources` in `target`. Nothing is lost: they stay, « fusionnées », and it can be undone.

    `choices`: field → key of the action whose value stays, or « ensemble »; a default for the
    others. `seen`: key → version the choices were made on. Raises Refus.
    """
    keys = [target.pk, *(one.pk for one in sources)]
    found, access = _lock(keys, by)
    target, sources = found[target.pk], [found[one.pk] for one in sources]
    every = [target, *sources]
    voted = seances.au_vote(every)
    refuse(rules.why_not_fusionner(target, sources, access, seen=seen, voted=voted))
    before, ledger = services.photographier(found.values()), Ledger()
    told = prevenir.concerned(every)
    services.choisir(target, sources, choices, ledger)
    services.suivre(target, sources, ledger, feuille=access.feuille)
    pledges.suivre_fusion(target, sources, ledger, by=access)
    seances.suivre_fusion(target, sources, ledger)
    services.marquer_fusionnees(target, keys[1:], ledger)
    _accorder_etat(target, ledger, by=access)
    fusion = _keep(Fusion.Kind.FUSION, target, sources, ledger, by=access, reason=reason)
    names = francais.liste(one.numero for one in sources)
    services.garder_toutes(
        before, by=access.author, cause=Cause.FUSION, source=_with(sources), always=set(keys)
    )
    _record("action.fusion", target, access, f"réunit {_with(sources)} dans cette action", fusion)
    for one in sources:
        phrase = f"réunit l’action à l’action {target.numero}"
        _record("action.fusionnee", one, access, phrase, fusion)
    prevenir.fusion(fusion, told, names, by=access)
    return fusion


def _with(actions: Sequence[Action]) -> str:
    names = francais.liste(one.numero for one in actions)
    return f"l’action {names}" if len(actions) == 1 else f"les actions {names}"


# Two of one --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What the new action of a split is and takes.

    `values`: columns of a new action (title, summary, porteur_id…); `copied`: fields it has as the
    first does; `lines`: list → keys; `budget_left`: what stays on the first one.
    """

    values: Mapping[str, Any]
    copied: frozenset[str]
    lines: Mapping[str, frozenset[int]]
    amendements: frozenset[int]
    engagements: frozenset[int]
    budget_left: Any = None


@transaction.atomic
def scinder(
    action: Action, part: Part, *, by: Access, seen: Mapping[int, int], reason: str = ""
) -> Fusion:
    """Make a second action of what `part` takes from `action`, with a number of its own.

    Supports, points and comments stay: they were given to the first title. Raises Refus.
    """
    found, access = _lock([action.pk], by)
    action = found[action.pk]
    voted = seances.au_vote([action])
    refuse(rules.why_not_scinder(action, access, seen=seen, voted=voted))
    before, ledger = services.photographier(found.values()), Ledger()
    had = action.engagements.confirmed().exists()
    new = scission.creer(action, part.values, part.copied, by=access)
    scission.partager(action, new, part.lines, part.amendements, ledger, budget=part.budget_left)
    taken = Q(pk__in=part.engagements, besoin=None) | Q(besoin__in=part.lines.get("besoins", ()))
    pledges.deplacer(action.engagements.filter(taken), new, ledger, by=access)
    for one in (action, new):
        _accorder_etat(one, ledger, by=access, had=had)
    fusion = _keep(Fusion.Kind.SCISSION, action, [new], ledger, by=access, reason=reason)
    services.garder_toutes(
        before,
        by=access.author,
        cause=Cause.SCISSION,
        source=f"l’action {new.numero}",
        always={action.pk},
    )
    phrase = f"partage l’action en deux\u00a0: l’action {new.numero} en reprend une partie"
    _record("action.scission", action, access, phrase, fusion)
    prevenir.scission(fusion, prevenir.concerned([action, new]), new, by=access)
    return fusion


# Back --------------------------------------------------------------------------------------------


@transaction.atomic
def defaire(fusion: Fusion, *, by: Access) -> Undone:
    """Give back exactly what was moved; what was added since stays on the target. Raises Refus.

    The new action of a split joins the first one: a number is given once.
    """
    keys = [fusion.target_id, *fusion.sources.values_list("pk", flat=True)]
    found, access = _lock(keys, by)
    fusion = (
        Fusion.objects.select_for_update(of=("self",)).select_related("target").get(pk=fusion.pk)
    )
    refuse(why_not_defaire(fusion, access))
    target, sources = found[fusion.target_id], [found[key] for key in keys[1:]]
    before, ledger = services.photographier(found.values()), Ledger(fusion.moved["steps"])
    moved = ledger.keys(Engagement)
    numeros = dict(Engagement.objects.filter(pk__in=moved).values_list("pk", "action__numero"))
    undone = ledger.undo(resolve=_living, held=seances.retenus(ledger))
    pledges.raconter(list(numeros), numeros, by=access)
    _plafonner(ledger, [target, *sources], access, fusion)
    if fusion.kind == Fusion.Kind.SCISSION:
        services.marquer_fusionnees(target, keys[1:], Ledger())
    for one in (target, *sources):
        had = Engagement.objects.filter(pk__in=moved, action=one).exists()
        since = one.engagements.confirmed().filter(confirmed_at__gt=fusion.created_at).exists()
        _accorder_etat(one, Ledger(), by=access, had=had, rises=since)
    fusion.undone_at, fusion.undone_by = now(), access.author
    fusion.save(update_fields=["undone_at", "undone_by"])
    merged = fusion.kind == Fusion.Kind.FUSION
    services.garder_toutes(
        before,
        by=access.author,
        cause=Cause.FUSION if merged else Cause.SCISSION,
        source="geste défait",
        always=set(keys),
    )
    _tell_undone(fusion, target, sources, access)
    prevenir.defaite(fusion, prevenir.concerned([target, *sources]), by=access)
    return undone


def why_not_defaire(fusion: Fusion, access: Access) -> str | None:
    """The answer of the rule, with what it needs read from the database."""
    ledger = Ledger(fusion.moved.get("steps", ()))
    every = [fusion.target, *fusion.sources.all()]
    others = Fusion.objects.filter(pk__gt=fusion.pk, undone_at=None)
    mine = others.filter(Q(target__in=every) | Q(sources__in=every)).order_by("pk").first()
    added = []
    if fusion.kind == Fusion.Kind.SCISSION:
        added = [word for one in every[1:] for word in _added(one, ledger)]
    return rules.why_not_defaire(
        fusion,
        access,
        later=mine.created_at if mine else None,
        signed=pledges.reaffirmes(ledger.keys(Engagement), fusion.created_at),
        added=added,
        voted=seances.au_vote(every),
    )


def _added(new: Action, ledger: Ledger) -> list[str]:
    """What the new action of a split has that did not come from the first one, in words."""
    found = []
    for name, words in (
        ("soutiens", "des soutiens"),
        ("commentaires", "des commentaires"),
        ("gommettes", "des gommettes"),
        ("amendements", "des amendements"),
        ("engagements", "des engagements"),
    ):
        rows = getattr(new, name)
        if rows.exclude(pk__in=ledger.keys(rows.model)).exists():
            found.append(words)
    if new.version > 1:
        found.append("des modifications")
    return found


def _plafonner(ledger: Ledger, actions: Sequence[Action], access: Access, fusion: Fusion) -> None:
    erased = [row["id"] for row in ledger.rows_of(Gommettes, "erase")]
    kept = Gommettes.objects.filter(pk__in=[*ledger.keys(Gommettes), *erased])
    services.plafonner(
        {one.objectif_id for one in actions},
        set(kept.values_list("user", flat=True)),
        access.feuille,
        kept=set(kept.values_list("pk", flat=True)),
        since=fusion.created_at,
    )


def _living(table: type[models.Model], key: Any) -> Any:
    """The key a relation is given back with: an organisation may have joined another since."""
    row = table._base_manager.filter(pk=key).first()
    if row is None:
        return None
    return getattr(row, "merged_into_id", None) or row.pk


# What both do ------------------------------------------------------------------------------------


def _lock(keys: Sequence[int], by: Access) -> tuple[dict[int, Action], Access]:
    """The actions and those linked to them, by key, and the access, as they are now, held."""
    seances.verrouiller(by.feuille.pk)
    linked = services.lies_a(keys)
    rows = Action.objects.select_for_update(of=("self",)).for_fiche().filter(feuille=by.feuille)
    found = {one.pk: one for one in rows.filter(pk__in={*keys, *linked}).order_by("pk")}
    if not set(keys) <= found.keys():
        raise Refus("Choisissez des actions de cette feuille de route.")
    return found, locked(by)


def _accorder_etat(
    action: Action, ledger: Ledger, *, by: Access, had: bool = False, rises: bool = True
) -> None:
    """« Retenue » with a confirmed pledge is « engagée »; « engagée » that lost its own is not.

    `had`: it had some; `rises`: whether a confirmed one may come from this gesture, or since.
    """
    rows = Action.objects.filter(pk=action.pk)
    committed = action.engagements.confirmed().exists()
    if rises and committed and rows.filter(state=State.RETENUE).exists():
        ledger.write(rows, state=State.ENGAGEE)
        record("action.engagee", by=by.user, on=action, feuille_id=action.feuille_id)
    elif had and not committed and rows.filter(state=State.ENGAGEE).exists():
        ledger.write(rows, state=State.RETENUE)
        record("action.plus_engagee", by=by.user, on=action, feuille_id=action.feuille_id)


def _keep(
    kind: Fusion.Kind,
    target: Action,
    sources: Sequence[Action],
    ledger: Ledger,
    *,
    by: Access,
    reason: str,
) -> Fusion:
    fusion = Fusion.objects.create(
        kind=kind,
        target=target,
        reason=reason.strip(),
        moved={"steps": ledger.steps},
        author=by.author,
    )
    fusion.sources.set(sources)
    return fusion


def _record(verb: str, on: Action, by: Access, phrase: str, fusion: Fusion) -> None:
    record(
        verb,
        by=by.user,
        on=on,
        feuille_id=on.feuille_id,
        phrase=phrase,
        motif=fusion.reason,
        fusion=fusion.pk,
    )


def _tell_undone(fusion: Fusion, target: Action, sources: Sequence[Action], by: Access) -> None:
    names = _with(sources)
    if fusion.kind == Fusion.Kind.FUSION:
        phrase = f"sépare de nouveau cette action et {names}"
        _record("action.fusion_defaite", target, by, phrase, fusion)
        for one in sources:
            phrase = f"sépare de nouveau l’action de l’action {target.numero}"
            _record("action.fusion_defaite", one, by, phrase, fusion)
        return
    phrase = f"reprend dans cette action ce qui était passé dans {names}"
    _record("action.scission_defaite", target, by, phrase, fusion)
    for one in sources:
        phrase = f"remet l’action dans l’action {target.numero}"
        _record("action.scission_defaite", one, by, phrase, fusion)
