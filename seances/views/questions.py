"""Questions from a phone to who runs the séance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from seances import poche
from seances.rules.questions import why_not_poser
from seances.saisie import QuestionForm
from seances.services import questions as services
from seances.views.salle import done, person_of, show
from socle.forms import attempt, status_of
from socle.http import form_methods, posted


@never_cache
@form_methods
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, about an action (`?action=`) or not; then what one asked, and what became of it."""
    participant = person_of(request, pk)
    seance = participant.seance
    known = poche.actions_in_room(seance)
    actions = {action.numero: action for _objectif, group in known for action in group}
    form = QuestionForm(
        posted(request),
        initial={"numero": request.GET.get("action", "")},
        actions=[(numero, action.title) for numero, action in actions.items()],
    )
    if form.is_valid():
        data = form.cleaned_data
        about = {"action": actions.get(data.pop("numero"))}
        if attempt(form, services.poser, participant, **data, **about):
            messages.success(request, "Votre question est envoyée à l’animatrice.")
            return done(request, "salle:questions", pk)
    lignes = poche.questions_of(seance, participant)
    context = {"form": form, "lignes": lignes, "why_not": why_not_poser(seance)}
    return show(request, participant, "questions", status=status_of(form), **context)
