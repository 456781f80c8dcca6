"""Messages about amendments: what waits for a decision, what was decided."""

from collections.abc import Iterable, Sequence
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Amendement
from actions.mots import label_of
from comptes.models import User
from organisations.queries import representants_of
from socle import francais
from socle.courriels import ecrire
from territoires.access import Access
from territoires.queries import administrateurs_of

State = Amendement.State

#: State → what the message says became of the amendment.
DECISIONS = {
    State.INTEGRE: "est intégré à la fiche",
    State.INTEGRE_MODIFIE: "est intégré à la fiche, avec des retouches",
    State.REFUSE: "n’est pas retenu",
    State.PRECISION: "attend une précision de votre part",
}


def ecrire_propositions(action: Action, by: Access) -> None:
    """Tell those who decide that amendments wait: one message a person, an action and a day.

    The first of the day leaves at once; those that follow are read on the page it opens.
    """
    waiting = list(action.amendements.to_settle())
    today = timezone.localdate()
    for user in deciders_of(action):
        if user == by.user or not user.is_active:
            continue
        ecrire(
            "amendement.propose",
            user.email,
            subject=f"Action {action.numero}\u00a0: {_counted(len(waiting))} à arbitrer",
            template="amendement_propose",
            context=_common(action, user)
            | {"amendements": [_told(one) for one in waiting], "url": _url(action)},
            feuille_id=action.feuille_id,
            user_id=user.pk,
            about=action,
            cle=f"amendement-{action.pk}-{user.pk}-{today:%Y%m%d}",
        )


def deciders_of(action: Action) -> list[User]:
    """Who is told first: the referent and who represents the porteur, else the administrators."""
    found = [action.pilote] if action.pilote else []
    found += representants_of(action.porteur) if action.porteur else []
    return list(dict.fromkeys(found or administrateurs_of(action.feuille)))


def ecrire_decisions(action: Action, amendements: Iterable[Amendement], by: Access) -> None:
    """Tell each author what was decided: one message a person, however many were decided."""
    mine: dict[User, list[Amendement]] = {}
    for one in amendements:
        if one.author and one.author != by.user and one.author.is_active:
            mine.setdefault(one.author, []).append(one)
    for user, decided in mine.items():
        ecrire(
            "amendement.decide",
            user.email,
            subject=_subject(action, decided),
            template="amendement_decide",
            context=_common(action, user)
            | {
                "amendements": [_told(one) for one in decided],
                "url": settings.SITE_URL + decided[0].get_absolute_url()
                if len(decided) == 1
                else _url(action),
                "par": by.user,
                "attend": any(one.state == State.PRECISION for one in decided),
            },
            feuille_id=action.feuille_id,
            user_id=user.pk,
            about=action,
            reply_to=formataddr((str(by.user), by.user.email)) if by.author else "",
        )


def _subject(action: Action, decided: Sequence[Amendement]) -> str:
    if len(decided) > 1:
        return f"Action {action.numero}\u00a0: vos {len(decided)} amendements sont décidés"
    return f"Action {action.numero}\u00a0: votre amendement {DECISIONS[State(decided[0].state)]}"


def _counted(count: int) -> str:
    if count < 2:
        return "un amendement"
    return f"{francais.en_lettres(count)} amendements"


def _common(action: Action, user: User) -> dict[str, Any]:
    return {
        "prenom": user.get_short_name() if user.name else "",
        "territoire": action.feuille.territoire.name,
        "action": action,
        "objectif": action.objectif.code,
    }


def _told(amendement: Amendement) -> dict[str, str]:
    return {
        "champ": label_of(amendement.field),
        "auteur": amendement.author_label,
        "motif": amendement.reason,
        "decision": DECISIONS.get(State(amendement.state), ""),
        "reponse": amendement.decision_reason,
    }


def _url(action: Action) -> str:
    page = reverse("actions:amendements", args=[action.feuille.slug])
    return f"{settings.SITE_URL}{page}?action={action.numero}"
