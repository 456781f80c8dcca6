"""The versions of an action: list them, read one, compare two, give one back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from actions.affichage import versions as affichage
from actions.models import Action, VersionAction
from actions.photos import Illisible
from actions.rules import redaction as rules
from actions.services.restauration import restaurer
from actions.versions import name_fields
from actions.views.redaction import action_or_404
from socle.pages import feuillet
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404

#: Versions on a page of the list.
PAGE = 30


@require_safe
def versions(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Every version, newest first."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    page = feuillet(request, action.versions.for_history(), PAGE)
    context = {
        "access": access,
        "action": action,
        "page": page,
        "lignes": affichage.lignes(action, page),
    }
    return render(request, "actions/versions.html", context)


@require_safe
def version(request: HttpRequest, slug: str, numero: str, number: int) -> HttpResponse:
    """One version as it was."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    context = _context(access, action, number)
    try:
        context["lecture"] = affichage.lecture(action, number)
    except (VersionAction.DoesNotExist, Illisible) as error:
        raise Http404("Cette version n’existe pas.") from error
    return render(request, "actions/version.html", context)


@require_safe
def comparer(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Two versions word for word; the last two unless the address says which."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    de, a = _asked(request, "de", max(action.version - 1, 1)), _asked(request, "a", action.version)
    context = _context(access, action, de) | {"de": de, "a": a}
    try:
        context["champs"] = affichage.comparaison(action, de, a)
    except (VersionAction.DoesNotExist, Illisible) as error:
        raise Http404("Cette version n’existe pas.") from error
    numbers = action.versions.values_list("number", flat=True)
    context["choix"] = [(number, f"version {number}") for number in numbers]
    return render(request, "actions/comparer_versions.html", context)


@require_POST
def retablir(request: HttpRequest, slug: str, numero: str, number: int) -> HttpResponse:
    """Give a version back, as a new one."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    refuse(rules.why_not_modifier(action, access))
    try:
        done = restaurer(action, by=access, number=number, seen=_posted_version(request))
    except (VersionAction.DoesNotExist, Illisible) as error:
        raise Http404("Cette version n’existe pas.") from error
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("actions:versions", slug, numero)
    messages.success(
        request, f"La version {number} est rétablie\u00a0: c’est une version nouvelle."
    )
    if done.lost:
        gone = name_fields(done.lost)
        messages.warning(request, f"Ce qui n’existe plus n’est pas revenu\u00a0: {gone}.")
    return redirect(done.change.action)


def _context(access: Access, action: Action, number: int) -> dict[str, object]:
    why_not = rules.why_not_restaurer(action, access, number=number, seen=action.version)
    return {
        "access": access,
        "action": action,
        "number": number,
        "number_text": str(number),
        "why_not_restaurer": why_not,
    }


def _asked(request: HttpRequest, name: str, default: int) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else default


def _posted_version(request: HttpRequest) -> int:
    seen = request.POST.get("vu", "")
    return int(seen) if seen.isdecimal() and len(seen) < 7 else 0
