"""Form fields: label, help, error, field, in that order; and the summary of a refused form."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxInput, HiddenInput, Textarea
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect

from socle import francais
from socle.components.registry import component, one_of
from socle.conservation import BY_KEY, MENTIONS, en_mots


class Option(NamedTuple):
    """How one choice of a radio group looks as a card, beyond its label."""

    icone: str = ""
    precision: str = ""
    objectif: object = None


class ErrorLine(NamedTuple):
    """One line of the summary: the sentence, and the id of the field to correct (or "")."""

    message: str
    target: str


@component
def champ(
    *,
    field: BoundField,
    libelle: str = "",
    aide: str = "",
    unite: str = "",
    options: Mapping[str, Option] | None = None,
    colonnes: int = 14,
    large: bool = False,
    titre: bool = False,
    code: bool = False,
    mot: bool = False,
    sans_facultatif: bool = False,
) -> dict[str, Any]:
    """A field of any Django form, drawn after its widget.

    `unite`: written after the box and read with it. `options`: value → `Option`, for radio cards
    (else read from a `RadioCards` widget); `colonnes`: least width of a card in rem, 0 for one a
    line. `titre`: the legend is the page's title. `code`: the large box of a one-time code;
    `mot`: that of a word and a number. `large`: as wide as the page. An optional field says so,
    unless `sans_facultatif`.
    """
    widget = field.field.widget
    is_group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    help_text = aide or field.help_text
    errors = [str(error) for error in field.errors]
    box = field.auto_id or field.html_name
    described = [f"{box}_helptext"] * bool(help_text) + [f"{box}_error"] * bool(errors)
    if unite:
        described.append(f"{box}_unite")
    describedby = " ".join(described)
    context = {
        "kind": _kind(widget),
        "label": libelle or field.label,
        "help": help_text,
        "errors": errors,
        "box": box,
        "describedby": describedby,
        "facultatif": not (field.field.required or sans_facultatif),
        "wide": large or is_group,
    }
    if is_group:
        cards = options or getattr(widget, "cards", None) or {}
        context["choices"] = [(choice, _option(cards, choice.data["value"])) for choice in field]
    else:
        attrs = {"aria-describedby": describedby} if describedby else {}
        if code:
            attrs |= {"class": "code-saisie", "inputmode": "numeric"}
            attrs |= {"autocomplete": "one-time-code"}
        if mot:
            attrs |= {"class": "code-mot"}
        context["input"] = field.as_widget(attrs=attrs)
    return context


def _kind(widget: object) -> str:
    if isinstance(widget, HiddenInput):
        return "hidden"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "text" if isinstance(widget, Textarea) else "box"


def _option(cards: Mapping[str, Option], value: object) -> Option:
    return cards.get(str(value), Option())


@component
def resume_erreurs(
    *,
    form: BaseForm | None = None,
    forms: Iterable[BaseForm] = (),
    lignes: Iterable[ErrorLine] = (),
    titre: str = "",
) -> dict[str, Any]:
    """What to correct, in field order, at the top of a refused form. Nothing when all is well.

    `lignes`: more lines, made by the page, when a sentence needs to say where it belongs.
    """
    lines = [line for one in ([form] if form else []) + list(forms) for line in error_lines(one)]
    lines += lignes
    count = francais.en_lettres(len(lines))
    points = francais.accord(len(lines), "point", "points")
    return {"lines": lines, "heading": titre or f"Corrigez {count} {points} avant d’envoyer"}


@component
def mention(*, traitement: str, responsable: str = "") -> dict[str, Any]:
    """The notice of a form that asks for personal data: why, how long, who, one's rights.

    `traitement`: a key of `socle.conservation.MENTIONS`. Placed in the form, above its button.
    """
    one_of("traitement", traitement, MENTIONS)
    notice = MENTIONS[traitement]
    days = settings.CONSERVATION[notice.key]
    return {
        "why": notice.why,
        "period": en_mots(days),
        "after": BY_KEY[notice.key].after if days else "",
        "responsable": responsable or "l’intercommunalité qui pilote la feuille de route",
    }


def error_lines(form: BaseForm) -> list[ErrorLine]:
    """The errors of a form: first those of the whole, then each field's in its order."""
    lines = [ErrorLine(str(message), "") for message in form.non_field_errors()]
    for field in form:
        target = field.id_for_label or field.auto_id
        if isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple):
            target = f"{field.auto_id}_0"
        lines += [ErrorLine(str(message), target) for message in field.errors]
    return lines
