"""What supporting, placing points and deciding receive."""

from typing import Any

from django import forms

from actions.forms.fields import TextField
from actions.models import Action
from actions.rules.priorites import DECISIONS, DECISIONS_WITH_REASON
from organisations.models import Organisation
from socle.components.fields import Option
from socle.forms import RadioCards

State = Action.State

#: Each decision as a card: the verb, and what follows from it.
DECISION_CARDS = {
    State.RETENUE: ("Retenir", Option("coche", "Elle entre dans la feuille de route.")),
    State.A_RETRAVAILLER: (
        "À retravailler",
        Option("relancer", "Elle revient à ses auteurs, qui la complètent."),
    ),
    State.ECARTEE: ("Écarter", Option("moins", "Elle quitte la feuille de route.")),
    State.REPORTEE: ("Reporter", Option("sablier", "Elle attend une prochaine période.")),
}


class SoutienForm(forms.Form):
    """The wanted state, so that a form sent twice changes nothing the second time."""

    soutenir = forms.ChoiceField(choices=[("1", "soutenir"), ("0", "retirer le soutien")])
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        required=False,
        label="Au nom de",
        empty_label="Choisissez l’organisation",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.represented_by(user)


class PlacementForm(forms.Form):
    """The points wanted on one action, by its number: an absolute value, not a step."""

    action = forms.CharField(max_length=12)
    points = forms.IntegerField(min_value=0, max_value=100)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="Votre décision",
        choices=[(state.value, DECISION_CARDS[state][0]) for state in DECISIONS],
        widget=RadioCards({state.value: DECISION_CARDS[state][1] for state in DECISIONS}),
        error_messages={
            "required": "Choisissez une décision.",
            "invalid_choice": "Choisissez une décision parmi les quatre proposées.",
        },
    )
    reason = TextField(
        label="Motif",
        limit=2000,
        noun="le motif",
        rows=5,
        required=False,
        help_text="À écrire pour renvoyer, écarter ou reporter. Toutes les personnes qui lisent "
        "la version de travail le verront.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        reason = data.get("reason", "refused")
        if data.get("decision") in DECISIONS_WITH_REASON and not reason.strip():
            self.add_error("reason", "Écrivez le motif de cette décision.")
        return data


def decision_of(action: Action) -> dict[str, str]:
    """The decision already taken, to decide again from it; nothing before the first one."""
    if action.decided_at is None:
        return {}
    decision = State.RETENUE if action.state == State.ENGAGEE else action.state
    return {"decision": decision, "reason": action.decision_reason}
