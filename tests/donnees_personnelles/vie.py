"""Somebody who left something everywhere."""

from datetime import timedelta
from uuid import uuid4

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from actions.models import (
    Abonnement,
    Action,
    Amendement,
    AvisAmendement,
    Brouillon,
    Commentaire,
    Distinction,
    Fusion,
    Gommettes,
    Piece,
    Soutien,
)
from actions.services.versions import garder_origine
from comptes.models import User
from comptes.services import noter_connexion
from engagements.lettres.models import Lettre
from engagements.models import Engagement, Signature
from organisations.models import Invitation, Organisation, Rattachement
from organisations.services import accorder
from seances.models import Accord, Contribution, Emargement, Participant, Question, Table
from socle.journal import record
from socle.models import Courriel
from territoires.access import get_access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from territoires.services import accorder_role
from tests.fabrique import (
    un_engagement,
    une_action,
    une_feuille,
    une_feuille_vivante,
    une_organisation,
    une_personne,
)

NOM = "Hélène Le Guellec"
ADRESSE = "helene.leguellec@essai.example"
AUTRE_ADRESSE = "helene@maison.example"


def une_vie(phase: Phase = Phase.ENGAGEMENT) -> tuple[User, FeuilleDeRoute, Organisation]:
    """A person whose name and addresses are in every part of the inventory, and in free texts."""
    feuille = une_feuille_vivante(phase)
    feuille.seances.update(date=timezone.localdate())
    user = User.objects.create_user(ADRESSE, NOM, fonction="Directrice de site")
    organisation = une_organisation("Biscuiterie Hautebrise")
    feuille.territoire.organisations.add(organisation)
    accorder_role(feuille, user, Role.ANIMATEUR, by=None)
    accorder(organisation, user, by=None, signer=True)
    accorder(organisation, une_personne(), by=None, signer=True)
    _wrote(user, feuille, organisation)
    _committed(user, feuille, organisation)
    _came(user, feuille, organisation)
    _received(user, feuille, organisation)
    assert get_access(user, feuille) is not None
    return user, feuille, organisation


def _wrote(user: User, feuille: FeuilleDeRoute, organisation: Organisation) -> None:
    action = feuille.actions.get()
    Action.objects.filter(pk=action.pk).update(
        author=user, pilote=user, decided_by=user, updated_by=user,
        referent="Mme Le Guellec, directrice",
        description=f"Écrire à {NOM.upper()} ({ADRESSE.upper()}).",
        provenance={"source": f"courriel de {NOM}"},
    )  # fmt: skip
    action.refresh_from_db()
    garder_origine(action)
    amendement = Amendement.objects.create(
        action=action, field="title", text="Mieux", author=user, author_label=NOM, decided_by=user
    )
    AvisAmendement.objects.create(amendement=amendement, user=user, choix="pour")
    Abonnement.objects.create(action=action, user=user, follows=True)
    other = une_action(une_feuille())
    Fusion.objects.create(
        target=action, kind="scission", author=user, undone_by=user, undone_at=timezone.now(),
        reason=f"Dit par {NOM}.",
    )  # fmt: skip
    Distinction.objects.create(one=action, other=other, author=user)
    Commentaire.objects.create(action=action, author=user, text="Je suis pour.")
    Commentaire.objects.create(
        action=action, author=une_personne(), text=f"Merci {NOM} !", hidden_by=user,
        hidden_at=timezone.now(), hidden_reason=f"Cite {NOM}.",
    )  # fmt: skip
    Piece.objects.create(action=action, title="Note", note=f"Vu avec {NOM}.", author=user)
    Soutien.objects.create(action=action, user=user, organisation=organisation)
    Gommettes.objects.create(action=action, user=user, college="entreprises", points=2)
    Brouillon.objects.create(feuille=feuille, user=user, data={"title": ["À finir"]})
    record("action.modifiee", by=user, on=action, feuille_id=feuille.pk,
           apres={"referent": NOM, "partenaires": [1, f"{NOM} <{ADRESSE}>"]})  # fmt: skip
    record("membre.role", by=None, on=feuille, feuille_id=feuille.pk, personne=NOM)
    noter_connexion(user, moyen="code")


def _committed(user: User, feuille: FeuilleDeRoute, organisation: Organisation) -> None:
    pledge = un_engagement(
        feuille.actions.get(), organisation, author=user, confirmed_by=user, state="confirme"
    )
    for signed in (True, False):
        Signature.objects.create(
            engagement=pledge, version=1 if signed else 2, reference=f"ABCDEFGH2{int(signed)}",
            text="{}", sha256="0" * 64, name=NOM, fonction="Directrice", email=ADRESSE, user=user,
            is_habilite=True, signed_at=timezone.now() if signed else None,
        )  # fmt: skip

    Lettre.objects.create(
        feuille=feuille, organisation=organisation, user=user, fichier="lettres/essai.pdf",
        name=f"Lettre {NOM}.pdf", size=8, sha256="0" * 64,
    )  # fmt: skip


def _came(user: User, feuille: FeuilleDeRoute, organisation: Organisation) -> None:
    seance = feuille.seances.get()
    participant = Participant.objects.create(
        seance=seance, user=user, first_name="Hélène Le Guellec", organisation=organisation,
        college="entreprises", recovery_digest="vie", badge_digest="badge",
    )  # fmt: skip
    Table.objects.create(seance=seance, number=8, host=participant, host_name=ADRESSE)
    Question.objects.create(
        seance=seance, participant=participant, text=f"Qui paie, {NOM} ?", client_key=uuid4()
    )
    known = seance.contributions.get()
    Accord.objects.create(contribution=known, participant=participant, agrees=True)
    Emargement.objects.create(
        scrutin=seance.scrutins.get(), participant=participant, saved_at=timezone.now()
    )
    pledge = un_engagement(
        feuille.actions.get(), organisation, origin=f"Séance, {participant.signature}"
    )
    Contribution.objects.create(
        seance=seance, participant=participant, engagement=pledge, client_key=uuid4(),
        confirm_email=AUTRE_ADRESSE,
    )  # fmt: skip
    record("amendement.propose", by=None, on=pledge.action, feuille_id=feuille.pk,
           phrase=f"{participant.signature} propose un amendement")  # fmt: skip


def _received(user: User, feuille: FeuilleDeRoute, organisation: Organisation) -> None:
    at = timezone.now()
    for number, address in enumerate((ADRESSE, AUTRE_ADRESSE)):
        Courriel.objects.create(
            kind="essai", to=address, subject=f"Bonjour {NOM}", text=f"Bonjour {NOM}",
            cle=f"essai:{address}:{number}", user_id=user.pk if number == 0 else None,
            state=Courriel.State.ENVOYE, sent_at=at, feuille_id=feuille.pk,
        )  # fmt: skip
    Courriel.objects.create(kind="essai", to=ADRESSE, subject="Attend", text=NOM)
    Courriel.objects.create(
        kind="essai", to="autre@essai.example", subject="Invitation", text=f"{NOM} vous invite."
    )
    Invitation.objects.create(
        organisation=organisation, feuille_id=feuille.pk, email=ADRESSE, by=une_personne(),
        token_digest="a", sent_at=at, expires_at=at + timedelta(days=14),
    )  # fmt: skip
    Rattachement.objects.create(
        organisation=organisation, feuille_id=feuille.pk, user=user, origin=f"Séance, {NOM}"
    )
    LogEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk),
        object_repr=NOM, action_flag=CHANGE, change_message=f"{ADRESSE}",
    )  # fmt: skip


def pledge_count(feuille: FeuilleDeRoute) -> int:
    return Engagement.objects.filter(action__feuille=feuille).count()
