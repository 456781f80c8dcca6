"""Everybody concerned by a merge or a split is told once, with what concerns them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q

from actions.models import Action, Amendement, Commentaire, Fusion, Gommettes, Soutien
from comptes.models import User
from engagements.models import Engagement
from organisations.models import OrganisationGrant
from socle import francais
from socle.courriels import ecrire
from territoires.access import Access

#: Person (key) → what he or she did there, in words after « vous ».
Concerned = Mapping[int, tuple[str, ...]]


def concerned(actions: Iterable[Action]) -> Concerned:
    """Who wrote, follows, supports, comments, amends or voted on these; who represents a porteur
    or an organisation that pledged. Seven queries."""
    actions = list(actions)
    keys = [one.pk for one in actions]
    found: dict[int, list[str]] = defaultdict(list)

    def add(users: Iterable[Any], words: str) -> None:
        for user in users:
            if user is not None and words not in found[user]:
                found[user].append(words)

    add(_authors(keys), "l’avez proposée")
    add([one.pilote_id for one in actions], "la suivez")
    add(_represented(Q(content_object__actions_portees__in=keys)), "représentez son porteur")
    live = Engagement.objects.live().filter(action__in=keys).values("organisation")
    add(_represented(Q(content_object__in=live)), "représentez une organisation engagée")
    rows: Any
    for rows, column, words in (
        (Soutien, "user", "la soutenez"),
        (Commentaire, "author", "l’avez commentée"),
        (Amendement, "author", "avez proposé un amendement"),
        (Gommettes, "user", "lui avez donné des gommettes"),
    ):
        here = rows.objects.filter(action__in=keys).order_by(column)
        add(here.values_list(column, flat=True).distinct(), words)
    return {user: tuple(words) for user, words in found.items()}


def _authors(keys: list[int]) -> Iterable[int | None]:
    """Those of the actions these took in too."""
    rows = Action.objects.filter(Q(pk__in=keys) | Q(fusionnee_dans__in=keys)).order_by("pk")
    return rows.values_list("author", flat=True)


def _represented(where: Q) -> Iterable[int]:
    return OrganisationGrant.objects.filter(where).values_list("user", flat=True).distinct()


def fusion(done: Fusion, told: Concerned, names: str, *, by: Access) -> None:
    """`names`: the numbers that joined the target, in words."""
    target = done.target
    _write(done, told, by, "fusion", {
        "sujet": f"Des actions sont réunies\u00a0: {names} rejoint la {target.numero}"
        if done.sources.count() == 1
        else f"Des actions sont réunies\u00a0: {names} rejoignent la {target.numero}",
        "annonce": "Des actions n’en font plus qu’une",
        "phrase": f"réunit {names} et {target.numero} dans une seule action",
        "suite": "Commentaires, soutiens, gommettes, amendements et engagements sont repris\u00a0: "
        "chaque personne y compte une fois. L’ancienne adresse mène à cette action.",
    })  # fmt: skip


def scission(done: Fusion, told: Concerned, new: Action, *, by: Access) -> None:
    """`new`: the action that was drawn from the first one."""
    target = done.target
    _write(done, told, by, "scission", {
        "sujet": f"L’action {target.numero} est partagée en deux",
        "annonce": "Une action en devient deux",
        "phrase": f"partage l’action {target.numero}\u00a0: «\u00a0{new.title}\u00a0» devient "
        f"l’action {new.numero}",
        "suite": "Votre soutien, vos gommettes et vos commentaires restent sur la première. "
        "Soutenez aussi la seconde si elle vous convient.",
    })  # fmt: skip


def defaite(done: Fusion, told: Concerned, *, by: Access) -> None:
    """What was gathered, or split, is as before."""
    target, merged = done.target, done.kind == Fusion.Kind.FUSION
    names = francais.liste(one.numero for one in done.sources.order_by("pk"))
    _write(done, told, by, "defaite", {
        "sujet": f"Retour en arrière sur l’action {target.numero}",
        "annonce": "Les actions sont de nouveau séparées" if merged else "Les deux n’en font qu’une",
        "phrase": f"sépare de nouveau {names} et {target.numero}"
        if merged
        else f"remet dans l’action {target.numero} ce qui était passé dans la {names}",
        "suite": "Chacune retrouve ce qu’elle avait. Ce qui a été ajouté entre-temps reste sur "
        f"l’action {target.numero}.",
    })  # fmt: skip


def _write(done: Fusion, told: Concerned, by: Access, kind: str, words: dict[str, str]) -> None:
    feuille, target = by.feuille, done.target
    readers = User.objects.filter(
        Q(pk__in=feuille.grants.values("user"))
        | Q(
            pk__in=OrganisationGrant.objects.filter(
                content_object__territoires=feuille.territoire_id
            ).values("user")
        ),
        pk__in=told.keys(),
        is_active=True,
    )
    for user in readers.exclude(pk=by.user.pk).order_by("pk"):
        ecrire(
            f"action.{kind}",
            user.email,
            subject=words["sujet"],
            template="fusion",
            context={
                **words,
                "prenom": user.get_short_name() if user.name else "",
                "par": str(by.user),
                "raisons": francais.liste(told[user.pk]),
                "motif": done.reason,
                "titre": target.title,
                "numero": target.numero,
                "territoire": feuille.territoire,
                "url": settings.SITE_URL + target.get_absolute_url(),
            },
            feuille_id=feuille.pk,
            user_id=user.pk,
            about=target,
            cle=f"{kind}-{done.pk}-{user.pk}",
        )
