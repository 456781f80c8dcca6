"""The verbs on amendments: result, journal, messages, refusals, and what moved meanwhile."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from actions.models import Action, Amendement, AvisAmendement, Brouillon, Jalon, VersionAction
from actions.services.amendements import (
    demander_precision,
    donner_avis,
    reecrire,
    refuser,
    retirer,
)
from actions.services.integration import integrer, integrer_ensemble
from actions.services.redaction import Conflict, keep_brouillon, modifier
from actions.services.restauration import restaurer
from actions.versions import Base
from organisations.services import accorder
from socle.models import Courriel, Journal
from socle.refus import Refus
from territoires.access import get_access
from territoires.droits import Phase, Role
from tests.actions.amendes import base_of, load, now, propose, sans_base, un_porteur, with_line
from tests.fabrique import un_access, une_action_prete, une_feuille, une_organisation

pytestmark = pytest.mark.django_db
State = Amendement.State
Cause = VersionAction.Cause


@pytest.fixture
def feuille():
    return une_feuille(Phase.AJUSTEMENT)


@pytest.fixture
def action(feuille):
    return une_action_prete(
        feuille, description="Construire la boucle et ses dix-huit sous-stations avant 2027."
    )


@pytest.fixture
def author(feuille):
    return un_access(feuille, Role.REPRESENTANT)


@pytest.fixture
def team(feuille):
    return un_access(feuille, Role.ANIMATEUR)


def edit(action, by, **values):
    return modifier(load(action), by=by, base=base_of(action), values=values)


# Propose -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "kept", "words"),
    [
        ("description", "Autre chose.", None, "Autre chose."),
        ("budget", Decimal("250000"), "250000", "250\u202f000\u202f€"),
        ("budget", None, None, ""),
        ("start", date(2025, 3, 1), "2025-03-01", "mars 2025"),
        ("fermete", "ferme", "ferme", "ferme"),
        ("jalons", [], [], ""),
    ],
)
def test_an_amendment_keeps_what_it_proposes_and_what_it_was_based_on(
    action, author, field, value, kept, words
):
    before = now(action)[field]
    one = propose(action, author, field, value)
    one.refresh_from_db()
    assert (one.value, one.text, one.base, one.base_version) == (kept, words, before, 1)
    assert (one.author, one.author_label, one.state) == (
        author.user, str(author.user), State.A_ARBITRER,
    )  # fmt: skip
    assert now(action)[field] == before
    line = Journal.objects.about(action).get()
    assert line.verb == "amendement.propose"


def test_the_same_form_sent_twice_is_one_amendment_another_text_is_another(action, author):
    key = uuid4()
    first = propose(action, author, "title", "Un titre", key=key)
    assert propose(action, author, "title", "Un titre", key=key) == first
    assert propose(action, author, "title", "Un autre titre", key=key) != first
    assert Amendement.objects.count() == 2


def test_what_the_page_showed_is_its_base_even_if_the_fiche_moved(action, author, team):
    before = now(action)["title"]
    edit(action, team, title="Un titre d’aujourd’hui")
    one = propose(action, author, "title", "Proposé", seen=1)
    assert (one.base, one.base_version) == (before, 1)


@pytest.mark.parametrize(
    ("field", "value", "reason", "said"),
    [
        ("title", "…", "Parce que", "identique à la fiche"),
        ("title", "Autre", "  ", "Écrivez le motif"),
        ("avis", "favorable", "Parce que", "ne s’amende pas"),
        ("pilote", None, "Parce que", "ne s’amende pas"),
    ],
)
def test_a_proposal_that_says_nothing_is_refused(action, author, field, value, reason, said):
    value = action.title if value == "…" else value
    with pytest.raises(Refus, match=said):
        propose(action, author, field, value, reason=reason)
    assert not Amendement.objects.exists()


def test_the_phase_closes_while_somebody_writes(feuille, action, author):
    type(feuille).objects.update(phase=Phase.SELECTION)
    with pytest.raises(Refus, match="Sélection"):
        propose(action, author, "title", "Autre")


def test_nobody_signs_for_an_organisation_of_others(action, author):
    with pytest.raises(Refus, match="ne représentez pas"):
        propose(action, author, "title", "Autre", organisation_id=une_organisation().pk)


def test_sending_ends_the_draft_of_that_part_and_no_other(feuille, action, author):
    for part in ("title", "budget", ""):
        keep_brouillon(author, data=_typed(part), action=action, part=part)
    propose(action, author, "title", "Autre", part="title")
    assert set(Brouillon.objects.values_list("part", flat=True)) == {"budget", ""}


def _typed(text):
    from django.http import QueryDict

    return QueryDict(f"title={text}")


# Views of organisations --------------------------------------------------------------------------


def test_an_organisation_has_one_view_and_changes_its_mind(feuille, action, author):
    one, organisation = propose(action, author, "title", "Autre"), next(iter(author.organisations))
    colleague = un_access(feuille, Role.REPRESENTANT)
    accorder(_org(organisation), colleague.user, by=None)
    colleague = get_access(colleague.user, feuille)
    donner_avis(one, by=author, choix="pour", organisation_id=organisation)
    donner_avis(one, by=colleague, choix="contre", organisation_id=organisation)
    alone = un_access(feuille, Role.PORTEUR)
    donner_avis(one, by=alone, choix="abstention")
    donner_avis(one, by=alone, choix="pour")
    rows = AvisAmendement.objects.order_by("pk").values_list("organisation", "user", "choix")
    assert list(rows) == [
        (organisation, colleague.user.pk, "contre"),
        (None, alone.user.pk, "pour"),
    ]


def _org(pk):
    from organisations.models import Organisation

    return Organisation.objects.get(pk=pk)


def test_a_view_is_given_for_one_s_organisation_until_it_is_decided(action, author, team):
    one = propose(action, author, "title", "Autre")
    with pytest.raises(Refus, match="Choisissez l’organisation"):
        donner_avis(one, by=author, choix="pour")
    refuser(one, by=team, reason="Trop tard.")
    with pytest.raises(Refus, match="déjà refusé"):
        donner_avis(one, by=author, choix="pour", organisation_id=next(iter(author.organisations)))


# Integrate ---------------------------------------------------------------------------------------


def test_integrated_it_is_one_new_version_that_names_it(action, author, team):
    one = propose(action, author, "title", "Un titre proposé")
    done = integrer(one, by=team, base=base_of(action))
    assert (done.state, done.decided_by, load(action).title) == (
        State.INTEGRE, team.user, "Un titre proposé",
    )  # fmt: skip
    version = action.versions.first()
    assert (version.number, version.cause, version.fields) == (2, Cause.AMENDEMENT, ["title"])
    assert list(version.amendements.all()) == [one]
    told = Journal.objects.about(action).first()
    assert told.details["phrase"] == f"intègre un amendement de {author.user}\u00a0: le titre"


def test_retouched_it_says_so(action, author, team):
    one = propose(action, author, "title", "Un titre proposé")
    done = integrer(one, by=team, base=base_of(action), value="Un titre proposé, retouché")
    assert done.state == State.INTEGRE_MODIFIE
    assert load(action).title == "Un titre proposé, retouché"


@pytest.mark.parametrize("field", ["jalons", "financements", "indicateurs", "besoins"])
def test_a_line_is_added_beside_those_that_came_since(action, author, team, field):
    lines = {
        "jalons": {"title": "Ouvrir", "year": 2026, "quarter": 2, "state": "a_venir"},
        "financements": {
            "financeur": "ADEME", "organisation": None, "amount": Decimal(5), "state": "sollicite",
        },
        "indicateurs": {
            "title": "Ateliers", "kind": "resultat", "unit": "ateliers", "reference": None,
            "target": Decimal(18), "due": date(2027, 1, 1), "frequency": "", "source": "",
        },
        "besoins": {"title": "Un local", "kind": "foncier_locaux", "quantity": Decimal(200)},
    }[field]  # fmt: skip
    one = propose(action, author, field, with_line(action, field, **lines))
    since = lines | {"title" if "title" in lines else "financeur": "Venu depuis"}
    edit(action, team, **{field: with_line(action, field, **since)})
    kept = len(now(action)[field])
    integrer(one, by=team, base=base_of(action))
    assert len(now(action)[field]) == kept + 1
    assert (
        now(action)[field][-1].items()
        >= {
            k: v for k, v in now(action)[field][-2].items() if k not in ("id", "title", "financeur")
        }.items()
    )


def test_a_line_keeps_its_row_when_it_changes(action, author, team):
    row = Jalon.objects.get()
    line = {"id": row.pk, "title": "Démarrer", "year": 2026, "quarter": None, "state": "en_cours"}
    one = propose(action, author, "jalons", [line])
    integrer(one, by=team, base=base_of(action))
    row.refresh_from_db()
    assert (row.year, row.quarter, row.state) == (2026, None, "en_cours")


def test_other_words_changed_since_are_kept_with_those_proposed(action, author, team):
    one = propose(action, author, "description", action.description.replace("dix-huit", "vingt"))
    edit(action, team, description=action.description.replace("2027", "juin 2028"))
    done = integrer(one, by=team, base=base_of(action))
    assert done.state == State.INTEGRE
    assert load(action).description == (
        "Construire la boucle et ses vingt sous-stations avant juin 2028."
    )


def test_the_same_words_changed_since_are_never_overwritten_silently(action, author, team):
    one = propose(action, author, "description", action.description.replace("dix-huit", "vingt"))
    edit(action, team, description=action.description.replace("dix-huit", "trente"))
    with pytest.raises(Refus, match="choisissez ce qui s’écrit"):
        integrer(one, by=team, base=base_of(action))
    assert "trente" in load(action).description
    integrer(one, by=team, base=base_of(action), value="Vingt-cinq sous-stations.")
    one.refresh_from_db()
    assert one.state == State.INTEGRE_MODIFIE


def test_the_fiche_moves_while_the_decider_reads(action, author, team):
    one, page = propose(action, author, "title", "Proposé"), base_of(action)
    edit(action, team, title="Autre")
    with pytest.raises(Conflict):
        integrer(one, by=team, base=page, value="Proposé")
    one.refresh_from_db()
    assert (one.state, load(action).title) == (State.A_ARBITRER, "Autre")


def test_decided_once(action, author, team):
    one, page = propose(action, author, "title", "Proposé"), base_of(action)
    integrer(one, by=team, base=page)
    for verb in (
        lambda: integrer(one, by=team, base=base_of(action)),
        lambda: refuser(one, by=team, reason="Non."),
        lambda: retirer(one, by=author),
        lambda: demander_precision(one, by=team, question="Où ?"),
        lambda: integrer_ensemble([one], by=team, seen={action.pk: base_of(action)}),
    ):
        with pytest.raises(Refus, match="déjà intégré"):
            verb()
    assert load(action).version == 2


def test_dates_that_cross_are_refused_with_a_sentence(action, author, team):
    one = propose(action, author, "end", date(2025, 1, 1))
    edit(action, team, start=date(2026, 1, 1))
    with pytest.raises(Refus, match="avant le début"):
        integrer(one, by=team, base=base_of(action))


def test_an_organisation_erased_meanwhile_is_told(action, author, team):
    gone = une_organisation()
    one = propose(action, author, "porteur", gone.pk)
    gone.delete()
    with pytest.raises(Refus, match="n’existent plus"):
        integrer(one, by=team, base=base_of(action))


def test_the_porteur_decides_the_others_do_not(feuille, action, author):
    organisation = un_porteur(feuille)
    Action.objects.update(porteur=organisation)
    one = propose(action, author, "title", "Proposé")
    with pytest.raises(Refus, match="Vous modifiez les actions"):
        integrer(one, by=author, base=base_of(action))
    porteur = un_access(feuille, Role.REPRESENTANT, organisation)
    integrer(one, by=porteur, base=base_of(action))
    assert load(action).title == "Proposé"


def test_the_decider_s_own_draft_of_the_fiche_stays(action, author, team):
    keep_brouillon(team, data=_typed("tapé"), action=action)
    integrer(propose(action, author, "title", "Proposé"), by=team, base=base_of(action))
    assert Brouillon.objects.get().user == team.user


def test_a_sentence_from_a_file_is_written_by_who_decides(action, team):
    one = sans_base(action)
    with pytest.raises(Refus, match="écrivez-la"):
        integrer(one, by=team, base=base_of(action), field="start")
    with pytest.raises(Refus, match="ne porte pas"):
        integrer(one, by=team, base=base_of(action), field="title", value="Titre")
    integrer(one, by=team, base=base_of(action), field="start", value=date(2025, 5, 1))
    one.refresh_from_db()
    assert (one.state, now(action)["start"]) == (State.INTEGRE_MODIFIE, "2025-05-01")
    assert list(action.versions.first().amendements.all()) == [one]


# Refuse, ask, withdraw ---------------------------------------------------------------------------


def test_refused_with_a_reason_that_its_author_receives(action, author, team):
    one = propose(action, author, "title", "Proposé")
    with pytest.raises(Refus, match="Écrivez le motif"):
        refuser(one, by=team, reason=" ")
    refuser(one, by=team, reason="Le titre est connu de tous.")
    one.refresh_from_db()
    assert (one.state, one.decision_reason) == (State.REFUSE, "Le titre est connu de tous.")
    mail = Courriel.objects.get(kind="amendement.decide")
    assert mail.to == author.user.email
    assert "Le titre est connu de tous." in mail.text
    assert not action.versions.exists()


def test_asked_its_author_writes_it_again_and_views_start_anew(action, author, team):
    organisation = next(iter(author.organisations))
    one = propose(action, author, "title", "Proposé")
    donner_avis(one, by=author, choix="pour", organisation_id=organisation)
    demander_precision(one, by=team, question="Pour quel site ?")
    edit(action, team, title="Le titre d’aujourd’hui")
    reecrire(one, by=author, value="Proposé à Savenay", reason="Le site nord.", seen=2)
    one.refresh_from_db()
    assert (one.state, one.text, one.base, one.base_version) == (
        State.A_ARBITRER, "Proposé à Savenay", "Le titre d’aujourd’hui", 2,
    )  # fmt: skip
    assert one.avis.get().updated_at < one.rewritten_at
    told = Journal.objects.about(action).get(verb="amendement.reecrit")
    assert told.details["avant"] == {"valeur": "Proposé", "raison": "Cela change tout."}


def test_withdrawn_it_stays_to_read(action, author, team):
    one = propose(action, author, "title", "Proposé")
    retirer(one, by=author)
    one.refresh_from_db()
    assert (one.state, one.text) == (State.RETIRE, "Proposé")
    with pytest.raises(Refus, match="a retiré"):
        integrer(one, by=team, base=base_of(action))


# Messages ----------------------------------------------------------------------------------------


def test_who_decides_receives_one_message_an_action_and_a_day(feuille, action, author):
    organisation = un_porteur(feuille)
    porteur = un_access(feuille, Role.REPRESENTANT, organisation)
    Action.objects.update(porteur=organisation)
    propose(action, author, "title", "Un")
    propose(action, author, "title", "Deux")
    mail = Courriel.objects.get(kind="amendement.propose")
    assert mail.to == porteur.user.email
    assert f"?action={action.numero}" in mail.text
    Courriel.objects.all().delete()
    propose(action, porteur, "title", "Trois")
    assert not Courriel.objects.exists()


def test_without_a_porteur_the_administrators_are_told(feuille, action, author):
    Action.objects.update(porteur=None)
    propose(action, author, "title", "Un")
    administrator = feuille.grants.get(permission__codename="administrer").user
    assert Courriel.objects.get().to == administrator.email


# Several in one go -------------------------------------------------------------------------------


def test_several_are_one_version_that_names_them_all(action, author, team):
    several = [
        propose(action, author, "title", "Proposé"),
        propose(action, author, "budget", Decimal(7)),
        propose(action, author, "description", action.description.replace("dix-huit", "vingt")),
        propose(action, author, "description", action.description.replace("2027", "juin 2028")),
    ]
    integrer_ensemble(several, by=team, seen={action.pk: base_of(action)})
    saved = load(action)
    assert (saved.version, saved.title, saved.budget) == (2, "Proposé", 7)
    assert "vingt sous-stations avant juin 2028" in saved.description
    version = action.versions.first()
    assert set(version.amendements.all()) == set(several)
    assert Courriel.objects.filter(kind="amendement.decide").count() == 1


def test_two_that_touch_the_same_words_are_refused_together(action, author, team):
    several = [
        propose(action, author, "title", "Proposé"),
        propose(action, author, "description", action.description.replace("dix-huit", "vingt")),
        propose(action, author, "description", action.description.replace("dix-huit", "trente")),
    ]
    with pytest.raises(Refus, match=r"Rien n’est intégré.*gardez l’un des deux"):
        integrer_ensemble(several, by=team, seen={action.pk: base_of(action)})
    assert load(action).version == 1
    assert set(Amendement.objects.values_list("state", flat=True)) == {State.A_ARBITRER}


def test_all_or_nothing_over_several_actions(feuille, action, author, team):
    other = une_action_prete(feuille)
    several = [propose(action, author, "title", "Un"), propose(other, author, "title", "Deux")]
    seen = {action.pk: base_of(action), other.pk: base_of(other)}
    edit(other, team, title="Entre-temps")
    with pytest.raises(Refus):
        integrer_ensemble(several, by=team, seen=seen)
    assert load(action).version == 1
    assert VersionAction.objects.filter(cause=Cause.AMENDEMENT).count() == 0
    integrer_ensemble(several[:1], by=team, seen={action.pk: base_of(action)})
    assert load(action).title == "Un"


def test_a_page_read_before_a_change_is_read_again(action, author, team):
    one, page = propose(action, author, "title", "Un"), base_of(action)
    edit(action, team, summary="Un autre résumé.")
    with pytest.raises(Refus, match="a changé depuis"):
        integrer_ensemble([one], by=team, seen={action.pk: page})
    with pytest.raises(Refus, match="a changé depuis"):
        integrer_ensemble([one], by=team, seen={action.pk: Base()})


def test_an_amendment_integrated_then_the_fiche_given_back(action, author, team):
    before = now(action)
    integrer(propose(action, author, "title", "Proposé"), by=team, base=base_of(action))
    restaurer(load(action), by=team, number=1, seen=2)
    assert now(action) == before
    assert load(action).version == 3
