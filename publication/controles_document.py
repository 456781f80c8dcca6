"""Checks on what surrounds the actions: texts, signatories, visas; and on signs no font draws."""

from dataclasses import replace

from publication.contenu import ActionContenu, Contenu
from publication.controle import Controle, Lieu, Statut, sur_les_actions
from publication.reste import ActionNommee
from socle.francais import accord, en_lettres, liste, pluriel
from socle.pdf.typography import unprintable_signs


def textes(contenu: Contenu) -> Controle:
    chapters = (
        ("le préambule", contenu.textes.preambule, "id_preamble"),
        ("le diagnostic", contenu.textes.diagnostic, "id_diagnosis"),
        ("l’ambition", contenu.textes.ambition, "id_ambition"),
        ("la gouvernance", contenu.textes.gouvernance, "id_governance"),
        ("le suivi et l’évaluation", contenu.textes.suivi, "id_follow_up"),
        ("la durée et la révision", contenu.textes.duree, "id_duration"),
        ("la méthode", contenu.textes.methode, "id_method"),
    )
    missing = [(name, anchor) for name, text, anchor in chapters if not text.strip()]
    if not missing:
        return Controle("textes", Statut.REUSSI, "Les sept textes de la feuille sont écrits")
    return Controle(
        "textes",
        Statut.ATTENTION,
        accord(len(missing), "Un texte manque", "Des textes manquent"),
        f"Pas encore écrits : {liste(name for name, _ in missing)}. L’édition paraîtra sans {accord(len(missing), 'ce chapitre', 'ces chapitres')}.",
        remede="Écrire",
        lieu=Lieu.TEXTES,
        ancre=missing[0][1],
    )


def signataires(contenu: Contenu) -> Controle:
    unnamed = [s for s in contenu.signataires if not (s.nom and s.fonction)]
    if contenu.signataires and not unnamed:
        return Controle("signataires", Statut.REUSSI, "Chaque signataire a un nom et une fonction")
    rank = contenu.signataires.index(unnamed[0]) if unnamed else 0
    n = len(unnamed)
    return Controle(
        "signataires",
        Statut.ATTENTION,
        f"{en_lettres(n).capitalize()} {accord(n, 'signataire n’est', 'signataires ne sont')} pas nommé{'s' if n > 1 else ''}"
        if n
        else "Aucun signataire n’est choisi",
        "Leur bloc paraîtra avec le nom de l’organisation seul, à compléter à la main."
        if n
        else "Le chapitre des signatures nommera les intercommunalités seules.",
        remede="Nommer",
        lieu=Lieu.SIGNATAIRES,
        ancre=f"id_signataires-{rank}-nom",
    )


def visas(contenu: Contenu) -> Controle:
    n = len(contenu.visas)
    if n:
        words = pluriel(n, "délibération est citée", "délibérations sont citées")
        return Controle("visas", Statut.REUSSI, words)
    return Controle(
        "visas",
        Statut.ATTENTION,
        "Aucune délibération n’est citée",
        "L’édition ne dira pas quelles assemblées l’ont approuvée.",
        remede="Citer",
        lieu=Lieu.SIGNATAIRES,
        ancre="id_visas-0-organisation",
    )


#: Texts of an action that its page prints → field of its form.
LUS = {
    "intitule": "id_title",
    "resume": "id_summary",
    "constat": "id_finding",
    "description": "id_description",
    "objectifs": "id_aims",
    "moyens": "id_means",
}


def signes(contenu: Contenu) -> Controle:
    """Signs no font of the PDF can draw."""
    found = [(a, name) for a in contenu.actions if (name := _undrawn(a))]
    signs = "".join(
        dict.fromkeys(s for a, name in found for s in unprintable_signs(getattr(a, name)))
    )
    check = sur_les_actions(
        "signes",
        tuple(ActionNommee(a.numero, a.objectif, a.intitule) for a, _ in found),
        statut=Statut.ATTENTION,
        singulier="a des signes que le PDF ne sait pas dessiner",
        pluriels="ont des signes que le PDF ne sait pas dessiner",
        texte=f"Ils y paraîtront «\u00a0[?]\u00a0» : {' '.join(signs[:MOST_SIGNS])}",
        reussi="Le PDF sait dessiner tous les signes des fiches",
        remede="Corriger",
    )
    return replace(check, ancres=tuple(LUS[name] for _, name in found))


MOST_SIGNS = 12


def _undrawn(action: ActionContenu) -> str:
    """The first text of an action with such a sign, or nothing."""
    return next((name for name in LUS if unprintable_signs(getattr(action, name))), "")
