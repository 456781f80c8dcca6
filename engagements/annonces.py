"""The messages that follow a pledge: confirmed, withdrawn. Signing has its own (`emails`).

A message tells its reader what a page would: the amount, the words and the name that a pledge
hides are hidden here too.
"""

from collections.abc import Sequence

from django.conf import settings

from comptes.models import User
from engagements import rules
from engagements.affichage import ligne
from engagements.models import Engagement
from organisations.queries import representants_of
from socle import francais
from socle.courriels import ecrire
from territoires.access import Access
from territoires.droits import Role
from territoires.queries import administrateurs_of


def ecrire_confirmation(engagements: Sequence[Engagement], *, by: Access) -> None:
    """The receipt of whoever confirmed; of the representatives when somebody else did for them.

    `engagements` are of one organisation, as loaded by `for_list`.
    """
    first = engagements[0]
    own = by.represents(first.organisation_id)
    readers = [by.user] if own else representants_of(first.organisation)
    count = len(engagements)
    subject = f"Engagement confirmé\u00a0: {_action(first)}"
    if count > 1:
        subject = f"{francais.en_lettres(count).capitalize()} engagements confirmés"
    for user in readers:
        access = _own_access(user, by, first)
        context = {
            "par": None if own else by.user,
            "organisation": first.organisation.name,
            "confirmes": [
                (ligne(one, access), one.action.title, settings.SITE_URL + one.get_absolute_url())
                for one in engagements
            ],
        }
        _send("confirmation", user, first, subject, context)


def ecrire_retrait(engagement: Engagement, *, by: Access) -> None:
    """Tell the administrators, and whoever represents the porteur when they may know of it.

    `engagement` as loaded by `for_list`, withdrawn.
    """
    readers = dict.fromkeys(administrateurs_of(by.feuille), True)
    porteur = engagement.action.porteur
    if porteur and engagement.visibilite != Engagement.Visibilite.INTERNE:
        for user in representants_of(porteur):
            readers.setdefault(user, False)
    readers.pop(by.user, None)
    for user, is_team in readers.items():
        roles = frozenset({Role.ADMINISTRATEUR} if is_team else ())
        access = Access(user, by.feuille, roles, frozenset({porteur.pk} if porteur else ()))
        context = {
            "ligne": ligne(engagement, access),
            "nomme": not rules.hides_name(engagement, access),
            "motif": engagement.withdrawal_reason,
            "raison": "vous administrez cette feuille de route"
            if is_team
            else f"vous représentez {porteur}, qui porte cette action",
            "url": settings.SITE_URL + engagement.action.get_absolute_url(),
        }
        _send(
            "retrait", user, engagement, f"Engagement retiré\u00a0: {_action(engagement)}", context
        )


def _own_access(user: User, by: Access, engagement: Engagement) -> Access:
    """What a representative of its organisation sees of a pledge: all of it."""
    own = frozenset({engagement.organisation_id})
    return Access(user, by.feuille, frozenset({Role.REPRESENTANT}), own)


def _action(engagement: Engagement) -> str:
    return f"action\u00a0{engagement.action.numero}, {engagement.action.title}"


def _send(
    kind: str, user: User, engagement: Engagement, subject: str, context: dict[str, object]
) -> None:
    feuille = engagement.action.feuille
    ecrire(
        kind,
        user.email,
        subject=subject,
        template=kind,
        context={
            "prenom": user.get_short_name() if user.name else "",
            "territoire": feuille.territoire,
            "action": engagement.action.title,
            **context,
        },
        feuille_id=feuille.pk,
        user_id=user.pk,
        about=engagement,
    )
