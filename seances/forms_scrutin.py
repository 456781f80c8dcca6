"""What writing a vote receives: the question, its method and its settings, its actions."""

from typing import Any

from django import forms
from django.utils.text import slugify

from actions.models import Action
from seances.depouillement.criteres import MOST_CRITERIA, MOST_WEIGHT
from seances.depouillement.methodes import Methode
from seances.depouillement.points import MOST
from seances.models import Scrutin
from socle.components.fields import Option
from socle.forms import RadioCards
from territoires.models import FeuilleDeRoute

METHODES = {
    Methode.POINTS: Option("points", "Chacun place quelques gommettes. Rapide, pour choisir."),
    Methode.IMPACT_EFFORT: Option("cible", "Deux notes de 1 à 5. Pour situer les actions."),
    Methode.JUGEMENT: Option("vote", "Une mention par action. Pour dire l’adhésion."),
    Methode.CRITERES: Option("reglages", "Vos critères et leurs poids, notés de 0 à 5."),
}


class ScrutinForm(forms.Form):
    """One question: what is asked, by which method, on which actions."""

    title = forms.CharField(
        label="Intitulé", max_length=200, error_messages={"required": "Donnez un intitulé au vote."}
    )
    consigne = forms.CharField(label="Consigne à l’écran", max_length=300, required=False)
    method = forms.ChoiceField(
        label="Méthode",
        initial=Methode.POINTS.value,
        choices=[(methode.value, methode.label.capitalize()) for methode in Methode],
        widget=RadioCards({methode.value: option for methode, option in METHODES.items()}),
        error_messages={"required": "Choisissez une méthode."},
    )
    points = forms.IntegerField(
        label="Gommettes par personne", initial=5, min_value=1, max_value=MOST, required=False
    )
    per_action = forms.IntegerField(
        label="Au plus sur une action", initial=3, min_value=1, max_value=MOST, required=False
    )
    own = forms.BooleanField(
        label="Aussi sur les actions de sa propre organisation", required=False
    )
    threshold = forms.IntegerField(
        label="Impact fort à partir de", initial=3, min_value=1, max_value=5, required=False
    )
    criteres = forms.CharField(
        label="Critères",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Un par ligne, {MOST_CRITERIA} au plus\u00a0; pour qu’un critère compte double, "
        f"finissez la ligne par «\u00a0× 2\u00a0» ({MOST_WEIGHT} au plus).",
    )
    objectif = forms.ModelChoiceField(
        label="Les actions d’un objectif",
        queryset=None,
        required=False,
        empty_label="Non, une liste",
        help_text="Celles qui sont ouvertes au moment où le vote s’ouvre.",
    )
    actions = forms.ModelMultipleChoiceField(
        label="Ou ces actions",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    top = forms.IntegerField(
        label="Premières actions",
        initial=5,
        min_value=1,
        max_value=50,
        help_text="Celles dont on regarde si elles tiennent.",
        error_messages={"required": "Donnez un nombre, par exemple 5."},
    )
    waits_for_paper = forms.BooleanField(
        label="Attendre les bulletins papier avant de dépouiller", required=False
    )

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objectif"].queryset = feuille.objectifs.all()
        actions: Any = feuille.actions.open().filter(is_restricted=False)
        self.fields["actions"].queryset = actions = actions.order_by("objectif__position", "rank")
        # Read once: a list of choices taken from a query asks it again for each box drawn.
        self.fields["actions"].choices = [(action.pk, _named(action)) for action in actions]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("objectif") and len(data.get("actions") or ()) < 2:
            self.add_error("objectif", "Choisissez un objectif, ou au moins deux actions.")
        return data

    def question(self) -> dict[str, Any]:
        """The arguments of `services.scrutin.preparer`. Raises ValueError on a wrong weight."""
        data = self.cleaned_data
        kept = ("title", "consigne", "method", "objectif", "top", "waits_for_paper")
        return {name: data[name] for name in kept} | {
            "actions": () if data["objectif"] else data["actions"],
            "parameters": self._parameters(data),
        }

    def _parameters(self, data: dict[str, Any]) -> dict[str, Any]:
        match Methode(data["method"]):
            case Methode.POINTS:
                given = {"points": data["points"], "per_action": data["per_action"]}
                return {k: v for k, v in given.items() if v} | {"own": data["own"]}
            case Methode.IMPACT_EFFORT:
                return {"threshold": data["threshold"]} if data["threshold"] else {}
            case Methode.CRITERES:
                lines = [line.strip() for line in data["criteres"].splitlines() if line.strip()]
                return {"criteres": [_critere(line) for line in lines]} if lines else {}
            case _:
                return {}


def _named(action: Action) -> str:
    return f"{action.numero} {action.title}"


def _critere(line: str) -> dict[str, Any]:
    """« Utile au territoire × 2 »."""
    label, cross, weight = line.rpartition("×")
    if not cross or not weight.strip().isdecimal():
        label, weight = line, "1"
    label = label.strip()
    return {"key": slugify(label)[:40] or "critere", "label": label, "weight": int(weight)}


def question_of(scrutin: Scrutin) -> dict[str, Any]:
    """A vote already written, as its form shows it."""
    parameters = scrutin.parameters
    lines = [
        c["label"] + (f" × {c['weight']}" if c["weight"] > 1 else "")
        for c in parameters.get("criteres", ())
    ]
    names = ("title", "consigne", "method", "objectif", "top", "waits_for_paper")
    return {
        **{name: getattr(scrutin, name) for name in names},
        **{k: v for k, v in parameters.items() if k != "criteres"},
        "criteres": "\n".join(lines),
        "actions": () if scrutin.objectif_id else scrutin.actions.all(),
    }
