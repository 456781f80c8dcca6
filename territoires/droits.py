"""Who may do what, and when: two tables to read, no logic.

A rule asks three questions in turn: does the role grant it, does the phase open it, and then what
only the object knows. `docs/regles.md` is printed from this file.
"""

from enum import StrEnum

from territoires.models import FeuilleDeRoute

Phase = FeuilleDeRoute.Phase


class Role(StrEnum):
    """What a person is on one roadmap. Values are guardian codenames where one exists."""

    ADMINISTRATEUR = "administrer"
    ANIMATEUR = "animer"
    PORTEUR = "porter"
    REPRESENTANT = "representer"
    LECTEUR = "lire"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.ADMINISTRATEUR: "administrateur",
    Role.ANIMATEUR: "animateur",
    Role.PORTEUR: "porteur",
    Role.REPRESENTANT: "représentant",
    Role.LECTEUR: "lecteur",
}


class Droit(StrEnum):
    """A verb somebody may hold. The value completes « Vous ne pouvez pas … »."""

    LIRE = "lire la version de travail"
    PROPOSER = "proposer une action"
    IMPORTER = "importer une liste d’actions"
    MODIFIER_SIENNES = "modifier vos actions"
    MODIFIER_TOUTES = "modifier toutes les actions"
    FUSIONNER = "réunir ou partager des actions"
    COMMENTER = "commenter une action"
    MODERER = "masquer un commentaire"
    SOUTENIR = "soutenir une action"
    REPARTIR = "répartir des gommettes"
    DECIDER = "décider du sort d’une action"
    AMENDER = "proposer un amendement"
    DONNER_AVIS = "donner un avis sur un amendement"
    VOTER = "voter en séance"
    S_ENGAGER = "engager votre organisation"
    SIGNER = "signer un engagement de votre organisation"
    CONFIRMER_TOUS = "confirmer l’engagement d’une organisation"
    CHANGER_PHASE = "changer de phase"
    GERER_MEMBRES = "gérer les membres"
    SUIVRE_COURRIELS = "suivre les courriels envoyés"
    LIRE_JOURNAL = "lire le journal"
    PREPARER_PUBLICATION = "préparer la publication"
    PUBLIER = "publier une édition"


#: What each role grants, whatever the phase.
DROITS_PAR_ROLE: dict[Role, frozenset[Droit]] = {
    Role.LECTEUR: frozenset({Droit.LIRE}),
    Role.REPRESENTANT: frozenset(
        {
            Droit.LIRE,
            Droit.PROPOSER,
            Droit.MODIFIER_SIENNES,
            Droit.COMMENTER,
            Droit.AMENDER,
            Droit.DONNER_AVIS,
            Droit.SOUTENIR,
            Droit.REPARTIR,
            Droit.S_ENGAGER,
            # And held for the organisation itself (`Access.signataire_de`).
            Droit.SIGNER,
        }
    ),
    Role.PORTEUR: frozenset(
        {
            Droit.LIRE,
            Droit.PROPOSER,
            Droit.MODIFIER_SIENNES,
            Droit.COMMENTER,
            Droit.AMENDER,
            Droit.DONNER_AVIS,
            Droit.SOUTENIR,
            Droit.REPARTIR,
        }
    ),
    Role.ANIMATEUR: frozenset(
        {
            Droit.LIRE,
            Droit.PROPOSER,
            Droit.IMPORTER,
            Droit.MODIFIER_SIENNES,
            Droit.MODIFIER_TOUTES,
            Droit.FUSIONNER,
            Droit.COMMENTER,
            Droit.MODERER,
            Droit.AMENDER,
            Droit.LIRE_JOURNAL,
            Droit.PREPARER_PUBLICATION,
        }
    ),
    Role.ADMINISTRATEUR: frozenset(
        {
            Droit.LIRE,
            Droit.PROPOSER,
            Droit.IMPORTER,
            Droit.MODIFIER_SIENNES,
            Droit.MODIFIER_TOUTES,
            Droit.FUSIONNER,
            Droit.COMMENTER,
            Droit.MODERER,
            Droit.AMENDER,
            Droit.DECIDER,
            Droit.CONFIRMER_TOUS,
            Droit.CHANGER_PHASE,
            Droit.GERER_MEMBRES,
            Droit.SUIVRE_COURRIELS,
            Droit.LIRE_JOURNAL,
            Droit.PREPARER_PUBLICATION,
            Droit.PUBLIER,
        }
    ),
}

#: Always open: they do not belong to one phase.
_TOUJOURS = frozenset(
    {
        Droit.LIRE,
        Droit.COMMENTER,
        Droit.MODERER,
        Droit.CHANGER_PHASE,
        Droit.GERER_MEMBRES,
        Droit.SUIVRE_COURRIELS,
        Droit.LIRE_JOURNAL,
        Droit.PREPARER_PUBLICATION,
        Droit.MODIFIER_TOUTES,
    }
)

#: What each phase opens, to those whose role grants it.
DROITS_PAR_PHASE: dict[Phase, frozenset[Droit]] = {
    Phase.PREPARATION: _TOUJOURS
    | {Droit.IMPORTER, Droit.PROPOSER, Droit.MODIFIER_SIENNES, Droit.FUSIONNER},
    Phase.PARTAGE: _TOUJOURS
    | {
        Droit.IMPORTER,
        Droit.PROPOSER,
        Droit.MODIFIER_SIENNES,
        Droit.FUSIONNER,
        Droit.AMENDER,
        Droit.DONNER_AVIS,
        Droit.SOUTENIR,
    },
    Phase.AJUSTEMENT: _TOUJOURS
    | {
        Droit.IMPORTER,
        Droit.PROPOSER,
        Droit.MODIFIER_SIENNES,
        Droit.FUSIONNER,
        Droit.AMENDER,
        Droit.DONNER_AVIS,
        Droit.SOUTENIR,
        Droit.DECIDER,
    },
    Phase.SELECTION: _TOUJOURS
    | {Droit.FUSIONNER, Droit.DONNER_AVIS, Droit.SOUTENIR, Droit.REPARTIR, Droit.DECIDER},
    Phase.ENGAGEMENT: _TOUJOURS
    | {
        Droit.FUSIONNER,
        Droit.MODIFIER_SIENNES,
        Droit.AMENDER,
        Droit.DONNER_AVIS,
        Droit.SOUTENIR,
        Droit.DECIDER,
        Droit.S_ENGAGER,
        Droit.SIGNER,
        Droit.CONFIRMER_TOUS,
        Droit.PUBLIER,
    },
    Phase.PUBLIEE: _TOUJOURS | {Droit.S_ENGAGER, Droit.SIGNER, Droit.CONFIRMER_TOUS, Droit.PUBLIER},
}
