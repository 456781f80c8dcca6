"""The yardstick: a bare Django view that lists rows of one query, behind the same middleware."""

from django.http import HttpResponse
from django.template import Context, Engine, Template
from django.urls import include, path

from actions.models import Action

TEMPLATE = Engine().from_string(
    "<!doctype html><title>Actions</title><ul>"
    "{% for action in actions %}<li><a href='{{ action.numero }}/'>{{ action.numero }} "
    "{{ action.title }}</a> {{ action.porteur.name }} {{ action.get_state_display }} "
    "{{ action.summary }} {{ action.budget }}</li>{% endfor %}</ul>"
)


def liste(request, pk: int, limit: int) -> HttpResponse:
    actions = Action.objects.filter(feuille=pk).select_related("porteur")[:limit]
    return HttpResponse(TEMPLATE.render(Context({"actions": actions})))


#: HTML that `page` serves as it is, from a template that holds nothing else.
PAGES: dict[int, Template] = {}


def page(request, pk: int) -> HttpResponse:
    """The bytes of a public page, as a static template of them would be served."""
    return HttpResponse(PAGES[pk].render(Context()))


urlpatterns = [
    path("nue/page/<int:pk>/", page),
    path("nue/<int:pk>/<int:limit>/", liste),
    path("", include("feuille_de_route.urls")),
]
