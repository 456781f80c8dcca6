"""What surrounds every page: names, navigation, the demonstration's warning and personas."""

from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from comptes.models import User
from engagements.totaux import a_faire
from socle import francais
from socle.shell import Link, NavItem, Persona, Shell
from territoires.access import Access, get_access_or_404
from territoires.droits import Droit
from territoires.models import FeuilleDeRoute, Territoire

#: Seconds during which the list of personas is not read again.
PERSONAS_SECONDS = 60

#: Pages of members that no entry of the navigation leads to.
OUTSIDE = ("chercher", "exporter", "journal")


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor; built at first use, so that fragments pay nothing for it."""
    return {"shell": SimpleLazyObject(partial(build, request))}


def build(request: HttpRequest) -> Shell:
    """The surroundings of a page, from its address and its reader."""
    user = getattr(request, "user", None)
    known = bool(user and user.is_authenticated)
    access = _access(request) if known else None
    feuille = access.feuille if access else _feuille(request)
    return Shell(
        territoire=feuille.territoire.name if feuille else "",
        home_url=_home_url(feuille, access),
        nav=_nav(access, request.path) if access else getattr(request, "sommaire", ()),
        search_url=reverse("chercher", args=[feuille.slug]) if access else "",
        user_name=str(user) if known else "",
        user_initials=francais.initiales(str(user)) if known else "",
        account_url=reverse("comptes:compte") if known else "",
        login_url="" if known else reverse("account_login"),
        logout_url=reverse("account_logout") if known else "",
        avertissement=_avertissement(feuille),
        personas=_personas(user),
        boite_url=reverse("boite") if settings.BOITE_DEMO else "",
        footer_note=_footer_note(feuille),
        footer_links=_footer_links(feuille),
    )


def _slug(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return match.kwargs.get("slug", "") if match else ""


def _access(request: HttpRequest) -> Access | None:
    slug = _slug(request)
    try:
        return get_access_or_404(request.user, slug) if slug else None
    except Http404:
        return None


def _feuille(request: HttpRequest) -> FeuilleDeRoute | None:
    """The roadmap of a public page: its view leaves it on the request.

    Never found from the address: on a page that does not exist for a stranger, the name of the
    territory would tell that it does.
    """
    return getattr(request, "feuille", None)


def _home_url(feuille: FeuilleDeRoute | None, access: Access | None) -> str:
    if feuille is None:
        return reverse("accueil")
    return reverse("tableau" if access else "publication:publique", args=[feuille.slug])


def _nav(access: Access, path: str) -> tuple[NavItem, ...]:
    """Only what the role can use; the longest address that starts the path is the current one."""
    slug = [access.feuille.slug]
    entries = [
        ("Actions", reverse("tableau", args=slug), 0),
        ("Priorités", reverse("priorites", args=slug), 0),
        ("Séances", reverse("seances:liste", args=slug), 0),
        ("Organisations", reverse("organisations:annuaire", args=slug), 0),
    ]
    pledges = reverse("engagements:organisation", args=slug)
    if access.organisations:
        entries.append(("Mon organisation", pledges, a_faire(access)))
    elif path.startswith(pledges):  # read by somebody else: it belongs to an organisation
        path = entries[-1][1]
    if access.grants(Droit.PREPARER_PUBLICATION):
        entries.append(("Publication", reverse("publication:preparer", args=slug), 0))
        entries.append(("Réglages", reverse("territoires:reglages", args=slug), 0))
    public = reverse("publication:publique", args=slug)
    entries.append(("Feuille publique", public, 0))
    # Every address begins with that of the public page: these are not it.
    elsewhere = path.startswith(tuple(f"{public}{word}/" for word in OUTSIDE))
    current = max(
        (url for _, url, _ in entries if path.startswith(url) and not elsewhere),
        key=len,
        default="",
    )
    seances = entries[2][1]
    is_live = access.feuille.seances.opened().exists()
    return tuple(
        NavItem(label, url, url == current, count, live=is_live and url == seances)
        for label, url, count in entries
    )


def _avertissement(feuille: FeuilleDeRoute | None) -> str:
    """The territory's own warning; in demonstration, that of the demonstration on every page."""
    if feuille is not None:
        return feuille.territoire.avertissement
    if not settings.DEMO:
        return ""
    return cache.get_or_set(
        "avertissement",
        lambda: (
            Territoire.objects.exclude(avertissement="")
            .values_list("avertissement", flat=True)
            .first()
            or ""
        ),
        PERSONAS_SECONDS,
    )


def _personas(user: User | None) -> tuple[Persona, ...]:
    if not settings.DEMO:
        return ()
    rows = cache.get_or_set(
        "personas",
        lambda: list(User.objects.personas().values_list("pk", "name", "fonction")),
        PERSONAS_SECONDS,
    )
    return tuple(
        Persona(name, role, reverse("comptes:persona", args=[pk]), bool(user) and user.pk == pk)
        for pk, name, role in rows
    )


def _footer_note(feuille: FeuilleDeRoute | None) -> str:
    if feuille is None:
        return "Feuille de route, l’outil des Territoires d’industrie."
    return f"Territoire d’industrie {feuille.territoire}. {feuille.territoire.programme}."


def _footer_links(feuille: FeuilleDeRoute | None) -> tuple[Link, ...]:
    links = [
        Link("Accessibilité\u00a0: non conforme", reverse("accessibilite")),
        Link("Données personnelles", reverse("donnees_personnelles")),
    ]
    if feuille is not None:
        documents = reverse("publication:publique", args=[feuille.slug])
        links.append(Link("Données ouvertes", f"{documents}#documents"))
    return tuple(links)
