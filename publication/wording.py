"""What an edition says of actions, pledges and parties: one wording for the PDF and for the DOCX.

Pure: frozen content in, French words out, as typed where they were typed.
"""

from collections.abc import Iterator
from itertools import chain, repeat

from publication import totaux, votes
from publication.contenu import (
    ActionContenu,
    Choix,
    Contenu,
    EngagementContenu,
    ResultatVote,
    Signataire,
)
from publication.couverture import NON_PUBLIE, Couverture, couvertures_of
from socle import francais
from socle.pdf.typography import capitalised
from socle.unites import mesure

MANY_ACTIONS = 5  # above, a role is a number of actions, not their list
NO_PLEDGE = "Aucun engagement pour l’instant. Cette action attend le vôtre."
CHARTER = (
    "Un engagement est une déclaration volontaire, pas un contrat. Il est ferme, conditionnel ou "
    "d’intention. Un apport financier ferme fait l’objet d’une convention distincte. Un engagement "
    "ne donne aucun avantage dans la commande publique."
)
#: What the préfecture writes in its frame.
STAMP = ("Envoyé en préfecture le", "Reçu en préfecture le", "Publié le", "ID")


def label(choix: Choix | None) -> str:
    """The words of a choice, with a capital; nothing for none."""
    return capitalised(choix.libelle) if choix is not None else ""


# Actions -----------------------------------------------------------------------------------------


def more_facts(action: ActionContenu, axe: str) -> Iterator[tuple[str, str]]:
    """Labels and values that follow porteur, calendar and budget; values may be empty."""
    yield "Public visé", action.public_cible
    yield "Localisation", action.localisation
    yield "Axe national", axe
    yield "Maturité", label(action.maturite)
    yield "Priorité", label(action.priorite)
    yield "Avancement", progress_words(action)
    yield "Réalisation", label(action.fermete)
    yield "Suivie par", action.comite
    yield "Mise à jour", francais.date_courte(action.mise_a_jour) if action.mise_a_jour else ""


def copilotes(action: ActionContenu) -> tuple[str, str]:
    """Label, agreed in number, and names."""
    name = "Copilotes" if len(action.copilotes) > 1 else "Copilote"
    return name, ", ".join(action.copilotes)


def progress_words(action: ActionContenu) -> str:
    """« En cours, 30 % »."""
    return stage_words(action.avancement, action.avancement_pourcent)


def stage_words(stage: Choix | None, percent: int | None) -> str:
    """« En cours, 30 % »; the share is left out when there is none yet."""
    words = label(stage)
    return f"{words}, {francais.pourcentage(percent)}" if words and percent else words


def need_words(contenu: Contenu, action: ActionContenu) -> list[str]:
    """« Un référent (40 jours). Promis : 25 jours (ferme : 25). Il manque 15 jours », each need."""
    received = couvertures_of(contenu, action)
    known: Iterator[Couverture | None] = chain(received, repeat(None))  # at first, words only
    return [_need(words, need) for words, need in zip(action.besoins, known, strict=False)]


def _need(words: str, need: Couverture | None) -> str:
    if need is None:
        return words
    told = (need.pledged_words, need.missing_words, need.aside_words)
    return ". ".join((words.rstrip("."), *(part for part in told if part)))


def vote_words(
    action: ActionContenu, vote: ResultatVote | None, *, with_mentions: bool = False
) -> str:
    """« 24 points au vote, impact 4,4 sur 5, effort 2,6 sur 5, 48 votants, 1 soutien. »."""
    words = []
    if action.points is not None:
        words.append(f"{francais.pluriel(action.points, 'point', 'points')} au vote")
    if vote is not None:
        words += [*votes.scale_words(vote), votes.voter_words(vote)]
        if with_mentions:
            words += votes.mention_words(vote)
    if action.soutiens:
        words.append(francais.pluriel(action.soutiens, "soutien", "soutiens"))
    return f"{capitalised(', '.join(words))}." if words else ""


# Pledges -----------------------------------------------------------------------------------------


def amount_words(pledge: EngagementContenu) -> str:
    """« 6 jours », « montant masqué », or nothing for a kind that has no quantity."""
    if pledge.quantite is not None:
        return mesure(pledge.quantite, pledge.unite)
    if pledge.montant_retenu:
        return f"montant {NON_PUBLIE}"
    return "montant masqué" if pledge.montant_masque and pledge.unite else ""


def anonymous_words(count: int) -> str:
    """« Et 2 engagements anonymes. »."""
    return f"Et {francais.pluriel(count, 'engagement anonyme', 'engagements anonymes')}."


# Parties and signatures --------------------------------------------------------------------------


def share_words(contenu: Contenu, nom: str) -> str:
    """« Porte 1.1, copilote 1.2, partenaire de 12 actions, engagée sur 2.1 »."""
    roles = totaux.roles(contenu, nom)
    verbs = (("porteur", "porte"), ("copilote", "copilote"), ("partenaire", "partenaire de"))
    words = [f"{verb} {_numbers(roles[role])}" for role, verb in verbs if role in roles]
    engaged = dict.fromkeys(e.action for e in contenu.engagements if e.organisation == nom)
    if engaged:
        words.append(f"engagée sur {_numbers(tuple(engaged))}")
    return capitalised(", ".join(words)) or "Associée à la démarche"


def _numbers(numeros: tuple[str, ...]) -> str:
    if len(numeros) > MANY_ACTIONS:
        return francais.pluriel(len(numeros), "action", "actions")
    return francais.liste(numeros)


def signers(contenu: Contenu) -> tuple[Signataire, ...]:
    """Who signs: those chosen, else the EPCI."""
    return contenu.signataires or tuple(
        Signataire(nom="", organisation=nom) for nom in contenu.territoire.epci
    )


def approval_words(contenu: Contenu, short_hash: str) -> str:
    """What the parties put their names under."""
    return (
        f"Les parties approuvent l’édition {contenu.edition} de la {contenu.titre.lower()} du "
        f"Territoire d’industrie {contenu.territoire.nom}, dont le contenu porte l’empreinte "
        f"{short_hash}."
    )


# Séances -----------------------------------------------------------------------------------------


def hours(start: str, end: str) -> str:
    """« 13 h 30 à 13 h 50 », from « 13:30 » and « 13:50 »; either may be empty."""
    shown = [
        time.replace(":", "\u00a0h\u00a0").removesuffix("\u00a000") for time in (start, end) if time
    ]
    return " à ".join(shown)
