"""What the export's page offers to one reader."""

from typing import NamedTuple

from django.urls import reverse

from feuille_de_route.journal.rules import why_not_lire_journal
from territoires.access import Access

#: Subject (word of the address) → its title, and what is in it.
SUBJECTS = {
    "actions": (
        "Actions",
        "Toutes les actions que vous pouvez lire, avec jalons, budgets, plan de financement, "
        "indicateurs et besoins. Le fichier corrigé revient par «\u00a0Importer une liste\u00a0».",
    ),
    "engagements": (
        "Engagements",
        "Qui s’engage à quoi. Un montant ou un nom masqué le reste.",
    ),
    "votes": (
        "Votes par collège",
        "Les résultats publiés, en ligne et en séance.",
    ),
    "historique": (
        "Historique",
        "Chaque version de chaque action\u00a0: qui, quand, quels champs.",
    ),
}
TEAM = " Avec le journal, sur une seconde feuille."


class Fichier(NamedTuple):
    """One link: « XLSX », said « Actions, classeur XLSX »."""

    libelle: str
    precision: str
    url: str


class Sujet(NamedTuple):
    """One subject and its files."""

    code: str
    titre: str
    texte: str
    fichiers: list[Fichier]


def sujets(access: Access) -> list[Sujet]:
    """What this reader may take out."""
    return [_sujet(code, access) for code in SUBJECTS]


def _sujet(code: str, access: Access) -> Sujet:
    titre, texte = SUBJECTS[code]
    if code == "historique" and why_not_lire_journal(access) is None:
        texte += TEAM

    def url(form: str) -> str:
        return reverse("exporter_fichier", args=[access.feuille.slug, code, form])

    named = titre.lower()
    fichiers = [
        Fichier("Classeur XLSX", named, url("xlsx")),
        Fichier("CSV pour Excel", named, url("csv")),
        Fichier("CSV UTF-8", named, f"{url('csv')}?bom=0"),
        Fichier("JSON", named, url("json")),
    ]
    return Sujet(code, titre, texte, fichiers)
