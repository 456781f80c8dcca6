"""What stands between the working version and an edition: checks over the content, no query.

A blocker forbids publication; a warning leaves the choice. One check is one line on the page,
whatever the number of actions it concerns, with one remedy.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from publication.ancres import de_la_fiche
from publication.contenu import ActionContenu, Contenu
from publication.controle import Controle, Lieu, Statut, sur_les_actions
from publication.controles_document import signataires, signes, textes, visas
from publication.reste import ActionNommee, Reste
from socle.francais import accord, en_lettres, pluriel

__all__ = ["Controle", "Lieu", "Statut", "bloquants", "controles"]


def controles(contenu: Contenu, reste: Reste) -> tuple[Controle, ...]:
    """Every check, always the same number and in the same order."""
    checks = (
        _not_empty(contenu),
        _porteurs(contenu),
        _resumes(contenu),
        *(_voyant(contenu, *words) for words in VOYANTS),
        _jalons(contenu),
        _sommes(contenu),
        _engagements(contenu),
        _declares(reste),
        _devinables(contenu),
        _plans(contenu),
        _amendements(reste),
        _indecises(reste),
        _restreintes(reste),
        textes(contenu),
        signataires(contenu),
        visas(contenu),
        signes(contenu),
    )
    actions = {action.numero: action for action in contenu.actions}
    return tuple(_anchored(check, actions) for check in checks)


def _anchored(check: Controle, actions: dict[str, ActionContenu]) -> Controle:
    """The check with the field of each action it sends to."""
    if check.lieu is not Lieu.MODIFIER or not check.actions or check.ancres:
        return check
    return replace(
        check, ancres=tuple(de_la_fiche(actions[a.numero], check.cle) for a in check.actions)
    )


def bloquants(checks: Iterable[Controle]) -> tuple[Controle, ...]:
    return tuple(c for c in checks if c.statut is Statut.BLOQUANT)


def _actions_where(
    contenu: Contenu, faulty: Callable[[ActionContenu], bool]
) -> tuple[ActionNommee, ...]:
    return tuple(
        ActionNommee(a.numero, a.objectif, a.intitule) for a in contenu.actions if faulty(a)
    )


def _not_empty(contenu: Contenu) -> Controle:
    n = len(contenu.actions)
    if n:
        words = pluriel(n, "action retenue", "actions retenues")
        return Controle("vide", Statut.REUSSI, f"La feuille de route compte {words}")
    return Controle(
        "vide",
        Statut.BLOQUANT,
        "Aucune action n’est retenue",
        "Une édition présente les actions retenues ou engagées. Retenez-en au moins une.",
        remede="Décider",
        lieu=Lieu.PRIORITES,
    )


def _porteurs(contenu: Contenu) -> Controle:
    return sur_les_actions(
        "porteur",
        _actions_where(contenu, lambda a: not a.porteur),
        statut=Statut.BLOQUANT,
        singulier="n’a pas de porteur",
        pluriels="n’ont pas de porteur",
        texte="Sans porteur, une action ne peut pas être publiée.",
        reussi="Chaque action a un porteur",
        remede="Désigner",
    )


def _resumes(contenu: Contenu) -> Controle:
    return sur_les_actions(
        "resume",
        _actions_where(contenu, lambda a: not (a.intitule.strip() and a.resume.strip())),
        statut=Statut.BLOQUANT,
        singulier="n’a pas de résumé",
        pluriels="n’ont pas de résumé",
        texte="Le public lit d’abord le résumé : une ou deux phrases suffisent.",
        reussi="Chaque action a un titre, un résumé et un objectif",
        remede="Écrire",
    )


#: Light, then its words: verb for one action, for several, what the public will see, passed.
VOYANTS = (
    (
        "decrite",
        "n’est pas entièrement décrite",
        "ne sont pas entièrement décrites",
        "La fiche paraîtra sans description, ou sans résultats attendus.",
        "Chaque action est décrite, avec ses résultats attendus",
    ),
    (
        "financee",
        "n’a pas de plan de financement égal à son budget",
        "n’ont pas de plan de financement égal à leur budget",
        "Le public verra l’écart, sous le nom « à trouver ».",
        "Chaque plan de financement est égal au budget de son action",
    ),
    (
        "evaluee",
        "n’a pas d’indicateur avec sa cible",
        "n’ont pas d’indicateur avec leur cible",
        "Sans cible, le suivi ne pourra pas dire si l’action réussit.",
        "Chaque action a un indicateur et sa cible",
    ),
)


def _voyant(contenu: Contenu, cle: str, one: str, several: str, text: str, passed: str) -> Controle:
    def is_off(action: ActionContenu) -> bool:
        # A missing summary is a blocker of its own: it is not told twice.
        told = cle == "decrite" and not action.resume.strip()
        return not told and any(v.cle == cle and not v.allume for v in action.voyants)

    return sur_les_actions(
        cle,
        _actions_where(contenu, is_off),
        statut=Statut.ATTENTION,
        singulier=one,
        pluriels=several,
        texte=text,
        reussi=passed,
    )


def _jalons(contenu: Contenu) -> Controle:
    """The light « prête »: a start and a dated milestone."""

    def undated(action: ActionContenu) -> bool:
        return not action.debut or not any(jalon.echeance for jalon in action.jalons)

    return sur_les_actions(
        "prete",
        _actions_where(contenu, undated),
        statut=Statut.ATTENTION,
        singulier="n’a pas de mois de début ou de jalon daté",
        pluriels="n’ont pas de mois de début ou de jalon daté",
        texte="Une action sans date ne paraît pas dans le calendrier.",
        reussi="Chaque action a un mois de début et un jalon daté",
        remede="Dater",
    )


def _sommes(contenu: Contenu) -> Controle:
    def differs(action: ActionContenu) -> bool:
        yearly = sum((line.montant for line in action.budget_par_annee), Decimal(0))
        return bool(action.budget_par_annee) and yearly != action.budget

    return sur_les_actions(
        "sommes",
        _actions_where(contenu, differs),
        statut=Statut.ATTENTION,
        singulier="a un budget par année différent de son budget total",
        pluriels="ont un budget par année différent de leur budget total",
        texte="Les deux montants paraissent dans la fiche : le public verra qu’ils ne concordent pas.",
        reussi="Les montants par année et les budgets concordent",
        remede="Corriger",
    )


def _engagements(contenu: Contenu) -> Controle:
    n = len(contenu.engagements)
    if n:
        words = pluriel(n, "engagement paraîtra", "engagements paraîtront")
        return Controle("engagements", Statut.REUSSI, f"{words} dans l’édition")
    return Controle(
        "engagements",
        Statut.ATTENTION,
        "Aucun engagement ne paraîtra",
        "La page dira qu’aucune organisation ne s’est encore engagée.",
        remede="Voir les actions",
    )


def _declares(reste: Reste) -> Controle:
    n = reste.declares
    if not n:
        return Controle("declares", Statut.REUSSI, "Aucun engagement n’attend sa confirmation")
    words = accord(n, "engagement n’est pas confirmé", "engagements ne sont pas confirmés")
    return Controle(
        "declares",
        Statut.ATTENTION,
        f"{en_lettres(n).capitalize()} {words}",
        f"{accord(n, 'Il paraîtra', 'Ils paraîtront')} avec la mention « déclaré ».",
        reste.a_confirmer,
        "Voir",
        Lieu.ENGAGEMENTS,
    )


def _devinables(contenu: Contenu) -> Controle:
    """What the audit of the sums keeps back: `publication.audit`."""
    kept = {somme.nature.cle for somme in contenu.anonymes if somme.quantite is None}
    kinds = kept | {e.nature.cle for e in contenu.engagements if e.montant_retenu}
    concerned = {
        e.action
        for e in contenu.engagements
        if e.montant_retenu or (e.anonyme and e.nature.cle in kinds)
    }
    return sur_les_actions(
        "devinables",
        _actions_where(contenu, lambda a: bool(kinds) and a.numero in concerned),
        statut=Statut.ATTENTION,
        singulier="a un montant qui ne paraîtra dans aucun total",
        pluriels="ont des montants qui ne paraîtront dans aucun total",
        texte="Avec les éditions précédentes, un montant pourrait se deviner. L’édition le dira.",
        reussi="Aucun montant caché ne peut se deviner",
        remede="Voir",
        lieu=Lieu.ENGAGEMENTS,
    )


def _plans(contenu: Contenu) -> Controle:
    """A financing line tells what its organisation hides of its pledge."""
    hidden = {
        (e.action, e.organisation)
        for e in contenu.engagements
        if e.montant_masque and e.unite == "EUR"
    }
    return sur_les_actions(
        "plans",
        _actions_where(
            contenu, lambda a: any((a.numero, f.organisation) in hidden for f in a.financements)
        ),
        statut=Statut.ATTENTION,
        singulier="montre dans son plan un montant que l’organisation masque",
        pluriels="montrent dans leur plan un montant que l’organisation masque",
        texte="L’organisation a choisi « montant masqué » pour son engagement : demandez-lui "
        "si la ligne du plan peut paraître.",
        reussi="Aucun plan de financement ne montre un montant masqué",
        remede="Voir",
    )


def _amendements(reste: Reste) -> Controle:
    n = reste.amendements
    if not n:
        return Controle("amendements", Statut.REUSSI, "Aucun amendement n’attend d’arbitrage")
    words = accord(n, "amendement attend un arbitrage", "amendements attendent un arbitrage")
    return Controle(
        "amendements",
        Statut.ATTENTION,
        f"{en_lettres(n).capitalize()} {words}",
        "L’édition présentera le texte d’aujourd’hui, sans ces propositions.",
        reste.a_arbitrer,
        "Arbitrer",
        Lieu.AMENDEMENTS,
    )


def _indecises(reste: Reste) -> Controle:
    actions = reste.indecises
    several = len(actions) > 1
    return sur_les_actions(
        "indecises",
        actions,
        statut=Statut.ATTENTION,
        singulier="attend une décision",
        pluriels="attendent une décision",
        texte=f"{'Elles ne paraîtront' if several else 'Elle ne paraîtra'} pas dans cette édition.",
        reussi="Toutes les actions sont décidées",
        remede="Décider",
        lieu=Lieu.DECIDER,
    )


def _restreintes(reste: Reste) -> Controle:
    actions = reste.restreintes
    several = len(actions) > 1
    return sur_les_actions(
        "restreintes",
        actions,
        statut=Statut.ATTENTION,
        singulier="est retenue, mais en accès restreint",
        pluriels="sont retenues, mais en accès restreint",
        texte=f"{'Elles ne seront pas publiées' if several else 'Elle ne sera pas publiée'}.",
        reussi="Aucune action retenue n’est en accès restreint",
        remede="Voir",
        lieu=Lieu.FICHE,
    )
