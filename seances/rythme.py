"""How fast the room answers an open vote: how many, never what. Pure."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from socle import francais

#: Below this many seconds a pace says nothing.
SHORT = 30
#: An estimate further than this is no use in a room.
FAR = timedelta(minutes=30)


def rythme(
    *, opened_at: datetime, at: datetime, voted: int, here: int, recent: int
) -> tuple[str, ...]:
    """« 12 réponses par minute », then when all those here will have voted, or that it is over.

    `here`: people in the room; `recent`: those whose ballot moved in the last minute.
    """
    spent = at - opened_at
    if spent < timedelta(seconds=SHORT):
        return ("Le vote vient de s’ouvrir\u00a0: laissez la salle lire.",)
    if here and voted >= here:
        return ("Toutes les personnes présentes ont répondu\u00a0: vous pouvez fermer.",)
    if not voted:
        return ("Aucune réponse pour l’instant.",)
    per_minute = voted / (spent / timedelta(minutes=1))
    pace = f"{francais.pluriel(max(1, round(per_minute)), 'réponse', 'réponses')} par minute"
    if not recent:
        return (pace, "Plus rien ne bouge depuis une minute\u00a0: vous pouvez fermer.")
    left = timedelta(minutes=(here - voted) / per_minute)
    if left > FAR:
        return (pace,)
    return (
        pace,
        f"À ce rythme, tout le monde aura répondu vers {francais.heure(localtime(at + left))}.",
    )
