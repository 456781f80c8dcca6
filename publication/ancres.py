"""Where a missing thing is written: the id of its field on the form of an action. Pure."""

from publication.contenu import ActionContenu


def de_la_fiche(action: ActionContenu, cle: str) -> str:
    """The anchor that settles the check or the light `cle` on one action."""
    if cle in SIMPLES:
        return SIMPLES[cle]
    if cle == "resume":
        return "id_summary" if action.intitule.strip() else "id_title"
    if cle == "decrite":
        return _decrite(action)
    if cle == "financee":
        return "liste-financements" if action.budget is not None else "id_budget"
    if cle == "prete":
        return "liste-jalons" if action.debut else "id_start"
    return ""


SIMPLES = {
    "porteur": "id_porteur",
    "portee": "id_porteur",
    "evaluee": "liste-indicateurs",
    "sommes": "annees",
}


def _decrite(action: ActionContenu) -> str:
    for text, anchor in (
        (action.resume, "id_summary"),
        (action.description, "id_description"),
    ):
        if not text.strip():
            return anchor
    return "id_results"
