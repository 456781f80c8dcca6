"""The page « Prévenir les organisations »: who would read what, before it is sent."""

from typing import Any

from publication import emails, rules
from publication.collecte.destinataires import Destinataires, destinataires
from publication.models import Edition
from socle import francais
from socle.francais import accord, pluriel
from territoires.access import Access


def context(access: Access, edition: Edition) -> dict[str, Any]:
    """Everything the page shows. Two queries, whatever the number of organisations."""
    edition.feuille = access.feuille
    found = destinataires(access.feuille)
    people = len(found.personnes)
    return {
        "access": access,
        "titre": f"Prévenir les organisations de l’édition {edition}",
        "intro": _intro(found, people),
        "sans_personne": francais.liste(found.sans_personne),
        "sujet": emails.sujet(edition),
        "texte": emails.apercu(edition) if edition.published_at else "",
        "envoyer": f"Prévenir {pluriel(people, 'personne', 'personnes')}",
        "why_not": rules.why_not_prevenir(access, edition, personnes=people),
    }


def _intro(found: Destinataires, people: int) -> str:
    """« 12 organisations se sont engagées. 9 personnes parlent pour elles. »."""
    count = found.organisations
    if not count:
        return "Aucune organisation ne s’est encore engagée."
    engaged = accord(count, "organisation s’est engagée", "organisations se sont engagées")
    speaking = accord(people, "personne parle", "personnes parlent")
    return f"{count} {engaged}. {people} {speaking} pour {accord(count, 'elle', 'elles')}."
