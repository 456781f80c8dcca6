"""The words every edition explains in its annex, in alphabetical order."""

from publication.contenu import Definition

GLOSSAIRE = (
    Definition(
        terme="Action",
        definition="Unité de la feuille de route. Elle garde son numéro toute sa vie.",
    ),
    Definition(
        terme="Copilote",
        definition="Organisation, souvent une entreprise, qui conduit l’action avec le porteur.",
    ),
    Definition(
        terme="Engagement",
        definition=(
            "Ce qu’une organisation déclare apporter à une action, de son plein gré. "
            "Ce n’est pas un contrat."
        ),
    ),
    Definition(
        terme="EPCI",
        definition=(
            "Établissement public de coopération intercommunale : il réunit des communes, "
            "par exemple une communauté de communes."
        ),
    ),
    Definition(
        terme="Fermeté",
        definition=(
            "Force d’un engagement : ferme, conditionnel (il dépend d’une condition écrite) "
            "ou intention."
        ),
    ),
    Definition(
        terme="Fiche-projet, fiche-action",
        definition=(
            "Une fiche-projet devient fiche-action quand l’action est portée, décrite, financée, "
            "évaluée et prête à démarrer."
        ),
    ),
    Definition(terme="Jalon", definition="Étape datée d’une action."),
    Definition(
        terme="Plan de financement",
        definition=(
            "Liste des financeurs d’une action et de leurs montants : acquis, sollicités "
            "ou à confirmer."
        ),
    ),
    Definition(terme="Porteur", definition="Organisation qui conduit l’action et qui en répond."),
    Definition(
        terme="Territoire d’industrie",
        definition=(
            "Territoire labellisé par l’État et les Régions, dans lequel élus et industriels "
            "conduisent ensemble une feuille de route."
        ),
    ),
)
