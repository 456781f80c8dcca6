"""May they come in, sit, be helped? Answers with their French reason; pure."""

from organisations.models import College
from seances.models import Participant, Seance, Table

UNKNOWN_CODE = (
    "Ce code n’ouvre aucune séance en ce moment. Vérifiez-le à l’écran de la salle : "
    "un mot, puis deux chiffres."
)


def why_not_entrer(
    seance: Seance | None,
    *,
    first_name: str,
    college: str,
    table: Table | None,
    n_namesakes: int,
) -> str | None:
    """Whether somebody new may come in. `seance` is None when the code opens nothing."""
    if seance is None:
        return UNKNOWN_CODE
    if not first_name.strip():
        return "Donnez votre prénom."
    if college not in College.values:
        return "Dites à quel titre vous participez."
    if table is not None and table.seance_id != seance.pk:
        return "Choisissez une table de cette séance."
    if n_namesakes:
        return (
            f"Quelqu’un est déjà entré sous le prénom « {first_name.strip()} » pour cette "
            "organisation. Si c’est vous, entrez votre code personnel ; sinon, ajoutez "
            "l’initiale de votre nom."
        )
    return None


def why_not_placer(participant: Participant, table: Table | None) -> str | None:
    """Whether this person may sit at this table, or at none."""
    if table is not None and table.seance_id != participant.seance_id:
        return "Cette table est celle d’une autre séance."
    return None


def is_host_expected(table: Table, participant: Participant, *, enters: bool) -> bool:
    """Whether the preparation names this person as the host of the table.

    By e-mail address (of who came in signed in), by first name or the first word of a full name;
    an organisation alone names its first person. Nobody is taken from another table, save who is
    named and `enters` at this instant.
    """
    organisation = table.host_organisation_id
    name = " ".join(table.host_name.split()).casefold()
    if organisation and organisation != participant.organisation_id:
        return False
    if participant.table_id not in (None, table.pk) and not (enters and name):
        return False
    if not name:
        return bool(organisation)
    if "@" in name:
        return participant.user is not None and participant.user.email.casefold() == name
    came = participant.first_name.casefold()
    return came in (name, name.partition(" ")[0]) or came.partition(" ")[0] == name


def why_not_nommer(table: Table, participant: Participant | None) -> str | None:
    """Whether this person may host the table: one of those who sit there."""
    if participant is None:
        return None
    if participant.table_id != table.pk:
        return f"{participant.first_name} n’est pas à la table {table.number}."
    return None


def why_not_ecarter(participant: Participant, *, has_voted: bool) -> str | None:
    """Whether a badge may be taken back: a ballot already counted cannot be found again."""
    if has_voted:
        return f"{participant.first_name} a voté : ce badge reste valable."
    return None
