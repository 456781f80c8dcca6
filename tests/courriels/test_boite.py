"""In a demonstration without mail server, its messages are read on the product; elsewhere, no."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from tests.fabrique import une_personne
from tests.outils import client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def _files(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH, settings.BOITE_DEMO = str(tmp_path), True


def send(to: str, text: str = "Votre code : 123 456") -> None:
    message = EmailMultiAlternatives("Votre code", text, to=[to])
    message.attach_alternative(f"<p>{text}</p>", "text/html")
    message.send()


@pytest.mark.usefixtures("_files")
def test_a_visitor_reads_the_codes_of_the_demonstration(client):
    assert "Aucun courriel encore" in text_of(client.get(reverse("boite")))
    send("ines@essai.example")
    text = text_of(client.get(reverse("boite")))
    assert "À ines@essai.example" in text
    assert "Votre code : 123 456" in text


@pytest.mark.usefixtures("_files")
def test_a_person_finds_her_own(client):
    ines = une_personne()
    send(ines.email, "Pour Inès")
    send("autre@essai.example", "Pour un autre")
    text = text_of(client_of(ines).get(reverse("boite"), {"moi": ""}))
    assert "Pour Inès" in text
    assert "Pour un autre" not in text
    assert "Pour un autre" in text_of(client_of(ines).get(reverse("boite")))


@pytest.mark.usefixtures("_files")
def test_the_codes_of_a_real_administrator_stay_hidden(client):
    send(une_personne(is_staff=True).email)
    send(une_personne(is_staff=True, is_demo=True).email, "Un personnage")
    text = text_of(client.get(reverse("boite")))
    assert "123 456" not in text
    assert "Un personnage" in text


def test_elsewhere_the_page_does_not_exist(client, settings):
    settings.BOITE_DEMO = False
    assert client.get(reverse("boite")).status_code == 404
    assert reverse("boite") not in client.get("/").content.decode()
