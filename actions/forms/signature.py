"""What is common to forms whose words are signed in one's own name or for an organisation."""

from typing import Any
from uuid import UUID, uuid4

from django import forms

from actions.forms.lignes import ShownAsTyped
from actions.forms.redaction import read_key
from organisations.models import Organisation
from territoires.access import Access


class NamedForm(forms.Form):
    """Who represents several organisations says which; who represents one or none is not asked.

    `himself`: the words of the choice to sign for none of them; empty, there is no such choice.
    """

    organisation = forms.TypedChoiceField(
        label="Au nom de", coerce=int, empty_value=None, required=False
    )
    himself = "Vous-même"

    def __init__(self, *args: Any, access: Access | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = access.organisations if access else frozenset()
        self.only_organisation = next(iter(held)) if len(held) == 1 else None
        if len(held) > 1:
            offered = Organisation.objects.filter(pk__in=held).values_list("pk", "name")
            nobody = [("", self.himself)] if self.himself else []
            self.fields["organisation"].choices = [*nobody, *offered]
        else:
            del self.fields["organisation"]

    @property
    def organisation_id(self) -> int | None:
        """Whom the words are signed for, once the form is valid."""
        return self.cleaned_data.get("organisation") or self.only_organisation


class SignedForm(ShownAsTyped, NamedForm):
    """Words sent once: the same form sent twice is known as one."""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, access: Access | None = None, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.initial["form_key"] = str(uuid4())

    @property
    def key(self) -> UUID:
        return read_key(self["form_key"].value())
