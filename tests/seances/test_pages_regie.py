"""The console: its buttons, its panes, what is typed beside it, and two consoles at once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import now

from actions.models import Amendement
from seances.access import get_facilitation
from seances.models import Bulletin, Emargement, Etape, Participant, Scrutin, Seance
from seances.services import console, contributions, preparation, salle
from seances.services import scrutin as votes
from seances.services.vote import Tap, voter
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_organisation, une_personne
from tests.outils import HTMX, client_of, queries_of, text_of
from tests.seances.salle import une_salle

pytestmark = pytest.mark.django_db
Kind = Etape.Kind


def page(room, name="regie", *args):
    return reverse(f"seances:{name}", args=[room.feuille.slug, room.seance.pk, *args])


def press(room, geste, client=None, seen=None, **more):
    client = client or client_of(room.by.user)
    seen = room.stage if seen is None else seen
    extra = HTMX if more.pop("htmx", False) else {}
    return client.post(page(room, "agir"), {"geste": geste, "seen": seen, **more}, **extra)


def counted(room, vote):
    """Close this vote and count it, its grace over."""
    votes.fermer(room.by, vote, seen=room.stage)
    Scrutin.objects.filter(pk=vote.pk).update(closed_at=now() - timedelta(minutes=1))
    return votes.depouiller(room.by, vote)


# Doors and steps ---------------------------------------------------------------------------------


def test_the_doors_open_with_a_code_and_close_with_what_happened():
    room = une_salle()
    console.clore(room.by)
    client = client_of(room.by.user)
    assert press(room, "ouvrir", client).status_code == 302
    shown = client.get(page(room))
    assert room.seance.spoken_code in text_of(shown)
    press(room, "clore", client)
    assert room.seance.state == Seance.State.CLOSE
    assert "La séance est close" in text_of(client.get(page(room)))


def test_a_button_moves_the_room_and_tells_it():
    room = une_salle()
    step = room.seance.etapes.get(kind=Kind.PARTAGER)
    client = client_of(room.by.user)
    answer = client.post(
        page(room, "agir"), {"geste": f"etape:{step.pk}", "seen": room.stage}, follow=True
    )
    assert "Étape «\u00a0Partager\u00a0»." in text_of(answer)
    assert room.seance.current_etape == step
    press(room, "pause", client)
    assert room.seance.timer_left > 0
    press(room, "montrer:noir", client)
    assert room.seance.screen == "noir"
    press(room, "annuler", client)
    assert room.seance.screen == "consigne"


def test_a_stale_console_gets_a_sentence_and_the_fresh_state():
    room = une_salle()
    seen = room.stage
    press(room, f"etape:{room.seance.etapes.get(kind=Kind.PARTAGER).pk}")
    other = client_of(un_access(room.feuille, Role.ANIMATEUR))
    answer = press(room, "montrer:noir", other, seen=seen)
    assert answer.status_code == 403
    assert "Une autre console vient d’agir" in text_of(answer)
    assert f'name="seen" value="{room.stage}"' in answer.content.decode()
    assert room.seance.screen != "noir"
    assert press(room, "montrer:noir", other).status_code == 302


def test_without_its_stage_a_button_does_nothing():
    room = une_salle()
    assert press(room, "montrer:noir", seen="").status_code == 403
    assert press(room, "n-importe-quoi").status_code == 403
    assert room.seance.screen == "code"


def test_htmx_receives_the_panes_and_not_the_page():
    room = une_salle()
    answer = press(room, "montrer:noir", htmx=True).content.decode()
    assert answer.count('hx-swap-oob="true"') == 6  # bar, buttons, three panes, what was done
    assert "<html" not in answer
    fragment = client_of(room.by.user).get(page(room), **HTMX).content.decode()
    assert 'id="regie-centre"' in fragment
    assert "<html" not in fragment


def test_one_keeps_looking_where_one_looks():
    room = une_salle().at(Kind.PARTAGER)
    answer = press(room, "minute", vue="votes")
    assert answer["Location"].endswith("?vue=votes")
    step = room.seance.etapes.get(kind=Kind.AJUSTER)
    assert press(room, f"etape:{step.pk}", vue="votes")["Location"] == page(room)
    step = room.seance.etapes.get(kind=Kind.PARTAGER)
    followed = press(room, f"etape:{step.pk}", vue="votes", htmx=True)
    assert followed["HX-Redirect"] == page(room)


# Votes -------------------------------------------------------------------------------------------


def test_a_vote_from_the_console_and_never_what_anybody_voted():
    room = une_salle()
    room.enter("Nadia")
    room.enter("Yann")
    room.at(Kind.SELECTIONNER)
    vote = votes.preparer(room.by, title="Priorités", method="points", actions=room.actions)
    client = client_of(room.by.user)
    press(room, f"vote-ouvrir:{vote.pk}", client)
    voter(room.people[0], vote, Tap({room.actions[0].pk: 3}))
    told = text_of(client.get(page(room)))
    assert "1 réponse sur 2" in told
    assert "Les résultats arrivent au dépouillement" in told
    assert "gommettes 3" not in told
    press(room, f"vote-fermer:{vote.pk}", client)
    Scrutin.objects.filter(pk=vote.pk).update(closed_at=now() - timedelta(minutes=1))
    press(room, f"vote-depouiller:{vote.pk}", client)
    told = text_of(client.get(page(room) + f"?vue=votes&vote={vote.pk}"))
    assert "Résultats, à publier, 1\u00a0votant" in told
    press(room, f"vote-publier:{vote.pk}", client)
    vote.refresh_from_db()
    assert vote.state == "publie"
    assert room.seance.screen == "resultats"


def test_a_pane_asks_to_be_read_again_and_asks_nothing_itself():
    """It may be replaced while its own answer is on the way, which would then have nowhere to go."""
    room = une_salle()
    room.enter("Nadia")
    vote = room.vote()
    votes.fermer(room.by, vote, seen=room.stage)
    panes = client_of(room.by.user).get(page(room), **HTMX).content.decode()
    assert re.search(r'data-relire="\d+"', panes)
    assert "hx-get" not in panes
    assert "hx-trigger" not in panes


def test_equal_weight_changes_the_order():
    room = une_salle()
    for n in range(4):
        room.enter(f"E{n}")
    room.enter("C", college="collectivites")
    room.feuille.seances.update(small_group=1)
    vote = room.vote()
    first, second, _third = room.actions
    for person in room.people[:4]:
        voter(person, vote, Tap({first.pk: 3, second.pk: 2}))
    voter(room.people[4], vote, Tap({second.pk: 3}))
    counted(room, vote)
    client = client_of(room.by.user)
    url = page(room) + f"?vue=votes&vote={vote.pk}"
    raw, equal = client.get(url).content.decode(), client.get(f"{url}&poids=egal").content.decode()
    place = raw.index(f'id="g-retenir-{first.pk}"'), raw.index(f'id="g-retenir-{second.pk}"')
    assert place[0] < place[1]
    place = equal.index(f'id="g-retenir-{first.pk}"'), equal.index(f'id="g-retenir-{second.pk}"')
    assert place[0] > place[1]


def test_what_does_not_hold_is_named_with_its_reason():
    room = une_salle()
    vote = room.vote(top=1)
    counted(room, vote)
    action = room.actions[1]
    votes.noter_robustesse(
        vote.pk,
        {
            "words": "0 sur 1 tient",
            "holding": [],
            "lignes": [{"action": action.pk, "rank": 1, "without_tables": [3],
                        "without_colleges": [], "kept": 300, "drawn": 500}],
        },
    )  # fmt: skip
    told = text_of(client_of(room.by.user).get(page(room) + f"?vue=votes&vote={vote.pk}"))
    assert "0 sur 1 tient" in told
    assert "sans la table 3" in told


def test_paper_ballots_are_typed_one_after_the_other_and_marked():
    room = une_salle()
    vote = room.vote()
    client = client_of(room.by.user)
    url = page(room, "papier", vote.pk)
    for serial in ("A-1", "A-2", "A-1"):
        answer = client.post(
            url, {"serial": serial, "college": "partenaires", f"a{room.actions[0].pk}": "2"}
        )
        assert (answer.status_code, answer["Location"]) == (302, url)
    assert Bulletin.objects.filter(scrutin=vote, source="papier").count() == 2
    refused = client.post(
        url, {"serial": "A-3", "college": "partenaires", f"a{room.actions[0].pk}": "9"}
    )
    assert refused.status_code == 422
    assert "Un nombre de 0 à 3." in text_of(refused)
    counted(room, vote)
    assert client.post(url, {"serial": "A-4", "college": "partenaires"}).status_code == 403


@pytest.mark.parametrize(
    ("method", "typed", "kept"),
    [
        ("points", {"": "2"}, 2),
        ("jugement", {"": "bien"}, "bien"),
        ("impact_effort", {"-impact": "4"}, {"impact": 4}),
        ("criteres", {"-utile": "0", "-faisable": "5"}, {"utile": 0, "faisable": 5}),
    ],
)
def test_somebody_without_a_phone_votes_aloud(method, typed, kept):
    room = une_salle()
    vote = room.vote(method=method)
    client = client_of(room.by.user)
    added = {"first_name": "Odette", "college": "entreprises", "organisation_name": "Fonderie"}
    assert client.post(page(room, "participants"), added).status_code == 302
    person = Participant.objects.get(first_name="Odette")
    assert "Odette, Fonderie" in text_of(client.get(page(room)))
    key = room.actions[0].pk
    url = page(room, "assister", vote.pk, person.pk)
    assert client.get(url).status_code == 200
    sent = {f"a{key}{name}": value for name, value in typed.items()}
    assert client.post(url, sent).status_code == 302
    assert Bulletin.objects.get(scrutin=vote).choix == {str(key): kept}
    assert Emargement.objects.get(scrutin=vote).source == "assiste"


def test_nobody_votes_for_somebody_with_a_phone():
    room = une_salle()
    person = room.enter()
    vote = room.vote()
    answer = client_of(room.by.user).get(page(room, "assister", vote.pk, person.pk))
    assert answer.status_code == 404


# Decisions and amendments ------------------------------------------------------------------------


def test_a_decision_with_its_reason():
    room = une_salle()
    action = room.actions[0]
    client = client_of(room.by.user)
    press(room, f"retenir:{action.pk}", client)
    action.refresh_from_db()
    assert action.state == "retenue"
    url = page(room, "decider", action.pk)
    assert client.post(url, {"decision": "ecartee"}).status_code == 422
    assert client.post(url, {"decision": "ecartee", "reason": "Déjà faite."}).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.decision_reason) == ("ecartee", "Déjà faite.")


def amended(room, text="Un autre titre"):
    person = room.enter(f"P{uuid4().hex[:6]}")
    return contributions.amender(
        person, room.actions[0], field="title", text=text, client_key=uuid4()
    )


def test_amendments_are_accepted_refused_sent_back():
    room = une_salle(Phase.AJUSTEMENT).at(Kind.AJUSTER)
    accepted, refused, returned = amended(room), amended(room, "Deux"), amended(room, "Trois")
    client = client_of(room.by.user)
    assert "Se contredisent" in text_of(client.get(page(room)))
    press(room, f"accepter:{accepted.pk}", client)
    room.actions[0].refresh_from_db()
    assert room.actions[0].title == "Un autre titre"
    url = page(room, "amendement", refused.pk)
    assert client.get(url).status_code == 200
    kept = client.post(url, {"geste": "refuser", "reason": ""})
    assert kept.status_code == 403
    assert "Écrivez le motif" in text_of(kept)
    assert client.post(url, {"geste": "refuser", "reason": "Trop long."}).status_code == 302
    press(room, f"renvoyer:{returned.pk}", client)
    states = [
        Amendement.objects.get(contribution=one).state for one in (accepted, refused, returned)
    ]
    assert states == ["integre", "refuse", "a_arbitrer"]
    told = text_of(client.get(page(room)))
    assert "Renvoyé au porteur" in told
    assert "amendement à arbitrer" not in told


# The room ----------------------------------------------------------------------------------------


def test_people_are_seated_named_hosts_and_sent_out():
    room = une_salle()
    person = room.enter("Nadia")
    table = room.seance.tables.get(number=2)
    client = client_of(room.by.user)
    url = page(room, "participant", person.pk)
    assert client.post(url, {"geste": "hote", "table": table.pk}).status_code == 302
    table.refresh_from_db()
    assert table.host == person
    assert client.post(url, {"geste": "hote", "table": ""}).status_code == 403
    assert client.post(url, {"geste": "retirer"}).status_code == 302
    assert not Participant.objects.filter(pk=person.pk).exists()


def test_the_room_by_table_and_college():
    room = une_salle()
    room.enter("Nadia", table=room.seance.tables.get(number=1))
    away = room.enter("Yann", college="collectivites")
    Participant.objects.filter(pk=away.pk).update(seen_at=now() - timedelta(hours=1))
    told = text_of(client_of(room.by.user).get(page(room) + "?vue=salle"))
    assert "1\u00a0téléphone sans signe" in told
    assert "1 sur 2\u00a0inscrits" in told
    assert "Sans table" in told


# Who -------------------------------------------------------------------------------------------


def test_a_facilitator_from_outside_runs_this_seance_and_sees_nothing_else():
    room = une_salle()
    outside = une_personne("Camille Roy")
    preparation.accorder(room.by, outside)
    client = client_of(outside)
    assert client.get(page(room)).status_code == 200
    assert client.get(page(room, "preparation")).status_code == 200
    assert press(room, "montrer:noir", client).status_code == 302
    assert client.get(page(room, "animation")).status_code == 403
    assert client.get(reverse("tableau", args=[room.feuille.slug])).status_code == 404
    assert client.get(reverse("seances:liste", args=[room.feuille.slug])).status_code == 404
    other = preparation.creer(room.by.access, title="Autre", day=now().date())
    assert (
        client.get(reverse("seances:regie", args=[room.feuille.slug, other.pk])).status_code == 404
    )
    assert client.get(reverse("entrer"))["Location"] == page(room)
    board = f'href="{reverse("tableau", args=[room.feuille.slug])}'
    for vue in ("actions", "amendements", "votes"):
        assert board not in client.get(page(room) + f"?vue={vue}").content.decode()
    assert "reviennent à l’équipe" in text_of(client.get(page(room) + "?vue=actions"))


def test_members_are_told_and_strangers_learn_nothing():
    room = une_salle()
    member = client_of(un_access(room.feuille, Role.LECTEUR))
    refused = member.get(page(room))
    assert refused.status_code == 403
    assert "Vous n’animez pas cette séance" in text_of(refused)
    assert press(room, "montrer:noir", member).status_code == 403
    assert client_of(une_personne()).get(page(room)).status_code == 404
    assert client_of().get(page(room)).status_code == 404
    assert client_of(room.by.user).get(page(room, "agir")).status_code == 405


@pytest.mark.parametrize("vue", ["salle", "actions", "amendements", "votes", "engagements"])
def test_the_console_costs_the_same_for_one_and_for_three(vue):
    room = une_salle(Phase.AJUSTEMENT, n_actions=1).at(Kind.AJUSTER)
    client = client_of(room.by.user)
    amended(room)
    url = page(room) + f"?vue={vue}"
    one = queries_of(client, url)
    for _ in range(2):
        amended(room)
        room.enter(organisation=une_organisation())
    assert queries_of(client, url) == one
    assert one < 32


def test_the_list_shows_what_is_open():
    room = une_salle()
    client = client_of(room.by.user)
    told = text_of(client.get(reverse("seances:liste", args=[room.feuille.slug])))
    assert "En direct" in told
    assert "Préparer une séance" in told
    assert get_facilitation(room.by.user, room.seance).may_run
    salle.signaler_presence(room.enter())


def test_navigation_says_that_a_room_is_open():
    room = une_salle()
    client = client_of(un_access(room.feuille, Role.LECTEUR))
    board = reverse("tableau", args=[room.feuille.slug])
    assert "en direct" in text_of(client.get(board))
    console.clore(room.by)
    assert "en direct" not in text_of(client.get(board))


def test_a_closed_seance_leads_to_its_minutes():
    room = une_salle()
    client = client_of(un_access(room.feuille, Role.LECTEUR))
    url, minutes = page(room, "seance"), page(room, "compte_rendu")
    assert minutes not in client.get(url).content.decode()
    console.clore(room.by)
    assert minutes in client.get(url).content.decode()
    assert minutes in client_of(room.by.user).get(page(room)).content.decode()
