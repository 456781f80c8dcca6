"""Fields that read what people type in French, and say what to do when they cannot.

No field cuts what is typed: a text too long comes back whole, with its length. Amounts and months
are in `socle.forms`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from socle import francais
from socle.forms import MonthField

#: Control characters that no keyboard types and no page, PDF or database column wants.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
NUMBER_EXPECTED = "Écrivez un nombre, par exemple 2\u202f950 ou 7,5."
NUMBER_LIMIT = Decimal(10) ** 12


def without_controls(text: str) -> str:
    """The text without control characters, each line ending with one line feed."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_post(post: QueryDict, *, without: frozenset[str] = frozenset()) -> QueryDict:
    """What a form sent, cleaned of control characters; without the token and the names `without`."""
    typed = QueryDict(mutable=True)
    for name, values in post.lists():
        if name != "csrfmiddlewaretoken" and name not in without:
            typed.setlist(without_controls(name), [without_controls(value) for value in values])
    return typed


def restore(data: Mapping[str, list[str]]) -> QueryDict:
    """What a draft kept, as a form received it."""
    typed = QueryDict(mutable=True)
    for name, values in data.items():
        typed.setlist(name, values)
    return typed


def capitalised(choices: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """The labels of a model's choices, as a list of choices shows them: « À venir »."""
    return [(value, label[:1].upper() + label[1:]) for value, label in choices]


class TextField(forms.CharField):
    """Text of a limited length. `noun`: its name with its article, for the sentence of refusal."""

    def __init__(self, *, limit: int, noun: str = "ce texte", rows: int = 0, **kwargs: Any) -> None:
        self.limit, self.noun = limit, noun
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(without_controls(value) if isinstance(value, str) else value)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(
                f"Raccourcissez {self.noun}\u00a0: {francais.nombre(self.limit)} caractères au "
                f"plus, vous en avez écrit {francais.nombre(len(value))}.",
                code="max_length",
            )


class LinkField(forms.URLField):
    """A web address; « https:// » is added when it is missing."""

    default_error_messages = {
        "invalid": "Vérifiez le lien, par exemple https://exemple.fr/rapport.",
        "max_length": "Prenez un lien plus court\u00a0: 200 caractères au plus.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, assume_scheme="https", **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "url"}


class NumberField(forms.Field):
    """A number with a comma or a point: « 14 600 », « -12,5 ». To `Decimal`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, places: int = 3, minimum: int | None = None, **kwargs: Any) -> None:
        self.places, self.minimum = places, minimum
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int | Decimal):
            return Decimal(value)
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", value)).replace("−", "-")
        if not plain:
            return None
        try:
            number = Decimal(plain.replace(",", "."))
        except InvalidOperation:
            raise ValidationError(NUMBER_EXPECTED, code="invalid") from None
        if not number.is_finite() or "e" in plain.lower():
            raise ValidationError(NUMBER_EXPECTED, code="invalid")
        return number

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and (reason := self._why_not(value)):
            raise ValidationError(reason, code="invalid")

    def _why_not(self, value: Decimal) -> str:
        if self.minimum is not None and value < self.minimum:
            return "Écrivez un nombre positif."
        if abs(value) >= NUMBER_LIMIT:
            return "Écrivez un nombre plus petit, au besoin dans une unité plus grande."
        if value != round(value, self.places):
            if not self.places:
                return "Écrivez un nombre entier."
            digits = francais.en_lettres(self.places)
            return f"Gardez {digits} chiffres au plus après la virgule."
        return ""

    def prepare_value(self, value: Any) -> Any:
        return francais.nombre(value) if isinstance(value, int | Decimal) else value


class MonthInput(forms.TextInput):
    """A month picker; a plain box when it holds words, which a picker would drop."""

    input_type = "month"

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if value and not re.fullmatch(r"[0-9]{4}-[0-9]{2}", str(value)):
            context["widget"]["type"] = "text"
        return context


class MonthPickerField(MonthField):
    """A month field with the browser's picker; where there is none, words (« septembre 2024 »)."""

    widget = MonthInput(attrs={"autocomplete": "off", "placeholder": "septembre 2024"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value
