"""How long what is known of people is kept: one table, read by the settings, the task and the page.

Pure: the settings read it before Django is ready. A period changes by an environment variable
(`CONSERVATION_<KEY>`, in days); 0 keeps for ever, and the public page then says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from socle import francais


@dataclass(frozen=True, slots=True)
class Duree:
    """One period. `what` is kept `days` days `after`; then `then` happens."""

    key: str
    what: str  # « Votre présence en séance… »
    days: int  # the default
    after: str  # « après la séance »
    then: str  # « Le prénom est effacé… »

    @property
    def variable(self) -> str:
        return f"CONSERVATION_{self.key.upper()}"


DUREES = (
    Duree(
        "participants",
        "Présence en séance\u00a0: prénom, organisation tapée, badge, adresse laissée pour confirmer",
        183,
        "après la séance",
        "le prénom, le badge et l’adresse sont effacés\u202f; le collège et l’organisation restent",
    ),
    Duree(
        "courriels",
        "Courriels que le service vous a écrits",
        183,
        "après l’envoi",
        "le destinataire et le texte sont effacés\u202f; la date et la sorte de message restent",
    ),
    Duree(
        "traces",
        "Connexions, sessions et travaux techniques",
        183,
        "après la connexion ou le travail",
        "les lignes sont effacées",
    ),
    Duree(
        "brouillons",
        "Ce que vous avez tapé sans l’envoyer",
        365,
        "après votre dernière saisie",
        "le brouillon est effacé",
    ),
    Duree(
        "invitations",
        "Invitations, demandes de rattachement et demandes de signature sans suite",
        90,
        "après leur fin",
        "l’invitation ou la demande est effacée, avec l’adresse",
    ),
    Duree(
        "comptes",
        "Compte\u00a0: nom, fonction, adresse électronique professionnelle, droits",
        365,
        "après la fin de vos feuilles de route, ou votre dernière connexion si vous n’en avez plus",
        "le compte est effacé comme si vous l’aviez demandé",
    ),
    Duree(
        "signatures",
        "Signature d’un engagement\u00a0: nom, fonction, adresse confirmée",
        1826,
        "après la fin de la feuille de route (prescription de l’article 2224 du Code civil)",
        "le nom, la fonction et l’adresse sont effacés\u202f; le texte signé, sa date et son "
        "empreinte restent",
    ),
    Duree(
        "journal",
        "Journal\u00a0: qui a fait quoi",
        1826,
        "après le fait",
        "le nom est effacé\u202f; le fait et sa date restent",
    ),
    Duree(
        "exports",
        "Archive de vos données préparée à votre demande",
        7,
        "après sa préparation",
        "le fichier est effacé",
    ),
)

BY_KEY = {duree.key: duree for duree in DUREES}


def en_mots(days: int) -> str:
    """« 7 jours », « 6 mois », « 5 ans »; « sans limite » for 0."""
    if not days:
        return "sans limite"
    if days >= 365 and days % 365 <= days // 1400:  # leap days
        years = days // 365
        return f"{years} {francais.accord(years, 'an', 'ans')}"
    if days >= 60 and abs(days - round(days / 30.44) * 30.44) < 3:
        return f"{round(days / 30.44)} mois"
    return f"{days} {francais.accord(days, 'jour', 'jours')}"


def limit(periods: Mapping[str, int], key: str, now: datetime) -> datetime | None:
    """What is older than this is over; None when the period has no end."""
    days = periods[key]
    return now - timedelta(days=days) if days else None


@dataclass(frozen=True, slots=True)
class Mention:
    """What a form says before it asks: why, and which period of `DUREES` applies."""

    why: str
    key: str


#: Kind of form → its notice.
MENTIONS = {
    "connexion": Mention("vous reconnaître par un code envoyé à votre adresse", "comptes"),
    "compte": Mention("dire à vos feuilles de route qui écrit et qui décide", "comptes"),
    "membre": Mention("donner à cette personne accès à la feuille de route", "comptes"),
    "seance": Mention("vous reconnaître dans la salle et compter les votes par collège", "participants"),
    "engagement": Mention("savoir qui a saisi l’engagement de votre organisation", "comptes"),
    "engagement_seance": Mention(
        "vous écrire une fois, pour confirmer cet engagement", "participants"
    ),
    "signature": Mention(
        "prouver qui a signé pour l’organisation\u202f; votre nom n’est pas publié", "signatures"
    ),
    "invitation": Mention("inviter cette personne à représenter l’organisation", "invitations"),
}  # fmt: skip
