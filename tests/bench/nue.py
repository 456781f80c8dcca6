"""The yardstick: a bare Django view that lists rows of one query, behind the same middleware."""

from django.http import HttpResponse
from django.template import Context, Engine
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


urlpatterns = [
    path("nue/<int:pk>/<int:limit>/", liste),
    path("", include("feuille_de_route.urls")),
]
