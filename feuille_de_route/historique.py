"""Lines of the journal as sentences of a history."""

from collections.abc import Iterable
from typing import NamedTuple

from socle.models import Journal

#: Verb of the journal → what the person did, after the name.
PHRASES = {
    "action.importee": "importe l’action",
    "action.proposee": "propose l’action",
    "action.modifiee": "modifie l’action",
    "action.partagee": "partage l’action",
    "action.ajustee": "marque l’action comme ajustée",
    "action.retenue": "retient l’action",
    "action.a_retravailler": "demande de retravailler l’action",
    "action.ecartee": "écarte l’action",
    "action.reportee": "reporte l’action",
    "action.engagee": "compte l’action parmi les engagées",
    "action.plus_engagee": "ne compte plus l’action parmi les engagées",
    "action.inscrite": "inscrit l’action dans une édition",
    "action.fiche_action": "en fait une fiche-action",
    "action.soutenue": "soutient l’action",
    "action.soutien_retire": "retire son soutien",
    "action.commentee": "commente l’action",
    "action.question_posee": "pose une question",
    "action.repondue": "répond à une question ou à un commentaire",
    "action.reponse_retenue": "retient une réponse",
    "action.question_rouverte": "rouvre une question",
    "action.commentaire_modifie": "modifie son commentaire",
    "action.commentaire_retire": "retire son commentaire",
    "action.commentaire_masque": "masque un commentaire",
    "action.commentaire_demasque": "montre de nouveau un commentaire",
    "action.distinguee": "dit que ce n’est pas un doublon",
    "action.fusion": "réunit des actions dans celle-ci",
    "action.fusionnee": "réunit l’action à une autre",
    "action.scission": "partage l’action en deux",
    "action.fusion_defaite": "défait une fusion",
    "action.scission_defaite": "défait un partage",
}


class Phrase(NamedTuple):
    """One line of a history. `who` is empty when the product itself acted."""

    at: object
    who: str
    what: str
    why: str


#: Verb → what is said in the journal of a roadmap, with the details of its line.
RECITS = {
    "compte.cree": "crée un compte",
    "courriel.renvoye": "renvoie un courriel à {a}",
    "courriel.renvoyes": "renvoie {nombre} courriels",
    "edition.annoncee": "prévient {personnes} personnes de l’édition {numero}",
    "edition.echouee": "n’a pas pu dessiner une édition",
    "edition.figee": "fige une édition",
    "edition.publiee": "publie une édition",
    "edition.relancee": "relance le dessin d’une édition",
    "engagement.importe": "importe l’engagement de {organisation}",
    "feuille.creee": "crée la feuille de route",
    "feuille.importee": "importe «\u00a0{titre}\u00a0»\u00a0: {bilan}",
    "feuille.phase": "passe de la phase «\u00a0{de}\u00a0» à la phase «\u00a0{vers}\u00a0»",
    "feuille.textes": "écrit les textes de la feuille de route",
    "membre.retrait": "retire ses droits à {personne}",
    "membre.role": "donne à {personne} le rôle «\u00a0{role}\u00a0»",
    "participant.efface": "efface un participant de séance",
    "seance.importee": "importe la séance",
}


def raconter(line: Journal) -> Phrase:
    """One line as the journal of a roadmap says it."""
    told = phrases([line])[0]
    if line.details.get("phrase") or line.verb not in RECITS:
        return told
    return told._replace(what=RECITS[line.verb].format_map(_Details(line.details)))


class _Details(dict[str, object]):
    """The details of a line; an old line may lack one."""

    def __missing__(self, key: str) -> str:
        return "…"


def phrases(lines: Iterable[Journal]) -> list[Phrase]:
    """The sentences of journal lines, in the same order."""
    return [
        Phrase(
            line.at,
            line.user_name or "Feuille de route",
            line.details.get("phrase")
            or PHRASES.get(line.verb)
            or line.verb.replace("_", " ").replace(".", "\u00a0: "),
            line.details.get("motif", ""),
        )
        for line in lines
    ]
