"""May they import? Pure answers, with their French reason."""

from feuille_de_route.donnees.format import DataFile
from territoires.access import Access
from territoires.droits import Droit


def why_not_importer(access: Access) -> str | None:
    return access.why_not(Droit.IMPORTER)


def why_not_importer_decisions(data_file: DataFile, access: Access) -> str | None:
    """Decisions of a past séance come in with the right to decide, whatever the phase."""
    decided = any(row.decision_seminaire for row in data_file.actions)
    decided = decided or any(row.decision for row in data_file.propositions)
    if decided and not access.grants(Droit.DECIDER):
        return (
            "Retirez les décisions du fichier, ou demandez à un administrateur de l’importer\u00a0: "
            "votre rôle ne permet pas de décider du sort d’une action."
        )
    return None


def why_not_importer_engagements(data_file: DataFile, access: Access) -> str | None:
    """Engagements of organisations come in with the right to confirm them all."""
    if data_file.engagements and not access.grants(Droit.CONFIRMER_TOUS):
        return (
            "Retirez les engagements du fichier, ou demandez à un administrateur de l’importer\u00a0: "
            "votre rôle ne permet pas d’engager une organisation."
        )
    return None
