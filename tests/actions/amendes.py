"""What tests of amendments do again and again: propose one, read the fiche."""

from uuid import uuid4

from actions.models import Action, Amendement
from actions.services.amendements import amender
from actions.versions import Base, canonical, values_of
from tests.fabrique import une_organisation


def load(action: Action) -> Action:
    return Action.objects.for_fiche().select_related("feuille").get(pk=action.pk)


def now(action: Action) -> dict:
    return canonical(values_of(load(action)))


def base_of(action: Action) -> Base:
    return Base.of(load(action))


def propose(action, by, field, value, *, reason="Cela change tout.", seen=None, key=None, **more):
    """An amendment of one field, written on the fiche as it is now unless `seen` says otherwise."""
    return amender(
        load(action),
        by=by,
        field=field,
        value=value,
        reason=reason,
        seen=seen or load(action).version,
        form_key=key or uuid4(),
        **more,
    )


def sans_base(action, field="calendrier", text="Démarrer avant l’été.", **fields) -> Amendement:
    """An amendment as a data file brings it: a sentence, no base, no account."""
    return Amendement.objects.create(
        action=action, field=field, text=text, author_label="Table 1", **fields
    )


def with_line(action, name, **line) -> list[dict]:
    """The list of the fiche, one line more."""
    return [*values_of(load(action))[name], {"id": None, **line}]


def un_porteur(feuille):
    """An organisation of the roadmap, to carry an action."""
    organisation = une_organisation()
    feuille.territoire.organisations.add(organisation)
    return organisation
