"""Pages of prioritising: they work, refuse with a reason, ignore strangers, lose nothing typed."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Action, Gommettes, Soutien
from actions.services.priorites import repartir, soutenir
from organisations.models import College
from organisations.services import accorder
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_action, une_feuille, une_organisation, une_personne
from tests.outils import HTMX, client_of, queries_of, text_of

State = Action.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def feuille():
    return une_feuille(Phase.SELECTION)


@pytest.fixture
def voter(feuille):
    return un_access(feuille, Role.REPRESENTANT)


@pytest.fixture
def admin(feuille):
    return feuille.grants.get(permission__codename="administrer").user


def a_client(feuille, role: Role) -> Client:
    return client_of(un_access(feuille, role))


def url(name: str, feuille, *args: str) -> str:
    """The page of priorities belongs to the site map: it shows the séances too."""
    name = name if name == "priorites" else f"actions:{name}"
    return reverse(name, args=[feuille.slug, *args])


def comparable(response) -> str:
    """The markup without what changes at each answer: token and blanks."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r"\s*\n\s*", "", html)


# Who enters ---------------------------------------------------------------------------------------


def test_strangers_learn_nothing(feuille):
    une_action(feuille)
    elsewhere = un_access(une_feuille(), Role.PORTEUR).user
    for client in (Client(), client_of(elsewhere), client_of(une_personne())):
        assert client.get(url("priorites", feuille)).status_code == 404
        assert client.get(url("repartir", feuille, "1")).status_code == 404
        assert client.post(url("repartir", feuille, "1")).status_code == 404
        assert client.post(url("soutenir", feuille, "1.1"), {"soutenir": 1}).status_code == 404
        assert client.get(url("decider", feuille, "1.1")).status_code == 404


def test_unknown_objects_are_not_found(feuille, admin, voter):
    une_action(feuille)
    assert client_of(voter.user).get(url("repartir", feuille, "9")).status_code == 404
    assert client_of(voter.user).post(url("soutenir", feuille, "9.9")).status_code == 404
    assert client_of(admin).get(url("decider", feuille, "9.9")).status_code == 404
    press = {"action": "2.1", "points": 1}  # another objective
    une_action(feuille, "2")
    assert client_of(voter.user).post(url("repartir", feuille, "1"), press).status_code == 404


def test_a_restricted_action_does_not_exist_for_a_voter(feuille, voter):
    une_action(feuille, is_restricted=True, title="Secret de fabrique")
    client = client_of(voter.user)

    assert "Secret" not in text_of(client.get(url("repartir", feuille, "1")))
    press = {"action": "1.1", "points": 1}
    assert client.post(url("repartir", feuille, "1"), press).status_code == 404
    assert client.post(url("soutenir", feuille, "1.1"), {"soutenir": 1}).status_code == 404


def test_wrong_methods(feuille, admin):
    une_action(feuille)
    client = client_of(admin)
    assert client.post(url("priorites", feuille)).status_code == 405
    assert client.get(url("soutenir", feuille, "1.1")).status_code == 405
    assert client.put(url("repartir", feuille, "1")).status_code == 405
    assert client.delete(url("decider", feuille, "1.1")).status_code == 405


# Support ------------------------------------------------------------------------------------------


def test_supporting_without_script_comes_back_to_the_action(feuille, voter):
    action = une_action(feuille)
    client = client_of(voter.user)

    for _ in range(2):
        response = client.post(url("soutenir", feuille, "1.1"), {"soutenir": "1"})
        assert response.status_code == 302
        assert response.url == action.get_absolute_url()
    assert Soutien.objects.count() == 1

    client.post(url("soutenir", feuille, "1.1"), {"soutenir": "0"})
    assert not Soutien.objects.exists()


@pytest.mark.parametrize(
    ("others", "label"),
    [
        (0, "Soutenue par vous"),
        (1, "Soutenue par vous et 1\u00a0autre"),
        (33, "Soutenue par vous et 33\u00a0autres"),
    ],
)
def test_the_fragment_says_how_many_support(feuille, voter, others, label):
    action = une_action(feuille)
    for _ in range(others):
        Soutien.objects.create(action=action, user=une_personne())

    response = client_of(voter.user).post(
        url("soutenir", feuille, "1.1"), {"soutenir": "1"}, **HTMX
    )

    html = response.content.decode()
    assert f"{label}</button>" in html
    assert 'aria-pressed="true"' in html
    assert 'name="soutenir" value="0"' in html
    assert "<html" not in html


def test_the_fragment_is_what_the_page_of_the_action_shows(feuille, voter):
    action = une_action(feuille)
    client = client_of(voter.user)

    fragment = client.post(url("soutenir", feuille, "1.1"), {"soutenir": "1"}, **HTMX)
    page = client.get(action.get_absolute_url())

    assert comparable(fragment) in comparable(page)


def test_who_represents_two_organisations_is_asked_which(feuille, voter):
    une_action(feuille)
    second = une_organisation("Deuxième")
    feuille.territoire.organisations.add(second)
    accorder(second, voter.user, by=None)
    client = client_of(voter.user)

    refused = client.post(url("soutenir", feuille, "1.1"), {"soutenir": "1"})
    assert refused.status_code == 403
    assert "Choisissez l’organisation" in text_of(refused)
    page = client.get(reverse("action", args=[feuille.slug, "1.1"]))
    assert f'<option value="{second.pk}">Deuxième</option>' in page.content.decode()

    client.post(url("soutenir", feuille, "1.1"), {"soutenir": "1", "organisation": second.pk})
    assert Soutien.objects.get().organisation == second


@pytest.mark.parametrize(
    "data", [{}, {"soutenir": "peut-être"}, {"soutenir": "1", "organisation": "x"}]
)
def test_a_support_that_makes_no_sense_changes_nothing(feuille, voter, data):
    une_action(feuille)

    assert client_of(voter.user).post(url("soutenir", feuille, "1.1"), data).status_code == 403

    assert not Soutien.objects.exists()


def test_a_reader_is_told_why_he_or_she_does_not_support(feuille):
    une_action(feuille)

    response = a_client(feuille, Role.LECTEUR).post(
        url("soutenir", feuille, "1.1"), {"soutenir": "1"}
    )

    assert response.status_code == 403
    assert "Votre rôle (lecteur) ne permet pas de soutenir une action" in text_of(response)


# Points -------------------------------------------------------------------------------------------


def test_a_press_without_script_is_saved_and_shown(feuille, voter):
    une_action(feuille)
    client = client_of(voter.user)

    response = client.post(
        url("repartir", feuille, "1"), {"action": "1.1", "points": "3"}, follow=True
    )

    said = text_of(response)
    assert re.search(r"Enregistré à \d+\u00a0h.*\u00a0: 3\u00a0gommettes sur l’action 1.1\.", said)
    assert "Il vous reste 2 gommettes sur 5" in said
    assert Gommettes.objects.get().points == 3


def test_the_fragment_equals_the_reloaded_page(feuille, voter):
    for _ in range(3):
        une_action(feuille)
    client = client_of(voter.user)

    fragment = comparable(
        client.post(url("repartir", feuille, "1"), {"action": "1.2", "points": "2"}, **HTMX)
    )
    page = comparable(client.get(url("repartir", feuille, "1")))

    ballot, _, status = fragment.partition('<div hx-swap-oob="innerHTML:#reste">')
    assert ballot.startswith('<div id="bulletin">')
    assert ballot in page
    assert f'role="status" id="reste">{status.removesuffix("</div>")}</p>' in page


def test_buttons_carry_the_points_that_will_be_there(feuille, voter):
    une_action(feuille)
    repartir(Action.objects.get(), 2, by=voter)

    html = client_of(voter.user).get(url("repartir", feuille, "1")).content.decode()

    assert 'id="moins-1.1" name="points" value="1" type="submit"' in html
    assert 'id="plus-1.1" name="points" value="3" type="submit"' in html


def test_nothing_can_be_added_beyond_the_limits(feuille, voter):
    full, second = une_action(feuille), une_action(feuille)
    repartir(full, 3, by=voter)
    repartir(second, 2, by=voter)

    html = client_of(voter.user).get(url("repartir", feuille, "1")).content.decode()

    assert html.count('type="button" aria-disabled="true"') == 2  # both « + »
    assert "Le plus qu’une action puisse recevoir de vous." in html
    assert "Il vous reste <b>0</b> gommette sur 5" in html


def test_one_s_own_action_says_why_and_has_no_button(feuille):
    organisation = une_organisation()
    voter = un_access(feuille, Role.REPRESENTANT, organisation)
    une_action(feuille, porteur=organisation)

    html = client_of(voter.user).get(url("repartir", feuille, "1")).content.decode()

    assert "Votre organisation porte cette action\u00a0: vos gommettes vont aux autres." in html
    assert 'name="points"' not in html


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_a_press_beyond_the_limit_is_refused_with_its_reason(feuille, voter, htmx):
    une_action(feuille)

    response = client_of(voter.user).post(
        url("repartir", feuille, "1"), {"action": "1.1", "points": "4"}, **htmx
    )

    assert response.status_code == 403
    assert "Placez trois gommettes au plus sur une même action." in text_of(response)
    assert ("<title>Erreur\u00a0: " in response.content.decode()) == (not htmx)
    assert not Gommettes.objects.exists()


def test_a_press_after_the_vote_closed_is_refused_with_its_reason(feuille, voter):
    une_action(feuille)
    type(feuille).objects.update(phase=Phase.ENGAGEMENT)

    response = client_of(voter.user).post(
        url("repartir", feuille, "1"), {"action": "1.1", "points": "1"}, **HTMX
    )

    assert response.status_code == 403
    assert "La phase «\u00a0Engagement\u00a0» ne permet pas" in text_of(response)


@pytest.mark.parametrize("points", ["", "deux", "-1", "1.5", "999999999999", "1e3"])
def test_points_that_are_no_number_change_nothing(feuille, voter, points):
    une_action(feuille)

    response = client_of(voter.user).post(
        url("repartir", feuille, "1"), {"action": "1.1", "points": points}
    )

    assert response.status_code == 422
    assert not Gommettes.objects.exists()


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        (Role.LECTEUR, "Votre rôle (lecteur) ne permet pas de répartir des gommettes"),
        (Role.ANIMATEUR, "L’équipe de la feuille de route ne vote pas"),
        (Role.ADMINISTRATEUR, "L’équipe de la feuille de route ne vote pas"),
    ],
)
def test_who_does_not_vote_reads_why(feuille, role, reason):
    une_action(feuille)
    client = a_client(feuille, role)

    for page in (url("priorites", feuille), url("repartir", feuille, "1")):
        response = client.get(page)
        assert response.status_code == 200
        assert reason in text_of(response)
        assert 'name="points"' not in response.content.decode()
    press = {"action": "1.1", "points": "1"}
    assert client.post(url("repartir", feuille, "1"), press).status_code == 403
    assert not Gommettes.objects.exists()


def test_one_reads_one_s_points_once_the_vote_is_closed(feuille, voter):
    repartir(une_action(feuille), 2, by=voter)
    type(feuille).objects.update(phase=Phase.ENGAGEMENT)

    html = client_of(voter.user).get(url("repartir", feuille, "1")).content.decode()

    assert "2\u00a0gommettes</span>" in html
    assert 'name="points"' not in html


# Results ------------------------------------------------------------------------------------------


def test_results_are_hidden_from_voters_while_they_vote(feuille, voter):
    action = une_action(feuille)
    for _ in range(4):
        repartir(action, 3, by=un_access(feuille, Role.REPRESENTANT))
    client = client_of(voter.user)

    said = text_of(client.get(url("priorites", feuille)))
    assert "Les résultats s’affichent quand la phase «\u00a0Sélection\u00a0» est finie" in said
    assert action.title not in said
    assert " 12 " not in said

    type(feuille).objects.update(phase=Phase.ENGAGEMENT)
    assert re.search(r" 12 +points", text_of(client.get(url("priorites", feuille))))


@pytest.mark.parametrize("role", [Role.ADMINISTRATEUR, Role.ANIMATEUR])
def test_the_team_sees_the_results_at_any_time(feuille, voter, role):
    action = une_action(feuille)
    repartir(action, 3, by=voter)

    assert action.title in text_of(a_client(feuille, role).get(url("priorites", feuille)))


def test_equal_weight_turns_the_order(feuille, admin):
    many, few = une_action(feuille, title="La plus citée"), une_action(feuille, title="Partagée")
    for _ in range(4):
        access = un_access(feuille, Role.REPRESENTANT)
        repartir(many, 3, by=access)
        repartir(few, 2, by=access)
    etat = une_organisation(kind="etat", college=College.ETAT_OPERATEURS)
    repartir(few, 3, by=un_access(feuille, Role.REPRESENTANT, etat))
    client = client_of(admin)

    by_points = text_of(client.get(url("priorites", feuille)))
    by_weight = text_of(client.get(url("priorites", feuille) + "?poids=egal"))

    assert by_points.index("La plus citée") < by_points.index("Partagée")
    assert by_weight.index("Partagée") < by_weight.index("La plus citée")
    # (2/5 + 1) / 2 and (3/5 + 0) / 2
    assert re.search(r" 70 +% du vote", by_weight)
    assert re.search(r" 30 +% du vote", by_weight)


def test_without_any_point_a_reader_is_told_and_an_administrator_can_decide(feuille, admin):
    une_action(feuille)
    une_action(feuille, state=State.ECARTEE)
    type(feuille).objects.update(phase=Phase.ENGAGEMENT)

    lecteur = a_client(feuille, Role.LECTEUR).get(url("priorites", feuille))
    assert "Aucune gommette n’a été placée en ligne." in text_of(lecteur)
    assert "Participation" not in text_of(lecteur)
    html = client_of(admin).get(url("priorites", feuille)).content.decode()
    for numero in ("1.1", "1.2"):
        assert url("decider", feuille, numero) in html
    decision = client_of(admin).get(url("decider", feuille, "1.1"))
    assert "Pas de vote en ligne" in text_of(decision)


def test_decide_links_are_for_those_who_decide(feuille, admin):
    une_action(feuille)
    link = url("decider", feuille, "1.1")

    assert link in client_of(admin).get(url("priorites", feuille)).content.decode()
    animateur = a_client(feuille, Role.ANIMATEUR)
    assert link not in animateur.get(url("priorites", feuille)).content.decode()


def test_a_decided_action_stays_in_the_results_with_its_points(feuille, voter, admin):
    action = une_action(feuille, title="Écartée ensuite")
    repartir(action, 3, by=voter)
    Action.objects.update(state=State.ECARTEE)

    assert "Écartée ensuite" in text_of(client_of(admin).get(url("priorites", feuille)))


@pytest.mark.parametrize("role", [Role.ADMINISTRATEUR, Role.REPRESENTANT])
def test_the_number_of_queries_does_not_grow(feuille, role):
    client = a_client(feuille, role)
    addresses = [url("priorites", feuille), url("repartir", feuille, "1")]

    def fill(actions: int) -> list[int]:
        for _ in range(actions):
            action = une_action(feuille, porteur=une_organisation(), author=une_personne())
            access = un_access(feuille, Role.REPRESENTANT)
            if feuille.actions.count() < 6:
                repartir(action, 1, by=access)
            soutenir(action, by=access)
        return [queries_of(client, address) for address in addresses]

    one = fill(1)
    assert fill(2) == one
    assert fill(27) == one
    assert max(one) <= 12, one


# Decision -----------------------------------------------------------------------------------------


def test_deciding_saves_tells_and_comes_back_to_the_results(feuille, admin):
    une_action(feuille)
    client = client_of(admin)

    response = client.post(
        url("decider", feuille, "1.1"), {"decision": State.RETENUE, "reason": ""}, follow=True
    )

    assert "Action 1.1 retenue." in text_of(response)
    assert response.redirect_chain == [(url("priorites", feuille) + "#objectif-1", 302)]
    assert Action.objects.get().state == State.RETENUE


@pytest.mark.parametrize("decision", [State.A_RETRAVAILLER, State.ECARTEE, State.REPORTEE])
def test_a_refusal_needs_its_reason(feuille, admin, decision):
    une_action(feuille, state=State.AJUSTEE)

    response = client_of(admin).post(
        url("decider", feuille, "1.1"), {"decision": decision, "reason": " "}
    )

    assert response.status_code == 422
    html = response.content.decode()
    assert "<title>Erreur\u00a0: " in html
    assert "Écrivez le motif de cette décision." in text_of(response)
    assert re.search(rf'value="{decision}"[^>]*checked', html)
    assert Action.objects.get().state == State.AJUSTEE


HOSTILE = '<script>alert(1)</script> <b & "quote" {{ 7 }} 🐟'


def test_a_phase_closed_meanwhile_keeps_what_was_typed(feuille, admin):
    une_action(feuille)
    client = client_of(admin)
    type(feuille).objects.update(phase=Phase.PUBLIEE)

    response = client.post(
        url("decider", feuille, "1.1"), {"decision": State.ECARTEE, "reason": HOSTILE}
    )

    assert response.status_code == 403
    html = response.content.decode()
    assert "La phase «\u00a0Publiée\u00a0» ne permet pas" in text_of(response)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b &amp;" in html
    assert "🐟</textarea>" in html
    assert "<script>alert" not in html


def test_hostile_text_is_shown_as_typed(feuille, admin):
    une_action(feuille, title=HOSTILE)
    client = client_of(admin)
    client.post(url("decider", feuille, "1.1"), {"decision": State.ECARTEE, "reason": HOSTILE})
    Action.objects.update(state=State.RETENUE)

    assert Action.objects.get().decision_reason == HOSTILE
    for page in (
        url("decider", feuille, "1.1"),
        url("priorites", feuille),
        reverse("action", args=[feuille.slug, "1.1"]),
    ):
        html = client.get(page).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script>alert" not in html


def test_a_reason_too_long_is_kept_and_refused(feuille, admin):
    une_action(feuille)
    reason = "é" * 2001

    response = client_of(admin).post(
        url("decider", feuille, "1.1"), {"decision": State.ECARTEE, "reason": reason}
    )

    assert response.status_code == 422
    assert "Raccourcissez le motif" in text_of(response)
    assert reason in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"decision": "engagee", "reason": "x"}])
def test_an_unknown_decision_is_refused(feuille, admin, data):
    une_action(feuille, state=State.AJUSTEE)

    response = client_of(admin).post(url("decider", feuille, "1.1"), data)

    assert response.status_code == 422
    assert "Choisissez une décision" in text_of(response)
    assert Action.objects.get().state == State.AJUSTEE


@pytest.mark.parametrize("role", [Role.ANIMATEUR, Role.PORTEUR, Role.REPRESENTANT, Role.LECTEUR])
def test_members_who_do_not_decide_read_why(feuille, role):
    une_action(feuille)
    client = a_client(feuille, role)
    data = {"decision": State.RETENUE, "reason": ""}

    for response in (
        client.get(url("decider", feuille, "1.1")),
        client.post(url("decider", feuille, "1.1"), data),
    ):
        assert response.status_code == 403
        assert "ne permet pas de décider du sort d’une action" in text_of(response)


def test_the_page_shows_the_tally_and_the_lights(feuille, voter, admin):
    action = une_action(feuille)
    repartir(action, 3, by=voter)

    said = text_of(client_of(admin).get(url("decider", feuille, "1.1")))

    assert "3, rang 1 sur 1" in said
    assert "100\u202f%, rang 1 sur 1" in said
    assert "Désignez un porteur." in said


def test_a_decision_is_taken_again_from_the_last_one(feuille, admin):
    une_action(feuille)
    client = client_of(admin)
    client.post(url("decider", feuille, "1.1"), {"decision": State.REPORTEE, "reason": "En 2026."})

    html = client.get(url("decider", feuille, "1.1")).content.decode()

    assert "En 2026.</textarea>" in html
    assert re.search(r'value="reportee"[^>]*checked', html)
    assert "Une nouvelle décision la remplace." in html
