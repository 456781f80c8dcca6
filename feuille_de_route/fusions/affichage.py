"""Merges and splits as their pages tell them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import Http404

from actions.models import Action, Fusion, Gommettes, Soutien
from actions.versions import FIELDS
from engagements.models import Engagement
from socle import francais
from socle.ledger import Undone
from territoires.access import Access


@dataclass(frozen=True, slots=True)
class Suite:
    """What a merge would bring to the action that stays, in sentences."""

    lines: tuple[str, ...]


def suite(actions: Sequence[Action]) -> Suite:
    """What follows without being chosen; the action that stays comes first. Six queries."""
    keys = [one.pk for one in actions]
    counts = Action.objects.filter(pk__in=keys[1:]).aggregate(
        commentaires=Count("commentaires", distinct=True),
        amendements=Count("amendements", distinct=True),
    )
    soutiens = Soutien.objects.filter(action__in=keys).values("user").distinct().count()
    votants = Gommettes.objects.filter(action__in=keys).values("user").distinct().count()
    pledges = Engagement.objects.filter(action__in=keys[1:]).count()
    answered = Engagement.objects.filter(action__in=keys[1:], besoin__isnull=False).exists()
    told = [
        (counts["commentaires"], "commentaire rejoint", "commentaires rejoignent", " l’action"),
        (counts["amendements"], "amendement rejoint", "amendements rejoignent", " l’action"),
        (pledges, "engagement rejoint", "engagements rejoignent", ". Ce qui est signé ne change pas"),
        (soutiens, "personne la soutient", "personnes la soutiennent", ", chacune comptée une fois"),
        (votants, "personne lui a donné", "personnes lui ont donné", " des gommettes, dans la limite d’une action"),
    ]  # fmt: skip
    lines = [f"{francais.pluriel(n, one, many)}{end}." for n, one, many, end in told if n]
    if answered:
        lines.append("Un besoin auquel une organisation répond suit toujours.")
    lines.append("Ce qu’une séance a voté reste sous le titre qui a été voté, et se lit d’ici.")
    return Suite(tuple(lines))


@dataclass(frozen=True, slots=True)
class Geste:
    """One merge or split, with what this reader may do of it."""

    fusion: Fusion
    titre: str
    sources: tuple[Action, ...]

    @property
    def names(self) -> str:
        """« 1.3 Former des soudeurs, proposée par Samia Kadri »."""
        return "\n".join(
            f"{one}, proposée par {one.author}" if one.author else str(one) for one in self.sources
        )


def fusion_or_404(access: Access, pk: int) -> Fusion:
    """A merge or split of this roadmap."""
    found = Fusion.objects.filter(pk=pk, target__feuille=access.feuille)
    fusion = found.select_related("target__objectif", "target__feuille", "author", "undone_by")
    one = fusion.prefetch_related("sources__objectif").first()
    if one is None:
        raise Http404("Cette page n’existe pas.")
    return one


def geste(fusion: Fusion) -> Geste:
    """Its title and its actions; no query once loaded by `fusion_or_404`."""
    sources = tuple(fusion.sources.all())
    names = francais.liste(one.numero for one in sources)
    if fusion.kind == Fusion.Kind.FUSION:
        verb = "rejoint" if len(sources) == 1 else "rejoignent"
        return Geste(fusion, f"{names} {verb} la {fusion.target.numero}", sources)
    return Geste(fusion, f"La {fusion.target.numero} se partage\u00a0: {names}", sources)


def gestes(action: Action) -> list[Geste]:
    """The merges and splits of an action that hold today, latest first. Two queries."""
    mine = Fusion.objects.filter(Q(target=action) | Q(sources=action), undone_at=None).distinct()
    return [geste(one) for one in mine.select_related("target").prefetch_related("sources__author")]


def kept_fields(undone: Undone, target: Action) -> list[str]:
    """The fields of the target somebody wrote since: undoing left them."""
    columns = undone.columns_of(Action, target.pk)
    return [name for name in FIELDS if columns & {name, f"{name}_id"}]


def one_of(access: Access, numero: str) -> Action | None:
    """The action of that number, if this person reads it."""
    found: Action | None = access.feuille.actions.visible_to(access).filter(numero=numero).first()
    return found
