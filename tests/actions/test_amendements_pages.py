"""Pages of amendments: nothing typed is lost, what changes is shown, who may is answered."""

import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from actions.models import Amendement, AvisAmendement, Brouillon
from actions.services.amendements import demander_precision
from actions.services.redaction import modifier
from socle.models import Journal
from territoires.droits import Phase, Role
from tests.actions.amendes import base_of, load, now, propose, sans_base, with_line
from tests.actions.formulaire import sent_by, url_of
from tests.fabrique import un_access, une_action_prete, une_feuille
from tests.outils import HTMX, client_of, close, queries_of, text_of

pytestmark = pytest.mark.django_db
State = Amendement.State


@pytest.fixture
def feuille():
    return une_feuille(Phase.AJUSTEMENT)


@pytest.fixture
def action(feuille):
    return une_action_prete(feuille, description="Une boucle et dix-huit sous-stations en 2027.")


@pytest.fixture
def author(feuille):
    return un_access(feuille, Role.REPRESENTANT)


@pytest.fixture
def team(feuille):
    return un_access(feuille, Role.ANIMATEUR)


def page(action, name, *args):
    return reverse(f"actions:{name}", args=[action.feuille.slug, action.numero, *args])


def send(client, url, form_id="amendement", **typed):
    return client.post(url, sent_by(client.get(url), form_id, **typed))


def write(client, action, champ, **typed):
    return send(client, page(action, "amender", champ), **typed)


# Propose -----------------------------------------------------------------------------------------


def test_one_field_is_chosen_written_read_again_and_sent(action, author):
    client = client_of(author)
    choose = client.get(page(action, "amender_choisir"))
    assert page(action, "amender", "description") in choose.content.decode()
    url = page(action, "amender", "description")
    typed = {"description": "Une boucle et vingt sous-stations en 2027.", "reason": "Le lycée."}
    read = client.post(url, sent_by(client.get(url), "amendement", relire="1", **typed))
    assert "<del>" in read.content.decode()
    assert "vingt" in text_of(read)
    assert not Amendement.objects.exists()
    done = client.post(url, sent_by(read, "amendement"), follow=True)
    assert "Votre amendement est envoyé" in text_of(done)
    assert Amendement.objects.get().text == typed["description"]
    client.post(url, sent_by(read, "amendement"))
    assert Amendement.objects.count() == 1


@pytest.mark.parametrize(
    ("champ", "ligne", "typed", "words"),
    [
        ("budget", "", {"budget": "1 250 000,50"}, "1\u202f250\u202f000,50\u202f€"),
        ("start", "", {"start": "2025-03"}, "mars 2025"),
        ("fermete", "", {"fermete": "ferme"}, "ferme"),
        ("is_continuous", "", {"is_continuous": "on"}, "oui"),
        ("jalons", "nouvelle", {"ligne__title": "Ouvrir", "ligne__when": "2026-2"},
         "Ouvrir, T2\u00a02026, à venir"),
        ("financements", "nouvelle", {"ligne__financeur": "ADEME", "ligne__amount": "80 000"},
         "ADEME, 80\u202f000\u202f€, à confirmer"),
        ("indicateurs", "nouvelle", {"ligne__title": "Ateliers", "ligne__target": "18"},
         "Ateliers, réalisation, cible 18"),
        ("besoins", "nouvelle", {"ligne__title": "Un local", "ligne__kind": "foncier_locaux",
                                 "ligne__quantity": "200"}, "200\u00a0m²"),
        ("budgets", "2026", {"ligne__planned": "60 000"}, "2026, prévu 60\u202f000\u202f€"),
    ],
)  # fmt: skip
def test_every_kind_of_field_is_amended(action, author, champ, ligne, typed, words):
    url = page(action, "amender", champ) + (f"?ligne={ligne}" if ligne else "")
    done = send(client_of(author), url, reason="Parce que.", **typed)
    assert done.status_code == 302, text_of(done)
    assert words in Amendement.objects.get().text


def test_one_partner_more_one_action_linked(feuille, action, author):
    other, partner = une_action_prete(feuille), action.porteur
    feuille.territoire.organisations.add(partner)
    client = client_of(author)
    write(client, action, "partenaires", partenaires=[str(partner.pk)], reason="Il aide.")
    write(client, action, "linked", linked=other.numero, reason="Elles se suivent.")
    assert list(Amendement.objects.order_by("pk").values_list("value", flat=True)) == [
        [str(partner.pk)], [str(other.pk)],
    ]  # fmt: skip


def test_a_line_is_chosen_then_changed_or_taken_away(action, author):
    client, jalon = client_of(author), action.jalons.get()
    chosen = client.get(page(action, "amender", "jalons"))
    assert "Démarrer" in text_of(chosen)
    url = f"{page(action, 'amender', 'jalons')}?ligne={jalon.pk}"
    send(client, url, ligne__title="Ouvrir", reason="Le chantier.")
    send(client, url, ligne__DELETE="on", ligne__title="", reason="Trop tôt.")
    changed, removed = Amendement.objects.order_by("pk")
    assert [line["title"] for line in changed.value] == ["Ouvrir"]
    assert removed.value == []


@pytest.mark.parametrize(
    ("champ", "typed", "said"),
    [
        ("budget", {"budget": "beaucoup", "reason": "x"}, "Écrivez"),
        ("title", {"title": "Autre", "reason": ""}, "Écrivez le motif"),
        ("title", {"title": "", "reason": "x"}, "Donnez un titre"),
    ],
)
def test_what_is_missing_is_said_and_what_is_typed_stays(action, author, champ, typed, said):
    answer = write(client_of(author), action, champ, **typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "<title>Erreur" in answer.content.decode()
    assert sent_by(answer, "amendement")[champ] == [typed[champ]]


def test_what_is_typed_is_kept_and_taken_up_again(action, author):
    client, url = client_of(author), page(action, "garder_amendement", "title")
    typed = sent_by(client.get(page(action, "amender", "title")), "amendement", title="À demi")
    kept = client.post(url, typed, **HTMX)
    assert "Brouillon gardé" in text_of(kept)
    assert "<ins>" in kept.content.decode()
    assert Brouillon.objects.get().part == "title"
    again = client.get(page(action, "amender", "title"))
    assert sent_by(again, "amendement")["title"] == ["À demi"]
    assert "Amendement sur l’action" in text_of(client.get(url_of("brouillons", action.feuille)))
    assert "À demi" not in client.get(page(action, "amender", "summary")).content.decode()


def test_the_phase_closes_and_the_text_is_kept(feuille, action, author):
    client = client_of(author)
    url = page(action, "amender", "title")
    typed = sent_by(client.get(url), "amendement", title="Mon idée", reason="Parce que.")
    close(feuille)
    answer = client.post(url, typed)
    assert answer.status_code == 403
    assert "Votre amendement n’est pas envoyé" in text_of(answer)
    assert sent_by(answer, "amendement")["title"] == ["Mon idée"]
    assert Brouillon.objects.get().data["title"] == ["Mon idée"]


@pytest.mark.parametrize("champ", ["avis", "pilote", "nimporte", "state"])
def test_a_field_that_is_not_amended_has_no_page(action, author, champ):
    client = client_of(author)
    assert client.get(page(action, "amender", champ)).status_code == 404
    assert client.post(page(action, "garder_amendement", champ)).status_code == 404


def test_without_a_line_named_a_list_asks_which(action, author):
    answer = client_of(author).post(page(action, "amender", "jalons"), {"vu": "1", "reason": "x"})
    assert answer.status_code in (403, 422)
    assert not Amendement.objects.exists()


# Read, give a view -------------------------------------------------------------------------------


def test_the_fiche_shows_what_waits_first_and_who_thinks_what(action, author, team):
    one = propose(action, author, "description", "Une boucle et vingt sous-stations en 2027.")
    sans_base(action, state=State.INTEGRE)
    client = client_of(author)
    client.post(page(action, "donner_avis", one.pk), {"choix": "pour"})
    client.post(page(action, "donner_avis", one.pk), {"choix": "contre"})
    fiche = text_of(client.get(action.get_absolute_url()))
    assert "1 à arbitrer, 1 intégré" in fiche
    assert "1 pas d’accord" in fiche
    assert str(AvisAmendement.objects.get().organisation) in text_of(
        client.get(one.get_absolute_url())
    )


def test_a_view_without_choice_writes_nothing(action, author):
    one = propose(action, author, "title", "Autre")
    answer = client_of(author).post(page(action, "donner_avis", one.pk), {}, follow=True)
    assert "Choisissez un avis" in text_of(answer)
    assert not AvisAmendement.objects.exists()


# Decide ------------------------------------------------------------------------------------------


def decide(client, one, **typed):
    url = one.get_absolute_url()
    form = _form_of(client.get(url), page(one.action, "decider_amendement", one.pk))
    return client.post(page(one.action, "decider_amendement", one.pk), form | typed)


def _form_of(response, action_url):
    """What the form that posts to this address sends."""
    html = response.content.decode()
    body = re.search(rf'<form[^>]*action="{re.escape(action_url)}#decider".*?</form>', html, re.S)
    assert body, "no form to decide"
    fake = type("R", (), {"content": re.sub(r"<form", '<form id="x"', body[0], count=1).encode()})
    return sent_by(fake, "x")


def test_it_is_integrated_as_the_page_showed_it(action, author, team):
    one = propose(action, author, "title", "Un titre proposé")
    done = decide(client_of(team), one)
    assert done.status_code == 302
    one.refresh_from_db()
    assert (one.state, load(action).title) == (State.INTEGRE, "Un titre proposé")


def test_it_is_retouched_and_read_again_before(action, author, team):
    one, client = propose(action, author, "title", "Un titre proposé"), client_of(team)
    read = decide(client, one, title="Un titre retouché", relire="1")
    assert read.status_code == 200
    assert "retouché" in text_of(read)
    decide(client, one, title="Un titre retouché")
    one.refresh_from_db()
    assert (one.state, load(action).title) == (State.INTEGRE_MODIFIE, "Un titre retouché")


@pytest.mark.parametrize(
    ("since", "said", "result"),
    [
        ("Une boucle et dix-huit sous-stations en 2028.", "plus bas, les garde tous les deux",
         "Une boucle et vingt sous-stations en 2028."),
        ("Une boucle et trente sous-stations en 2028.", "écrivez plus bas ce qui doit rester",
         "Une boucle et vingt sous-stations en 2028."),
    ],
)  # fmt: skip
def test_a_field_that_moved_is_shown_three_ways(action, author, team, since, said, result):
    one = propose(action, author, "description", "Une boucle et vingt sous-stations en 2027.")
    modifier(load(action), by=team, base=base_of(action), values={"description": since})
    client = client_of(team)
    shown = client.get(one.get_absolute_url())
    assert "a changé depuis que l’amendement est proposé" in text_of(shown)
    assert said in text_of(shown)
    form = _form_of(shown, page(action, "decider_amendement", one.pk))
    assert form["description"] == [result]
    assert load(action).description == since


def test_the_fiche_moves_while_one_decides(action, author, team):
    one, client = propose(action, author, "title", "Proposé"), client_of(team)
    form = _form_of(client.get(one.get_absolute_url()), page(action, "decider_amendement", one.pk))
    modifier(load(action), by=team, base=base_of(action), values={"title": "Entre-temps"})
    url = page(action, "decider_amendement", one.pk)
    again = client.post(url, form | {"title": "Proposé, retouché"})
    assert again.status_code == 409
    assert "La fiche a changé pendant que vous décidiez" in text_of(again)
    kept = _form_of(again, url)
    assert kept["title"] == ["Proposé, retouché"]
    assert load(action).title == "Entre-temps"
    assert client.post(url, kept).status_code == 302
    assert load(action).title == "Proposé, retouché"


def test_a_line_is_integrated_changed_or_removed(action, author, team):
    client, jalon = client_of(team), action.jalons.get()
    line = {"title": "Ouvrir", "year": 2026, "quarter": 2, "state": "a_venir"}
    added = propose(action, author, "jalons", with_line(action, "jalons", **line))
    removed = propose(action, author, "jalons", [])
    decide(client, added)
    added.refresh_from_db()
    assert added.state == State.INTEGRE
    assert [one["title"] for one in now(action)["jalons"]] == ["Démarrer", "Ouvrir"]
    assert "Démarrer" in text_of(client.get(removed.get_absolute_url()))
    decide(client, removed)
    assert [one["title"] for one in now(action)["jalons"]] == ["Ouvrir"]
    assert not action.jalons.filter(pk=jalon.pk).exists()


def test_a_sentence_from_a_file_is_written_where_the_decider_says(action, team):
    one, client = sans_base(action), client_of(team)
    shown = client.get(one.get_absolute_url())
    assert "Choisissez où l’écrire" in text_of(shown)
    lines = client.get(f"{one.get_absolute_url()}?champ=jalons")
    assert "Ajouter une étape" in text_of(lines)
    url = page(action, "decider_amendement", one.pk)
    form = _form_of(client.get(f"{one.get_absolute_url()}?champ=start"), url)
    assert client.post(url, form | {"start": "2025-05"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, now(action)["start"]) == (State.INTEGRE_MODIFIE, "2025-05-01")
    other = sans_base(action)
    form = _form_of(
        client.get(f"{other.get_absolute_url()}?champ=jalons&ligne=nouvelle"),
        page(action, "decider_amendement", other.pk),
    )
    typed = form | {"ligne-title": "Avant l’été", "ligne-when": "2026-2"}
    client.post(page(action, "decider_amendement", other.pk), typed)
    assert now(action)["jalons"][-1]["title"] == "Avant l’été"


def test_refused_asked_answered(action, author, team):
    one, client = propose(action, author, "title", "Proposé"), client_of(team)
    url = page(action, "repondre_amendement", one.pk)
    empty = client.post(url, {"reason": " ", "decision": "refus"})
    assert empty.status_code == 422
    assert "<title>Erreur" in empty.content.decode()
    client.post(url, {"reason": "Pour qui\u202f?", "decision": "precision"})
    mine = client_of(author)
    assert "Pour qui" in text_of(mine.get(one.get_absolute_url()))
    again = page(action, "reecrire", one.pk)
    opened = mine.get(again)
    assert sent_by(opened, "amendement")["title"] == ["Proposé"]
    mine.post(again, sent_by(opened, "amendement", title="Proposé pour le lycée"))
    one.refresh_from_db()
    assert (one.state, one.text) == (State.A_ARBITRER, "Proposé pour le lycée")
    client.post(url, {"reason": "Merci, mais non.", "decision": "refus"})
    one.refresh_from_db()
    assert one.state == State.REFUSE


def test_withdrawn_by_its_author_alone(action, author, team):
    one = propose(action, author, "title", "Proposé")
    url = page(action, "retirer_amendement", one.pk)
    assert client_of(team).post(url).status_code == 403
    assert client_of(author).post(url).status_code == 302
    one.refresh_from_db()
    assert one.state == State.RETIRE


def test_rewriting_what_nobody_asked_is_refused(action, author, team):
    one = propose(action, author, "title", "Proposé")
    assert client_of(author).get(page(action, "reecrire", one.pk)).status_code == 403
    demander_precision(one, by=team, question="Où\u202f?")
    assert client_of(team).get(page(action, "reecrire", one.pk)).status_code == 403


# Several in one go -------------------------------------------------------------------------------


def together(feuille, *rows, **more):
    query = urlencode([("amendement", one.pk) for one in rows] + list(more.items()))
    return f"{url_of('amendements_ensemble', feuille)}?{query}"


def confirm(client, feuille, *rows):
    html = client.get(together(feuille, *rows)).content.decode()
    fields = re.findall(r'<input type="hidden" name="(base-\d+|amendement)" value="([^"]*)"', html)
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    return sent


def test_several_are_read_together_then_integrated(feuille, action, author, team):
    other = une_action_prete(feuille)
    rows = [
        propose(action, author, "title", "Un"),
        propose(action, author, "budget", Decimal(7)),
        propose(other, author, "title", "Deux"),
    ]
    client = client_of(team)
    listed = client.get(url_of("amendements", feuille))
    assert listed.content.decode().count('type="checkbox" name="amendement"') == 3
    shown = text_of(client.get(together(feuille, *rows)))
    assert "Intégrer 3\u00a0amendements" in shown
    done = client.post(
        url_of("amendements_ensemble", feuille), confirm(client, feuille, *rows), follow=True
    )
    assert "3\u00a0amendements intégrés" in text_of(done)
    assert (load(action).title, load(action).budget, load(other).title) == ("Un", 7, "Deux")
    assert (load(action).version, load(other).version) == (2, 2)
    assert Journal.objects.filter(verb="amendement.integre").count() == 3


def test_those_that_contradict_each_other_are_told_and_nothing_is_offered(
    feuille, action, author, team
):
    rows = [propose(action, author, "title", "Un"), propose(action, author, "title", "Deux")]
    client = client_of(team)
    shown = client.get(together(feuille, *rows))
    assert "gardez l’un des deux" in text_of(shown)
    assert confirm(client, feuille, *rows) == {}


def test_one_decided_meanwhile_stops_the_batch(feuille, action, author, team):
    rows = [propose(action, author, "title", "Un"), propose(action, author, "budget", Decimal(7))]
    client = client_of(team)
    sent = confirm(client, feuille, *rows)
    Amendement.objects.filter(pk=rows[0].pk).update(state=State.RETIRE)
    answer = client.post(url_of("amendements_ensemble", feuille), sent)
    assert answer.status_code == 409
    assert "n’attend plus de décision" in text_of(answer)
    assert load(action).version == 1


def test_the_fiche_moves_while_one_reads_the_batch(feuille, action, author, team):
    one, client = propose(action, author, "title", "Un"), client_of(team)
    sent = confirm(client, feuille, one)
    modifier(load(action), by=team, base=base_of(action), values={"summary": "Autre"})
    answer = client.post(url_of("amendements_ensemble", feuille), sent)
    assert answer.status_code == 409
    assert "a changé depuis" in text_of(answer)


def test_the_list_of_one_action_and_who_may_tick(feuille, action, author, team):
    other = une_action_prete(feuille)
    propose(action, author, "title", "Un")
    propose(other, author, "title", "Deux")
    url = url_of("amendements", feuille)
    one = client_of(team).get(url, {"action": action.numero})
    assert one.content.decode().count('type="checkbox" name="amendement"') == 1
    read = client_of(author).get(url)
    assert 'type="checkbox"' not in read.content.decode()
    assert "Donner un avis" in text_of(read)


def test_a_long_list_is_cut_in_pages(feuille, action, author, team, monkeypatch):
    """An action whose amendments stand on two pages is named on both."""
    monkeypatch.setattr("actions.views.arbitrage.PER_PAGE", 2)
    for text in ("Un", "Deux", "Trois"):
        propose(action, author, "title", text)
    propose(une_action_prete(feuille), author, "title", "Ailleurs")
    client, listed = client_of(team), url_of("amendements", feuille)
    first = text_of(client.get(listed))
    assert ("Deux" in first, "Trois" in first) == (True, False)
    assert "Seuls comptent ceux cochés sur cette page." in first
    second = text_of(client.get(f"{listed}?page=2"))
    assert ("Deux" in second, "Trois" in second, "Ailleurs" in second) == (False, True, True)
    alone = client.get(f"{listed}?action={action.numero}&page=2").content.decode()
    assert alone.count('name="amendement"') == 1
    assert f"?action={action.numero}&amp;page=1" in alone


def test_nothing_waits(feuille, team):
    assert "Aucun amendement n’attend" in text_of(
        client_of(team).get(url_of("amendements", feuille))
    )


def test_an_amendment_of_a_restricted_action_is_not_told(feuille, action, author, team):
    one = propose(action, author, "title", "Un secret")
    type(action).objects.update(is_restricted=True)
    client = client_of(un_access(feuille, Role.PORTEUR))
    assert client.get(one.get_absolute_url()).status_code == 404
    assert "Un secret" not in client.get(url_of("amendements", feuille)).content.decode()
    assert "Un secret" not in client.get(together(feuille, one)).content.decode()


# Cost --------------------------------------------------------------------------------------------


def test_pages_cost_the_same_for_one_and_three(feuille, action, author, team):
    client, costs = client_of(team), []
    others = [une_action_prete(feuille) for _ in range(3)]
    for several in ([action], others):
        for one in several:
            propose(action, author, "title", f"Titre {one.pk}")
            propose(one, author, "jalons", with_line(
                one, "jalons", title=f"L{one.pk}", year=2026, quarter=1, state="a_venir"
            ))  # fmt: skip
        rows = Amendement.objects.filter(field="jalons")
        costs.append(
            [
                queries_of(client, action.get_absolute_url()),
                queries_of(client, url_of("amendements", feuille)),
                queries_of(client, together(feuille, *rows)),
            ]
        )
    assert costs[0] == costs[1]
