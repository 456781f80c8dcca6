"""What a phone sends: the shape of each form of the room, and the French sentence when it is off."""

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms

from organisations.models import College, Organisation
from organisations.noms import plain
from seances.models import Seance
from seances.services.commun import milliseconds
from seances.services.vote import Tap
from socle.refus import Refus
from territoires.models import FeuilleDeRoute
from territoires.queries import in_directory

COLLEGES = [
    (College.ENTREPRISES, "d’une entreprise"),
    (College.COLLECTIVITES, "d’une collectivité"),
    (College.ETAT_OPERATEURS, "de l’État ou d’un opérateur"),
    (College.PARTENAIRES, "d’un partenaire"),
]
UNREADABLE = "Cette réponse n’a pas pu être lue. Rechargez la page, puis recommencez."
UNSAID_COLLEGE = "Dites à quel titre vous participez."
TOO_LONG = (
    "Raccourcissez ce texte\u00a0: %(limit_value)d caractères au plus, il en a %(show_value)d."
)


class CodeForm(forms.Form):
    """The code of the room, as it is said."""

    code = forms.CharField(
        label="Code affiché à l’écran",
        help_text="Un mot et deux chiffres, par exemple «\u00a0roseau 47\u00a0».",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Écrivez le code affiché à l’écran\u00a0: un mot, puis deux chiffres."},
    )  # fmt: skip


class RejoindreForm(CodeForm):
    """Who comes in. `seance`: that of the code, when it is already known."""

    first_name = forms.CharField(
        label="Votre prénom",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": "Donnez votre prénom."},
    )
    organisation = forms.CharField(
        label="Votre organisation",
        help_text="Quelques lettres suffisent, puis choisissez-la dans la liste.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "organisations"}),
    )
    table = forms.ModelChoiceField(
        label="Votre table",
        queryset=None,
        required=False,
        empty_label="Aucune pour l’instant",
        error_messages={"invalid_choice": "Choisissez une table de cette séance."},
    )
    college = forms.ChoiceField(
        label="Vous participez au titre",
        help_text="Nous le savons déjà si votre organisation est dans la liste.",
        choices=COLLEGES,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": UNSAID_COLLEGE},
    )

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        directory = in_directory(seance.feuille.territoire_id).select_related("merged_into")
        self.directory = {plain(one.name): one.merged_into or one for one in directory}
        tables = seance.tables.all()
        if tables:
            self.fields["table"].queryset = tables
        else:
            del self.fields["table"]

    def clean(self) -> dict[str, Any]:
        """Adds `known`: the organisation of the directory, whatever its accents, case and signs.

        A name borne before a merge finds the organisation that was kept. Its college is then known too; without one, it must be said.
        """
        data = super().clean() or {}
        known = self.directory.get(plain(data.get("organisation", "")))
        if known is None and not data.get("college") and "college" not in self.errors:
            self.add_error("college", UNSAID_COLLEGE)
        return data | {"known": known}

    @property
    def known(self) -> list[Organisation]:
        """The organisations a person may choose, by name."""
        return sorted(set(self.directory.values()), key=lambda one: one.name)


class RetrouverForm(CodeForm):
    """Coming back, on another phone for instance."""

    recovery = forms.CharField(
        label="Votre code personnel",
        help_text="Deux mots et trois chiffres, affichés quand vous êtes entré.",
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Écrivez votre code personnel\u00a0: deux mots, puis trois chiffres."},
    )  # fmt: skip


class KeyForm(forms.Form):
    """A form received once however often it is sent."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class CommentaireForm(KeyForm):
    text = forms.CharField(
        label="Votre commentaire",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez votre commentaire.", "max_length": TOO_LONG},
    )


class AmendementForm(KeyForm):
    """Another text for one field of an action; it starts from the present one."""

    text = forms.CharField(
        label="Texte que vous proposez",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Écrivez le texte que vous proposez.", "max_length": TOO_LONG},
    )
    reason = forms.CharField(
        label="Pourquoi ce changement",
        help_text="Une phrase pour convaincre la salle.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )


class PropositionForm(KeyForm):
    """A new action, in its first words."""

    objectif = forms.ChoiceField(
        label="Pour quel objectif",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez un objectif."),
    )
    title = forms.CharField(
        label="Titre de l’action",
        help_text="Un verbe, un objet concret, un nombre si possible.",
        max_length=300,
        error_messages={"required": "Donnez un titre à l’action.", "max_length": TOO_LONG},
    )
    summary = forms.CharField(
        label="En quelques phrases",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [(objectif.code, objectif.short_title) for objectif in feuille.objectifs.all()]
        self.fields["objectif"].choices = pairs


class QuestionForm(KeyForm):
    """A question to who runs the séance."""

    text = forms.CharField(
        label="Votre question",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez votre question.", "max_length": TOO_LONG},
    )
    numero = forms.ChoiceField(
        label="À propos d’une action",
        required=False,
        error_messages={"invalid_choice": "Choisissez une action de la séance, ou aucune."},
    )
    is_anonymous = forms.BooleanField(
        label="Anonyme pour la salle",
        help_text="Ni l’écran ni le compte rendu ne diront qui la pose. L’animatrice le voit.",
        required=False,
    )

    def __init__(self, *args: Any, actions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [(numero, f"{numero} {title}") for numero, title in actions]
        self.fields["numero"].choices = [("", "Aucune en particulier"), *pairs]


class ConfirmationForm(KeyForm):
    """The last step of a pledge: where to write for its confirmation."""

    confirm_email = forms.EmailField(
        label="Adresse où confirmer",
        help_text="Après la séance, nous vous écrirons une fois, pour que votre organisation confirme.",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Écrivez une adresse complète, par exemple prenom@entreprise.fr."},
    )  # fmt: skip


# Vote --------------------------------------------------------------------------------------------


def tap_of(posted: Mapping[str, Any], now: datetime) -> Tap:
    """What a phone votes: one action from a plain form, or several at once from the queue.

    `seq` is the instant of the tap (ms), by the clock of the server as the phone knows it; never
    later than now, so that a clock that is ahead does not silence the next taps. Raises Refus.
    """
    try:
        values = json.loads(posted["bulletin"]) if "bulletin" in posted else _plain(posted)
        given = {int(action): value for action, value in values.items()}
        seq = _seq(posted, now)
        cast_at = datetime.fromtimestamp(seq / 1000, UTC) if seq is not None else None
    except (KeyError, ValueError, AttributeError, OverflowError, OSError, TypeError) as error:
        raise Refus(UNREADABLE) from error
    return Tap(given, seq=seq, cast_at=cast_at)


def mark_of(posted: Mapping[str, Any], now: datetime) -> int | None:
    """The number of a tap outside a vote (`seq`), as that of a vote; None when there is none.

    Raises Refus.
    """
    try:
        return _seq(posted, now)
    except ValueError as error:
        raise Refus(UNREADABLE) from error


def _seq(posted: Mapping[str, Any], now: datetime) -> int | None:
    """Milliseconds, never later than now. Raises ValueError."""
    return min(int(posted["seq"]), milliseconds(now)) if posted.get("seq") else None


def _plain(posted: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of one action: points, a mention, or the marks of several scales."""
    if "points" in posted:
        return {posted["action"]: int(posted["points"])}
    if "mention" in posted:
        return {posted["action"]: posted["mention"]}
    marks = {
        name.removeprefix("note-"): int(value)
        for name, value in posted.items()
        if name.startswith("note-")
    }
    return {posted["action"]: marks or None}
