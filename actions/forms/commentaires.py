"""What people say of an action: a comment or a question, an answer, a reason to hide one."""

from typing import Any

from django import forms

from actions.forms.fields import TextField
from actions.forms.lignes import ShownAsTyped
from actions.forms.signature import SignedForm

TOO_LONG = 5000


class MessageForm(SignedForm):
    """A comment, a question or an answer, once its field `text` is there."""

    @property
    def signed(self) -> dict[str, Any]:
        """What the services take, once the form is valid: text, key, organisation."""
        text = self.cleaned_data["text"]
        return {"text": text, "form_key": self.key, "organisation_id": self.organisation_id}


class CommentaireForm(MessageForm):
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


class ReponseForm(MessageForm):
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
