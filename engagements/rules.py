"""May they? Pure answers, with their French reason; and what each reader may see of a pledge.

A draft binds nobody, so keeping one and taking a pledge back never wait for a phase: only role
and organisation count there.
"""

from datetime import date, datetime, timedelta

from actions.apports import MEASURED
from actions.models import Action
from engagements.models import Engagement, Signature
from organisations.models import Organisation
from socle import francais
from territoires.access import Access
from territoires.droits import Droit

State = Engagement.State
Visibilite = Engagement.Visibilite

NOT_YOURS = (
    "Cet engagement appartient à une autre organisation : seul un de ses représentants peut {verb}."
)


# What may be done --------------------------------------------------------------------------------


def why_not_commencer(access: Access) -> str | None:
    """Whether the person may pledge at all, now."""
    return access.why_not(Droit.S_ENGAGER)


def why_not_s_engager(action: Action, access: Access) -> str | None:
    """Whether a new pledge may be made on this action by one of the person's organisations."""
    return why_not_commencer(access) or _why_closed(action)


def why_not_engager(organisation_id: int, access: Access) -> str | None:
    """Whether the person may speak for this organisation."""
    if not access.represents(organisation_id):
        return (
            "Vous ne représentez pas cette organisation. Choisissez-en une autre, ou demandez ce "
            "droit au chef de projet."
        )
    return None


def why_not_owner(engagement: Engagement, access: Access, verb: str = "le modifier") -> str | None:
    """Whether the person speaks for the organisation of this pledge, whatever phase and state."""
    if not access.grants(Droit.S_ENGAGER):
        return access.why_not(Droit.S_ENGAGER)
    if not access.represents(engagement.organisation_id):
        return NOT_YOURS.format(verb=verb)
    return None


def why_not_garder(engagement: Engagement, access: Access) -> str | None:
    """Whether what is typed may be kept in the draft, whatever the phase."""
    if reason := why_not_owner(engagement, access):
        return reason
    if engagement.state != State.BROUILLON:
        return "Cet engagement n’est plus un brouillon."
    return None


def why_not_modifier(engagement: Engagement, access: Access) -> str | None:
    """Whether the details may change: until it is fulfilled or withdrawn.

    Once confirmed, what it said stays in a version; once signed, the new one is to sign again.
    """
    if reason := why_not_owner(engagement, access):
        return reason
    if engagement.state in (State.REALISE, State.RETIRE):
        return f"Un engagement {engagement.get_state_display()} ne se modifie plus."
    return access.why_not(Droit.S_ENGAGER)


def why_not_changer_apport(engagement: Engagement, access: Access) -> str | None:
    """Whether the kind of contribution and the organisation may change: in a draft only."""
    if reason := why_not_modifier(engagement, access):
        return reason
    if engagement.state != State.BROUILLON:
        return (
            "Le type d’apport ne change plus une fois l’engagement déclaré : retirez-le, puis "
            "déclarez-en un autre."
        )
    return None


def why_not_declarer(engagement: Engagement, access: Access) -> str | None:
    """Whether the draft may be sent."""
    if reason := why_not_owner(engagement, access, "l’envoyer"):
        return reason
    if engagement.state != State.BROUILLON:
        return "Cet engagement est déjà envoyé."
    if reason := why_not_s_engager(engagement.action, access):
        return reason
    return why_not_complet(engagement)


def why_not_complet(engagement: Engagement) -> str | None:
    """What the details still lack before the pledge can be sent."""
    if not engagement.text.strip():
        return "Dites d’abord ce que vous ferez, à l’étape Précisions."
    if engagement.fermete == Engagement.Fermete.CONDITIONNEL and not engagement.condition.strip():
        return "Écrivez d’abord la condition de votre engagement, à l’étape Précisions."
    if needs_quantity(engagement.kind, engagement.fermete) and engagement.quantity is None:
        return "Chiffrez d’abord votre apport, à l’étape Précisions."
    return None


def needs_quantity(kind: str, fermete: str) -> bool:
    """A measured contribution says how much, unless it is only an intention."""
    return kind in MEASURED and fermete != Engagement.Fermete.INTENTION


def why_not_confirmer(engagement: Engagement, access: Access) -> str | None:
    """Whether « déclaré » may become « confirmé », by its organisation or by an administrator."""
    if not access.grants(Droit.CONFIRMER_TOUS):
        if reason := why_not_owner(engagement, access, "le confirmer"):
            return reason
        droit = Droit.S_ENGAGER
    else:
        droit = Droit.CONFIRMER_TOUS
    if engagement.state == State.BROUILLON:
        return "Envoyez d’abord cet engagement : c’est encore un brouillon."
    if engagement.state != State.DECLARE:
        return f"Cet engagement est déjà {engagement.get_state_display()}."
    return access.why_not(droit) or _why_closed(engagement.action)


def why_not_lever_condition(engagement: Engagement, access: Access) -> str | None:
    """Whether a conditional pledge may become firm, its condition being met."""
    if reason := why_not_owner(engagement, access, "lever sa condition"):
        return reason
    if engagement.state == State.BROUILLON:
        return "C’est encore un brouillon : choisissez « Ferme » à l’étape Précisions."
    if engagement.state in (State.REALISE, State.RETIRE):
        return f"Un engagement {engagement.get_state_display()} n’attend plus de condition."
    if engagement.fermete != Engagement.Fermete.CONDITIONNEL:
        return "Cet engagement n’attend aucune condition."
    return access.why_not(Droit.S_ENGAGER)


def why_not_signer_pour(organisation: Organisation, access: Access) -> str | None:
    """Whether the person may sign for this organisation, now; nobody signs in its place."""
    return _why_not_signataire(organisation, access) or access.why_not(Droit.SIGNER)


def why_not_signer(engagement: Engagement, access: Access) -> str | None:
    """Whether the person may sign this pledge for its organisation."""
    return (
        _why_not_signataire(engagement.organisation, access)
        or _WHY_NOT_SIGNED.get(State(engagement.state))
        or access.why_not(Droit.SIGNER)
        or _why_closed(engagement.action)
    )


def _why_not_signataire(organisation: Organisation, access: Access) -> str | None:
    if not access.grants(Droit.SIGNER):
        return access.why_not(Droit.SIGNER)
    if not access.represents(organisation.pk):
        return NOT_YOURS.format(verb="le signer")
    if organisation.pk not in access.signataire_de:
        return (
            f"Seule une personne habilitée par {organisation.name} peut signer. Demandez ce droit "
            "à un signataire de votre organisation, ou au chef de projet."
        )
    return None


_WHY_NOT_SIGNED = {
    State.BROUILLON: "C’est encore un brouillon : envoyez-le, confirmez-le, puis signez-le.",
    State.DECLARE: "Confirmez d’abord cet engagement, puis signez-le.",
    State.SIGNE: "Cet engagement est déjà signé.",
    State.REALISE: "Cet engagement est réalisé : il n’est plus à signer.",
    State.RETIRE: "Cet engagement est retiré : il n’est plus à signer.",
}


#: Wrong codes before one must be asked again; codes asked in a row, and how long that counts.
ESSAIS = 5
CODES = 6
DELAI_CODES = timedelta(hours=1)


def why_not_signataire(name: str, fonction: str, *, is_habilite: bool) -> str | None:
    """What a signatory still has to say of himself or herself."""
    if not name or not fonction:
        return "Écrivez votre nom et votre fonction, tels qu’ils paraîtront sur la fiche."
    if not is_habilite:
        return "Cochez la case : seule une personne habilitée engage son organisation."
    return None


def why_not_lu(text: str, lu: str) -> str | None:
    """Whether what is signed is what was read (texts, or their fingerprints)."""
    if text != lu:
        return (
            "Le texte a changé depuis votre lecture : rien n’est signé. Relisez-le ici, puis "
            "demandez un code."
        )
    return None


def why_not_demander_code(asked: int) -> str | None:
    """Whether one more code may be sent to a person who asked for `asked` of them in the hour."""
    if asked >= CODES:
        return (
            "Vous avez demandé beaucoup de codes en une heure. Utilisez le dernier message reçu, "
            "ou revenez dans une heure : rien n’est perdu."
        )
    return None


def why_not_essayer(signature: Signature, now: datetime) -> str | None:
    """Whether its code may still be typed."""
    if signature.signed_at:
        return "Ce code a déjà servi : cet engagement est signé."
    if not signature.code_digest:
        return "Un code plus récent a été demandé : utilisez le dernier message reçu."
    if signature.attempts >= ESSAIS:
        return TOO_MANY
    if signature.code_expires_at is None or signature.code_expires_at <= now:
        return "Ce code a expiré : il servait quinze minutes. Demandez-en un autre."
    return None


TOO_MANY = "Cinq codes faux : ce code ne sert plus. Demandez-en un autre."


def wrong_code(attempts: int) -> str:
    """What is said after `attempts` wrong codes."""
    left = ESSAIS - attempts
    if left < 1:
        return TOO_MANY
    tries = francais.pluriel(left, "essai", "essais")
    return (
        "Ce code n’est pas celui de ce que vous signez. Recopiez les six chiffres du dernier "
        f"message reçu : il vous reste {tries}."
    )


def already_signed(engagement: Engagement, signature: Signature) -> str:
    """What the second of two signatories is told."""
    return (
        f"L’engagement sur l’action {engagement.action.numero} vient d’être signé par "
        f"{signature.name}, {signature.fonction} : une signature suffit."
    )


def is_to_sign(engagement: Engagement) -> bool:
    """Whether it waits for a signature, whoever may give it; `to_sign` says the same in SQL."""
    return engagement.state == State.CONFIRME and _why_closed(engagement.action) is None


def is_overdue(engagement: Engagement, today: date) -> bool:
    """Whether its last month is over and nobody said what became of it; `overdue` in SQL."""
    waits = engagement.state in (State.CONFIRME, State.SIGNE)
    return waits and engagement.due is not None and engagement.due < today.replace(day=1)


def why_not_realiser(engagement: Engagement, access: Access) -> str | None:
    """Whether the organisation may say it has done what it said."""
    if reason := why_not_owner(engagement, access, "le marquer réalisé"):
        return reason
    if engagement.state in (State.BROUILLON, State.DECLARE):
        return "Confirmez d’abord cet engagement, puis marquez-le réalisé."
    if engagement.state in (State.REALISE, State.RETIRE):
        return f"Cet engagement est déjà {engagement.get_state_display()}."
    if engagement.fermete == Engagement.Fermete.CONDITIONNEL:
        return "Levez d’abord la condition de cet engagement, puis marquez-le réalisé."
    return access.why_not(Droit.S_ENGAGER)


def why_not_retirer(engagement: Engagement, access: Access) -> str | None:
    """Whether the organisation may take its pledge back: at any time, until it is fulfilled."""
    if reason := why_not_owner(engagement, access, "le retirer"):
        return reason
    if engagement.state == State.BROUILLON:
        return "Ce brouillon n’engage à rien : supprimez-le."
    if engagement.state == State.RETIRE:
        return "Cet engagement est déjà retiré."
    if engagement.state == State.REALISE:
        return "Cet engagement est réalisé : il reste au bilan de l’action."
    return None


def why_not_supprimer(engagement: Engagement, access: Access) -> str | None:
    """Whether the draft may be thrown away; what was declared stays in history."""
    if reason := why_not_owner(engagement, access, "le supprimer"):
        return reason
    if engagement.state != State.BROUILLON:
        return "Un engagement déclaré reste dans l’historique : retirez-le."
    return None


def why_not_lire_versions(engagement: Engagement, access: Access) -> str | None:
    """Whether the person may read what the pledge said before: who reads all of it."""
    if sees_all(engagement, access):
        return None
    return (
        "Les versions d’un engagement se lisent dans son organisation, et par l’équipe de la "
        "feuille de route."
    )


def why_not_mon_organisation(access: Access) -> str | None:
    """Whether the person has an organisation to speak for."""
    if not access.organisations:
        return (
            "Vous ne représentez aucune organisation sur cette feuille de route. Demandez au chef "
            "de projet de vous rattacher à la vôtre."
        )
    return None


def _why_closed(action: Action) -> str | None:
    if action.state not in Action.OPEN_STATES:
        return (
            f"L’action {action.numero} est {action.get_state_display()} : elle ne reçoit plus "
            "d’engagement. Choisissez une autre action."
        )
    if action.avancement in (Action.Avancement.TERMINEE, Action.Avancement.ABANDONNEE):
        return (
            f"L’action {action.numero} est {action.get_avancement_display()} : elle ne reçoit plus "
            "d’engagement. Choisissez une autre action."
        )
    return None


# What may be seen --------------------------------------------------------------------------------
# `access` is None for the public.


def hides_existence(engagement: Engagement, access: Access | None) -> bool:
    """Whether this reader must not even know of it; `visible_to` says the same in SQL."""
    if access is not None and access.represents(engagement.organisation_id):
        return False
    if engagement.state == State.BROUILLON:
        return True
    if access is not None and access.is_team:
        return False
    return engagement.state == State.RETIRE or engagement.visibilite == Visibilite.INTERNE


def hides_amount(engagement: Engagement, access: Access | None) -> bool:
    """Whether this reader sees the pledge without its quantity.

    The amount of an anonymous pledge is told nowhere but in the sums of an edition, which are
    audited first (`publication.audit`).
    """
    return not sees_all(engagement, access) and engagement.visibilite != Visibilite.PUBLIC


def hides_name(engagement: Engagement, access: Access | None) -> bool:
    """Whether this reader sees neither the organisation nor its words, which could name it."""
    if sees_all(engagement, access):
        return False
    return engagement.visibilite in (Visibilite.ANONYME, Visibilite.INTERNE)


def sees_all(engagement: Engagement, access: Access | None) -> bool:
    """Whether nothing of the pledge is hidden: its organisation, and the team once it is sent."""
    if access is None:
        return False
    return access.is_team or access.represents(engagement.organisation_id)
