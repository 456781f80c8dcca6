"""What tests of merges read and build."""

from typing import Any

from actions.models import Action, Gommettes, Soutien
from actions.versions import values_of
from feuille_de_route.fusion_actions import fusionner
from seances.models import Scrutin
from territoires.access import Access, get_access
from territoires.models import FeuilleDeRoute

#: What hangs on an action, and the columns that say what it is.
HANGING = {
    "soutiens": ("pk", "user", "organisation", "created_at"),
    "abonnements": ("pk", "user", "follows", "updated_at"),
    "gommettes": ("pk", "user", "college", "points", "updated_at"),
    "commentaires": ("pk", "author", "text", "answers", "created_at"),
    "amendements": ("pk", "field", "text", "base", "base_version", "state"),
    "engagements": ("pk", "organisation", "besoin", "state", "version", "text", "updated_at"),
    "resultats": ("pk", "points"),
    "brouillons": ("pk", "user", "data"),
    "fusionnees": ("pk",),
    "jalons": ("pk", "position"),
    "besoins": ("pk", "position"),
    "financements": ("pk", "position"),
    "indicateurs": ("pk", "position"),
    "pieces": ("pk", "created_at"),
}


def photo(feuille: FeuilleDeRoute) -> dict[str, Any]:
    """Everything of the actions of a roadmap that a merge may touch, as plain values."""
    found: dict[str, Any] = {}
    for action in Action.objects.filter(feuille=feuille).for_fiche().order_by("pk"):
        found[action.numero] = values_of(action) | {
            "state": action.state,
            "fusionnee_dans": action.fusionnee_dans_id,
            "author": action.author_id,
            **{
                f"_{name}": list(getattr(action, name).order_by("pk").values_list(*columns))
                for name, columns in HANGING.items()
            },
        }
    found["votes"] = sorted(Scrutin.actions.through.objects.values_list("scrutin", "action"))
    return found


def l_administrateur(feuille: FeuilleDeRoute) -> Access:
    access = get_access(feuille.grants.get(permission__codename="administrer").user, feuille)
    assert access is not None
    return access


def vus(*actions: Action) -> dict[int, int]:
    """Key → version, as the page of a merge showed them."""
    return {one.pk: Action.objects.get(pk=one.pk).version for one in actions}


def reunir(target: Action, *sources: Action, by: Access, **options: Any):
    """Merge with the defaults, on what is written today."""
    options = {"choices": {}, "seen": vus(target, *sources)} | options
    return fusionner(target, sources, by=by, **options)


def soutient(action: Action, access: Access) -> Soutien:
    return Soutien.objects.create(action=action, user=access.user)


def place(action: Action, access: Access, points: int) -> Gommettes:
    return Gommettes.objects.create(
        action=action, user=access.user, points=points, college="entreprises"
    )
