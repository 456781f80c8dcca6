"""Sign-in by e-mail code, as a person meets it: two pages and a message."""

import re
import time
from smtplib import SMTPServerDisconnected

import pytest
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.urls import NoReverseMatch, reverse

from comptes.models import User
from socle.models import Journal
from tests.fabrique import une_personne

CONNEXION, CODE = "/compte/connexion/", "/compte/code/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def ines():
    return une_personne("Inès Rabouin")


def demander(client, email, **extra):
    return client.post(CONNEXION, {"email": email} | extra)


def code_of(message) -> str:
    """The six digits of the subject, their no-break space removed."""
    return re.sub(r"\D", "", message.subject)


def text(response) -> str:
    return response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def later(monkeypatch, seconds):
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + seconds)


# The way in --------------------------------------------------------------------------------------


def test_a_code_opens_the_door_and_the_journal_says_so(client, ines, mailoutbox):
    response = demander(client, ines.email)
    assert response.status_code == 302
    assert response.url == CODE
    assert ines.email in text(client.get(CODE))

    response = client.post(CODE, {"code": code_of(mailoutbox[0])})

    assert response.status_code == 302
    assert response.url == reverse("entrer")
    assert client.session["_auth_user_id"] == str(ines.pk)
    line = Journal.objects.get(verb="compte.connexion")
    assert (line.user_id, line.details) == (ines.pk, {"moyen": "code"})


@pytest.mark.parametrize(
    "typed", ["{0}{1}", "{0} {1}", "{0}\u00a0{1}", " {0}-{1} ", "{0}\u202f{1}"]
)
def test_a_code_is_read_as_people_paste_it(client, ines, mailoutbox, typed):
    demander(client, ines.email)
    code = code_of(mailoutbox[0])
    response = client.post(CODE, {"code": typed.format(code[:3], code[3:])})
    assert response.status_code == 302
    assert "_auth_user_id" in client.session


def test_the_address_is_read_in_any_case(client, ines, mailoutbox):
    demander(client, f"  {ines.email.upper()} ")
    assert len(code_of(mailoutbox[0])) == 6


def test_the_message_is_text_first_in_french(client, ines, mailoutbox):
    demander(client, ines.email)
    message = mailoutbox[0]
    assert re.fullmatch("Votre code\u00a0: [0-9]{3}\u00a0[0-9]{3}", message.subject)
    assert message.to == [ines.email]
    code = code_of(message)
    assert f"{code[:3]} {code[3:]}" in message.body
    assert "pendant dix minutes" in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert f"{code[:3]}\u00a0{code[3:]}" in html
    assert "http://testserver/compte/connexion/" in html


def test_a_code_serves_once(client, ines, mailoutbox):
    demander(client, ines.email)
    code = code_of(mailoutbox[0])
    client.post(CODE, {"code": code})
    client.post(reverse("account_logout"))
    response = client.post(CODE, {"code": code})
    assert response.url == CONNEXION
    assert "_auth_user_id" not in client.session


def test_a_code_serves_in_its_own_browser_only(client, ines, mailoutbox):
    demander(client, ines.email)
    other = type(client)()
    assert other.post(CODE, {"code": code_of(mailoutbox[0])}).url == CONNEXION
    assert "_auth_user_id" not in other.session


def test_somebody_signed_in_does_not_see_the_page(client, ines):
    client.force_login(ines)
    assert client.get(CONNEXION).url == reverse("entrer")


def test_the_session_changes_key_at_sign_in(client, ines, mailoutbox):
    demander(client, ines.email)
    before = client.session.session_key
    client.post(CODE, {"code": code_of(mailoutbox[0])})
    assert client.session.session_key != before


# Strangers ---------------------------------------------------------------------------------------


def pages(client, email):
    """Everything a visitor sees of a request of code, addresses and tokens left out."""
    first = demander(client, email)
    second = client.get(CODE)
    third = client.post(CODE, {"code": "000000"})
    seen = [(r.status_code, r.headers.get("Location"), text(r)) for r in (first, second, third)]
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", repr(seen)).replace(email, "x")


def test_an_unknown_address_sees_exactly_the_same_pages(client, ines):
    closed = une_personne(is_active=False)
    known = pages(type(client)(), ines.email)
    assert pages(type(client)(), "personne.inconnue@essai.example") == known
    assert pages(type(client)(), closed.email) == known


def test_an_unknown_address_receives_a_polite_word_and_no_code(client, mailoutbox):
    demander(client, "o'brien@essai.example")
    (message,) = mailoutbox
    assert message.subject == "Cette adresse n’a pas encore de compte"
    assert "o'brien@essai.example" in message.body
    assert not re.search(r"\d{3}", message.subject + message.body)
    assert "Demandez votre code avec elle" in message.alternatives[0][0]
    assert client.post(CODE, {"code": ""}).status_code == 422
    assert User.objects.filter(email__contains="brien").count() == 0


def test_an_account_closed_meanwhile_does_not_open(client, ines, mailoutbox):
    demander(client, ines.email)
    User.objects.filter(pk=ines.pk).update(is_active=False)
    response = client.post(CODE, {"code": code_of(mailoutbox[0])}, follow=True)
    assert "Ce compte est fermé" in text(response)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reauthenticate",
        "account_inactive",
        "account_email_verification_sent",
    ],
)
def test_allauth_opens_nothing_else(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["signup/", "login/", "logout/", "email/", "password/reset/", "inscription/"]
)
def test_its_own_addresses_do_not_exist(client, path):
    assert client.get(f"/compte/{path}").status_code == 404


# What may go wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Écrivez votre adresse électronique."),
        ("ines", "Écrivez une adresse complète, par exemple prenom.nom@entreprise.fr."),
        ("<script>@a", "Écrivez une adresse complète"),
    ],
)
def test_an_address_half_typed(client, mailoutbox, typed, sentence):
    response = demander(client, typed)
    assert sentence in text(response)
    assert "<title>Erreur : " in text(response)
    assert "<script>@" not in text(response)
    assert mailoutbox == []


def test_a_wrong_code_says_how_many_attempts_are_left(client, ines, mailoutbox):
    demander(client, ines.email)
    wrong = "000000" if code_of(mailoutbox[0]) != "000000" else "111111"
    first = text(client.post(CODE, {"code": wrong}))
    assert "Recopiez les six chiffres du dernier message reçu. Il vous reste deux essais." in first
    assert "<title>Erreur : " in first
    assert f'value="{wrong}"' in first
    assert "Il vous reste un essai." in text(client.post(CODE, {"code": wrong}))
    last = text(client.post(CODE, {"code": wrong}))
    assert "Ce code ne sert plus après trois essais. Demandez-en un nouveau." in last
    # The right code comes too late, and the page still says why.
    response = client.post(CODE, {"code": code_of(mailoutbox[0])})
    assert "Ce code ne sert plus après trois essais." in text(response)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_a_code_half_typed_costs_no_attempt(client, ines, mailoutbox, typed):
    demander(client, ines.email)
    for _ in range(4):
        response = client.post(CODE, {"code": typed})
        assert "Écrivez les six chiffres reçus par courriel." in text(response)
    client.post(CODE, {"code": code_of(mailoutbox[0])})
    assert "_auth_user_id" in client.session


def test_an_expired_code_says_when_and_what_to_do(client, ines, mailoutbox, monkeypatch):
    demander(client, ines.email)
    code = code_of(mailoutbox[0])
    later(monkeypatch, 601)
    for status, response in ((422, client.post(CODE, {"code": code})), (200, client.get(CODE))):
        assert response.status_code == status
        assert re.search(
            r"Ce code a expiré à \d{1,2} h( \d\d)?\. Demandez-en un nouveau\.", text(response)
        )
        assert ines.email in text(response)
    assert "_auth_user_id" not in client.session
    later(monkeypatch, 3600)
    assert client.get(CODE).url == CONNEXION


def test_a_new_code_lives_anew_and_the_old_one_is_void(client, ines, mailoutbox, monkeypatch):
    demander(client, ines.email)
    later(monkeypatch, 590)
    page = text(client.get(CODE))
    assert f'action="{CONNEXION}" id="renvoi"' in page
    assert demander(client, ines.email).url == CODE
    later(monkeypatch, 30)
    first, second = map(code_of, mailoutbox)
    if first != second:
        assert "Il vous reste deux essais" in text(client.post(CODE, {"code": first}))
    client.post(CODE, {"code": second})
    assert "_auth_user_id" in client.session


def test_the_address_may_be_changed_while_a_code_waits(client, ines, mailoutbox):
    demander(client, "faute@essai.example")
    assert "Vous avez déjà un code" in text(client.get(CONNEXION))
    demander(client, ines.email)
    client.post(CODE, {"code": code_of(mailoutbox[1])})
    assert client.session["_auth_user_id"] == str(ines.pk)


def test_the_fifth_code_in_a_quarter_of_an_hour_has_to_wait(client, ines, mailoutbox, monkeypatch):
    for _ in range(4):
        assert demander(client, ines.email).status_code == 302
    response = demander(type(client)(), ines.email)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "900"
    assert "attendez un quart d’heure avant d’en demander un autre" in text(response)
    assert f'value="{ines.email}"' in text(response)
    assert len(mailoutbox) == 4
    # Somebody else is not held back, and the last code received still opens.
    assert demander(type(client)(), "autre@essai.example").status_code == 302
    client.post(CODE, {"code": code_of(mailoutbox[3])})
    assert "_auth_user_id" in client.session
    later(monkeypatch, 901)
    assert demander(type(client)(), ines.email).status_code == 302


def test_a_network_that_asks_too_much_waits_a_minute(client, mailoutbox):
    statuses = [demander(client, f"p{n}@essai.example").status_code for n in range(60)]
    assert set(statuses) == {302}
    response = demander(client, "p60@essai.example")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert "Réessayez dans une minute." in text(response)
    assert len(mailoutbox) == 60


def test_behind_a_proxy_the_limit_is_that_of_the_visitor(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    spoofed = {"HTTP_X_FORWARDED_FOR": "9.9.9.9, 192.0.2.1"}
    assert client.post(CONNEXION, {"email": "a@b.example"}, **spoofed).status_code == 302
    spoofed = {"HTTP_X_FORWARDED_FOR": "8.8.8.8, 192.0.2.1"}
    assert client.post(CONNEXION, {"email": "a@b.example"}, **spoofed).status_code == 429
    other = {"HTTP_X_FORWARDED_FOR": "192.0.2.2"}
    assert client.post(CONNEXION, {"email": "a@b.example"}, **other).status_code == 302


def test_a_mail_server_away_loses_nothing_typed(client, ines, monkeypatch):
    def refuse(self, messages):
        raise SMTPServerDisconnected

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    response = demander(client, ines.email)
    assert response.status_code == 503
    assert "Le message n’est pas parti. Réessayez dans quelques minutes." in text(response)
    assert f'value="{ines.email}"' in text(response)


# Where one goes next -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/compte/", "/compte/"),
        ("https://ailleurs.example/", "/entrer/"),
        ("//ailleurs.example/", "/entrer/"),
        ("javascript:alert(1)", "/entrer/"),
        ("/\\ailleurs.example", "/entrer/"),
    ],
)
def test_next_leads_inside_only(client, ines, mailoutbox, wanted, reached):
    assert client.get(CONNEXION, {"next": wanted}).status_code == 200
    response = demander(client, ines.email, next=wanted)
    page = client.get(response.url)
    assert "ailleurs" not in text(page)
    response = client.post(response.url, {"code": code_of(mailoutbox[0])})
    assert response.url == reached


def test_next_survives_a_new_code(client, ines, mailoutbox):
    url = demander(client, ines.email, next="/compte/").url
    assert '<input type="hidden" name="next" value="/compte/">' in text(client.get(url))


def test_a_page_that_needs_an_account_leads_back_to_itself(client):
    assert client.get("/compte/").url == f"{CONNEXION}?next=/compte/"
