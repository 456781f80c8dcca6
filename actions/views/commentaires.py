"""The conversation on an action: read it, say, answer, settle, take back, hide, follow."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, reswap, retarget

from actions.affichage.commentaires import conversation, fil, message_of, place_of, suivre_of
from actions.forms.commentaires import (
    CommentaireForm,
    MasquerForm,
    ModifierForm,
    ReponseForm,
    RetirerForm,
    focus_first,
)
from actions.forms.fields import read_post
from actions.models import Action, Commentaire
from actions.rules import commentaires as rules
from actions.services import commentaires as services
from actions.views.redaction import action_or_404
from socle.http import form_methods
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404


@dataclass(frozen=True, slots=True)
class Lieu:
    """One message, its action, and who came to it."""

    access: Access
    action: Action
    said: Commentaire

    @property
    def first(self) -> Commentaire:
        """The message its thread begins with."""
        return self.said.answers or self.said

    @property
    def url(self) -> str:
        """Where the message is read."""
        slug, numero = self.access.feuille.slug, self.action.numero
        return reverse("actions:commentaire", args=[slug, numero, self.said.pk])


@dataclass(frozen=True, slots=True)
class Page:
    """The words around a form on one message. `variante`: that of its button."""

    nom: str  # of the gesture: the focus comes back to its button
    titre: str
    bouton: str
    refus: str
    variante: str = "second"
    question: str = ""  # asked when there is nothing to type


def _lieu(request: HttpRequest, slug: str, numero: str, pk: int) -> Lieu:
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    said = get_object_or_404(action.commentaires.for_list().select_related("answers"), pk=pk)
    said.action = action
    return Lieu(access, action, said)


def _typed(request: HttpRequest) -> QueryDict | None:
    return read_post(request.POST) if request.method == "POST" else None


# Read --------------------------------------------------------------------------------------------


@require_safe
def commentaires(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """One page of the conversation, whole or questions without answer only."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    context = _context(
        access, action, number=request.GET.get("page"), only=request.GET.get("questions") == "1"
    )
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "actions/fils.html", context)
    return render(request, "actions/conversation.html", context)


@require_safe
def commentaire(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Where one message is read; as a fragment, its thread."""
    lieu = _lieu(request, slug, numero, pk)
    if request.htmx and not request.htmx.history_restore_request:
        return _fil(request, lieu)
    return redirect(place_of(lieu.said, lieu.action, lieu.access))


def _context(
    access: Access, action: Action, *, number: object = 1, only: bool = False
) -> dict[str, Any]:
    """What the section of the conversation reads; also built by the page of the fiche."""
    return {
        "access": access,
        "action": action,
        "conversation": conversation(action, access, number=number, questions_only=only),
        "commentaire_form": CommentaireForm(access=access),
        "why_not_commenter": rules.why_not_commenter(action, access),
    }


def _fil(request: HttpRequest, lieu: Lieu) -> HttpResponse:
    rows = lieu.action.commentaires.threads().with_replies()
    first = get_object_or_404(rows, pk=lieu.first.pk)
    context = {"access": lieu.access, "fil": fil(first, lieu.action, lieu.access)}
    return render(request, "actions/fil.html", context)


# Say ---------------------------------------------------------------------------------------------


@require_POST
def commenter(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Add a comment or a question; the answer is the conversation, or a page when it is refused."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    form = CommentaireForm(read_post(request.POST), access=access)
    status = _attempt(
        form,
        rules.why_not_commenter(action, access),
        lambda: services.commenter(
            action, by=access, question=form.cleaned_data["question"], **form.signed
        ),
    )
    if status == 200 and not request.htmx:
        return redirect(f"{action.get_absolute_url()}#commentaires")
    context = _context(access, action)
    if status != 200:
        # A refused text stays in its box, with the reason above.
        context |= {"commentaire_form": form, "form": form, "why_not_commenter": None}
        context["heading"] = "Votre commentaire n’est pas publié"
    page = "commentaires" if request.htmx else "commenter"
    return render(request, f"actions/{page}.html", context, status=status)


def _attempt(form: Form, why_not: str | None, act: Callable[[], object]) -> int:
    """Do it unless a rule or the form refuses; the reason is then on the form. 200, 403 or 422."""
    try:
        refuse(why_not)
        if not form.is_valid():
            return 422
        act()
    except Refus as refus:
        form.add_error(None, str(refus))
        return 403
    return 200


@form_methods
def repondre(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Answer a message."""
    lieu = _lieu(request, slug, numero, pk)
    form = ReponseForm(_typed(request), access=lieu.access, auto_id=_ids(lieu))
    page = Page(
        "repondre",
        f"Répondre à {lieu.said.author_name}",
        "Publier la réponse",
        "Votre réponse n’est pas publiée",
    )
    return _geste(
        request,
        lieu,
        page,
        form,
        rules.why_not_repondre(lieu.said, lieu.action, lieu.access),
        lambda: services.repondre(lieu.said, by=lieu.access, **form.signed),
    )


@form_methods
def modifier(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Change one's own words."""
    lieu = _lieu(request, slug, numero, pk)
    initial = {"text": lieu.said.text}
    form = ModifierForm(_typed(request), initial=initial, auto_id=_ids(lieu))
    page = Page(
        "modifier", "Modifier votre message", "Enregistrer", "Votre message n’est pas modifié"
    )
    answered = lieu.said.reponses.shown().exists()
    why_not = rules.why_not_modifier(lieu.said, lieu.action, lieu.access, answered=answered)
    return _geste(
        request,
        lieu,
        page,
        form,
        why_not,
        lambda: services.modifier(lieu.said, by=lieu.access, text=form.cleaned_data["text"]),
    )


@form_methods
def retirer(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Take one's own message back, once confirmed."""
    lieu = _lieu(request, slug, numero, pk)
    form = RetirerForm(_typed(request), auto_id=_ids(lieu))
    page = Page(
        "retirer",
        "Retirer votre message",
        "Retirer le message",
        "Votre message n’est pas retiré",
        "danger",
        "Son texte sera effacé. Les réponses qu’il a reçues restent.",
    )
    why_not = rules.why_not_retirer(lieu.said, lieu.access)
    act = partial(services.retirer, lieu.said, by=lieu.access)
    return _geste(request, lieu, page, form, why_not, act)


@form_methods
def masquer(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Hide a message, with its reason."""
    lieu = _lieu(request, slug, numero, pk)
    form = MasquerForm(_typed(request), auto_id=_ids(lieu))
    page = Page(
        "masquer",
        f"Masquer le message de {lieu.said.author_name}",
        "Masquer le message",
        "Le message n’est pas masqué",
        "danger",
    )
    return _geste(
        request,
        lieu,
        page,
        form,
        rules.why_not_masquer(lieu.said, lieu.access),
        lambda: services.masquer(lieu.said, by=lieu.access, reason=form.cleaned_data["reason"]),
    )


def _ids(lieu: Lieu) -> str:
    """Several forms are open on one page: each has its own identifiers."""
    return f"id_{lieu.said.pk}_%s"


def _geste(
    request: HttpRequest,
    lieu: Lieu,
    page: Page,
    form: Form,
    why_not: str | None,
    act: Callable[[], object],
) -> HttpResponse:
    """A form on one message: shown, then sent; inside its thread, or on a page of its own."""
    if request.method != "POST":
        refuse(why_not)
        return _form(request, lieu, page, form)
    status = _attempt(form, why_not, act)
    if status != 200:
        return _form(request, lieu, page, form, status=status)
    if request.htmx:
        return _fil(request, lieu)
    return redirect(place_of(lieu.said, lieu.action, lieu.access))


def _form(
    request: HttpRequest, lieu: Lieu, page: Page, form: Form, *, status: int = 200
) -> HttpResponse:
    inside = bool(request.htmx)
    context = {
        "access": lieu.access,
        "action": lieu.action,
        "message": message_of(lieu.said, lieu.action, lieu.access),
        "geste": page,
        "form": form,
        "heading": page.refus if status != 200 else "",
        "ici": lieu.url,
        "envoi": request.path if inside else "",
        "cible": f"#fil-{lieu.first.pk}" if inside else "",
        "bouton_id": f"{page.nom}-{lieu.said.pk}",
    }
    if not inside:
        return render(request, "actions/geste_commentaire.html", context, status=status)
    if status == 200:
        focus_first(form)
    fragment = "actions/geste_commentaire.html#formulaire"
    response = render(request, fragment, context, status=status)
    return reswap(retarget(response, f"#gestes-{lieu.said.pk}"), "innerHTML")


# One press ---------------------------------------------------------------------------------------


@require_POST
def retenir(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Say that this answer is enough."""
    return _press(request, _lieu(request, slug, numero, pk), services.retenir_reponse)


@require_POST
def rouvrir(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Say that no answer is enough yet."""
    return _press(request, _lieu(request, slug, numero, pk), services.rouvrir)


@require_POST
def demasquer(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Show a hidden message again."""
    return _press(request, _lieu(request, slug, numero, pk), services.demasquer)


def _press(request: HttpRequest, lieu: Lieu, verb: Callable[..., object]) -> HttpResponse:
    try:
        verb(lieu.said, by=lieu.access)
    except Refus as refus:
        if not request.htmx:
            raise
        messages.error(request, str(refus))
        return HttpResponseClientRefresh()
    if request.htmx:
        return _fil(request, lieu)
    return redirect(place_of(lieu.said, lieu.action, lieu.access))


@require_POST
def suivre(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Be told of what is new on an action, or no more, as `suivre` (1 or 0) says."""
    access = get_access_or_404(request.user, slug)
    action = get_object_or_404(access.feuille.actions.visible_to(access), numero=numero)
    services.suivre(action, by=access, follows=request.POST.get("suivre") == "1")
    if not request.htmx:
        return redirect(action)
    context = {"access": access, "action": action, "suivre": suivre_of(action, access)}
    return render(request, "actions/suivre.html", context)
