"""The votes on actions that others took in since, in words: told, never added up. Pure."""

from publication.contenu import Contenu, ResultatVote, SeanceContenu, VoteFusionne
from socle import francais

#: Why two results are never one: said wherever they stand side by side.
NOT_ADDED = "Les votes ne s’additionnent pas\u00a0: une même personne a pu voter pour les deux."


def reunis(contenu: Contenu, numero: str) -> str:
    """What was voted on the actions that this one took in; "" when nothing was."""
    told = [
        f"Elle réunit l’action {_named(vote)}, votée le {francais.date_longue(seance.date)}\u00a0: "
        f"{result_words(vote.resultat)}."
        for seance in contenu.seances
        for vote in seance.votes_fusionnes
        if vote.dans == numero
    ]
    return " ".join([*told, NOT_ADDED]) if told else ""


def de_la_seance(seance: SeanceContenu) -> list[str]:
    """One sentence for each action voted in this séance that another one took in since."""
    return [
        f"L’action {_named(vote)}, réunie depuis à l’action {vote.dans}\u00a0: "
        f"{result_words(vote.resultat)}."
        for vote in seance.votes_fusionnes
    ]


def _named(vote: VoteFusionne) -> str:
    return f"{vote.resultat.action} «\u00a0{vote.intitule}\u00a0»"


def result_words(vote: ResultatVote) -> str:
    """« 12 points, impact 3,2 sur 5, effort 2 sur 5, 20 votants »."""
    words = []
    if vote.points is not None:
        words.append(francais.pluriel(vote.points, "point", "points"))
    return ", ".join([*words, *scale_words(vote), *mention_words(vote), voter_words(vote)])


def scale_words(vote: ResultatVote) -> list[str]:
    """« impact 3,2 sur 5, effort 2 sur 5 », when the vote was on these scales."""
    if vote.impact is None or vote.effort is None:
        return []
    impact, effort = francais.nombre(vote.impact), francais.nombre(vote.effort)
    return [f"impact {impact} sur 5, effort {effort} sur 5"]


def mention_words(vote: ResultatVote) -> list[str]:
    """« Très bien : 12 » for each mention of a majority judgement."""
    return [f"{m.mention.libelle}\u00a0: {francais.nombre(m.nombre)}" for m in vote.jugement]


def voter_words(vote: ResultatVote) -> str:
    return francais.pluriel(vote.votants, "votant", "votants")
