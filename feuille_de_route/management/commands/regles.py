"""Print docs/regles.md from the tables of rights, so that a product owner can read them."""

from django.core.management.base import BaseCommand

from seances.droits import DROITS_PAR_ETAPE
from seances.models import Etape
from territoires.droits import DROITS_PAR_PHASE, DROITS_PAR_ROLE, Droit, Phase, Role

HEADING = """# Qui peut quoi, et quand

Imprimé depuis `territoires/droits.py` et `seances/droits.py` par `manage.py regles > docs/regles.md` ; un test échoue quand cette page n’est plus à jour. Un droit vaut si le rôle l’accorde **et** si la phase l’ouvre. Les règles de chaque objet (« seul le porteur… ») s’ajoutent ; elles sont dans les `rules` de chaque application. En séance, une personne entrée avec le code peut ce que l’étape en cours ouvre, et rien d’autre.
"""


def _table(title: str, columns: list[str], cells: dict[Droit, list[bool]]) -> list[str]:
    lines = [f"## {title}", "", f"| Droit | {' | '.join(columns)} |"]
    lines.append(f"| --- |{' :-: |' * len(columns)}")
    lines += [
        f"| {droit} | {' | '.join('oui' if yes else '' for yes in row)} |"
        for droit, row in cells.items()
    ]
    return [*lines, ""]


def page() -> str:
    """The whole page, in Markdown."""
    by_role = {droit: [droit in DROITS_PAR_ROLE[role] for role in Role] for droit in Droit}
    by_phase = {droit: [droit in DROITS_PAR_PHASE[phase] for phase in Phase] for droit in Droit}
    by_step = {
        droit: [droit in DROITS_PAR_ETAPE[kind] for kind in Etape.Kind]
        for droit in Droit
        if any(droit in droits for droits in DROITS_PAR_ETAPE.values())
    }
    return "\n".join(
        [
            HEADING,
            *_table("Par rôle", [role.label for role in Role], by_role),
            *_table("Par phase", [phase.label.lower() for phase in Phase], by_phase),
            *_table("Par étape de séance", [kind.label for kind in Etape.Kind], by_step),
        ]
    )


class Command(BaseCommand):
    help = "Imprime les tables de droits (docs/regles.md)."
    requires_system_checks = []

    def handle(self, *args, **options):
        self.stdout.write(page(), ending="")
