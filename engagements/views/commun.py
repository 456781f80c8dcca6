"""What the pages of a pledge share: load it, try a verb on it, draw the answer."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from engagements import rules
from engagements.models import Engagement
from organisations.models import Organisation
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404


def load(request: HttpRequest, slug: str, pk: int) -> tuple[Access, Engagement]:
    """A pledge this reader may know of; 404 otherwise."""
    access = get_access_or_404(request.user, slug)
    readable = Engagement.objects.readable_by(access).for_detail()
    return access, get_object_or_404(readable, pk=pk)


def load_own(request: HttpRequest, slug: str, pk: int) -> tuple[Access, Engagement]:
    """A pledge of one of the person's organisations; 403 for another's that he or she may read."""
    access, engagement = load(request, slug, pk)
    refuse(rules.why_not_owner(engagement, access))
    return access, engagement


def attempt(form: BaseForm, verb: Callable[..., Any], *args: Any, **details: Any) -> Any:
    """Call a service; its refusal joins the errors of the form, so that nothing typed is lost."""
    try:
        return verb(*args, **details)
    except Refus as refus:
        form.add_error(None, ValidationError(str(refus), code="refus"))
        return None


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    form = context.get("form")
    refused = form is not None and form.is_bound and form.has_error(NON_FIELD_ERRORS, "refus")
    return render(request, f"engagements/{template}.html", context, status=403 if refused else 200)


def chosen(request: HttpRequest, organisations: Iterable[Organisation]) -> Organisation:
    """The organisation of `?organisation=`, else the first; 404 for one the person may not use."""
    wanted = request.GET.get("organisation")
    for one in organisations:
        if wanted in (None, str(one.pk)):
            return one
    raise Http404
