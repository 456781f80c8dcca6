"""What people say of an action: a comment or a question, an answer, a reason to hide one."""

from typing import Any
from uuid import UUID, uuid4

from django import forms

from actions.forms.fields import TextField
from actions.forms.lignes import ShownAsTyped
from actions.forms.redaction import read_key
from organisations.models import Organisation
from territoires.access import Access

TOO_LONG = 5000


class SignedForm(ShownAsTyped, forms.Form):
    """Words signed in one's own name or for an organisation: who represents several says which."""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False)
    organisation = forms.TypedChoiceField(
        label="Au nom de", coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, access: Access | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["form_key"] = str(uuid4())
        held = access.organisations if access else frozenset()
        self.only_organisation = next(iter(held)) if len(held) == 1 else None
        if len(held) > 1:
            offered = Organisation.objects.filter(pk__in=held).values_list("pk", "name")
            self.fields["organisation"].choices = [("", "Vous-même"), *offered]
        else:
            del self.fields["organisation"]

    @property
    def key(self) -> UUID:
        """What makes the same words sent twice known as one message."""
        return read_key(self["form_key"].value())

    @property
    def signed(self) -> dict[str, Any]:
        """What the services take, once the form is valid: text, key, organisation."""
        organisation = self.cleaned_data.get("organisation") or self.only_organisation
        text = self.cleaned_data["text"]
        return {"text": text, "form_key": self.key, "organisation_id": organisation}


class CommentaireForm(SignedForm):
    """One comment, or one question."""

    text = TextField(
        limit=TOO_LONG,
        noun="votre commentaire",
        label="Votre commentaire",
        rows=3,
        error_messages={"required": "Écrivez votre commentaire avant de le publier."},
    )
    question = forms.BooleanField(
        label="C’est une question\u00a0: j’attends une réponse", required=False
    )


class ReponseForm(SignedForm):
    """One answer."""

    text = TextField(
        limit=TOO_LONG,
        noun="votre réponse",
        label="Votre réponse",
        rows=3,
        error_messages={"required": "Écrivez votre réponse avant de la publier."},
    )


class ModifierForm(ShownAsTyped, forms.Form):
    """Other words for one's own message."""

    text = TextField(
        limit=TOO_LONG,
        noun="votre message",
        label="Votre message",
        rows=3,
        help_text="Il portera la mention «\u00a0modifié\u00a0».",
        error_messages={"required": "Écrivez votre message. Pour l’effacer, retirez-le."},
    )


class MasquerForm(ShownAsTyped, forms.Form):
    """Why a message is hidden."""

    reason = TextField(
        limit=500,
        noun="le motif",
        label="Motif",
        rows=2,
        help_text="Son auteur le lit, les autres aussi. Le texte reste lisible par son auteur et "
        "par l’équipe.",
        error_messages={"required": "Écrivez le motif\u00a0: son auteur et les autres le lisent."},
    )


class RetirerForm(forms.Form):
    """Nothing to type: a yes."""


def focus_first(form: forms.Form) -> None:
    """A form that opens in a page takes the focus to what there is to type."""
    for name in ("text", "reason"):
        if name in form.fields:
            form.fields[name].widget.attrs["autofocus"] = True
