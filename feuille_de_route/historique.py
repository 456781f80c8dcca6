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


def phrases(lines: Iterable[Journal]) -> list[Phrase]:
    """The sentences of journal lines, in the same order."""
    return [
        Phrase(
            line.at,
            line.user_name or "Feuille de route",
            line.details.get("phrase") or PHRASES.get(line.verb, line.verb.replace(".", ", ")),
            line.details.get("motif", ""),
        )
        for line in lines
    ]
