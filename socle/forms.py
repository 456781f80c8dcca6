"""Form fields that understand what people type, and radio groups drawn as cards."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from socle import francais
from socle.components.fields import Option
from socle.refus import Refus

#: The code of an error of the form that is the refusal of a service.
REFUS = "refus"


def attempt(form: forms.BaseForm, verb: Callable[..., Any], *args: Any, **details: Any) -> Any:
    """Call a service with what a right form holds: what it returns (True for nothing), or None.

    None: it refused, and its reason joined the errors of the form, so that nothing typed is lost.
    """
    try:
        return verb(*args, **details) or True
    except Refus as refus:
        form.add_error(None, ValidationError(str(refus), code=REFUS))
        return None


def status_of(form: forms.BaseForm | forms.BaseFormSet) -> int:
    """The status of a page with a form: 403 refused, 422 to correct, 200 as long as nothing was sent.

    htmx puts all three in the page (`layout/base.html`).
    """
    if not form.is_bound:
        return 200
    if isinstance(form, forms.BaseForm) and form.has_error(NON_FIELD_ERRORS, code=REFUS):
        return 403
    return 422 if not form.is_valid() else 200


class AmountField(forms.Field):
    """Euros as typed (« 1 250 000,50 € », « 310 k€ ») to `Decimal`; shown back as typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"required": francais.AMOUNT_EXPECTED}

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int | Decimal):
            return Decimal(value)
        try:
            return francais.parse_montant(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return francais.nombre(value) if isinstance(value, int | Decimal) else value


class MonthField(forms.Field):
    """A month as typed or picked (« octobre 2024 », « 10/2024 ») to its first day."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})
    default_error_messages = {"required": francais.MONTH_EXPECTED}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value.replace(day=1)
        try:
            return francais.parse_mois(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return francais.mois(value) if isinstance(value, date) else value


class RadioCards(forms.RadioSelect):
    """A radio group whose cards show an icon, a precision or an objective, by value."""

    def __init__(self, cards: Mapping[str, Option], attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs)
        self.cards = cards
