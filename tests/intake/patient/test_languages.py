"""The whole journey in English and in Spanish; switching keeps the place."""

import pytest
from django.test import Client

from intake.models import Draft, Response
from tests.intake.patient.steps import BORN, answer_all, come_in, send

pytestmark = pytest.mark.django_db
UNREVIEWED = "Nadie ha firmado todavía la revisión de esta traducción."


def test_the_welcome_page_switches_by_a_link(client, link):
    page = client.get(link + "?lang=es").content.decode()
    assert '<html lang="es">' in page and "¿Cuál es su fecha de nacimiento?" in page
    assert 'href="?lang=en"' in page


def test_without_a_choice_the_invitations_language_is_used(client, link):
    client.post(link, BORN)
    assert '<html lang="es">' in client.get("/questions/", follow=True).content.decode()


def test_the_switch_keeps_the_place_and_what_is_sent_says_what_was_read(browser, visit):
    page = browser.get("/questions/acne/").content.decode()
    assert UNREVIEWED not in page
    answer = browser.post("/language/", {"language": "es", "next": "/questions/acne/"})
    assert answer.headers["Location"] == "/questions/acne/"
    page = browser.get("/questions/acne/").content.decode()
    assert "¿Tiene acné hoy?" in page and UNREVIEWED in page
    send(browser, visit)
    assert Response.objects.get().language == "es"
    assert "Gracias" in browser.get("/sent/").content.decode()


def test_a_language_in_the_address_changes_what_is_sent_as_well(browser, visit):
    draft = answer_all(visit)
    browser.get("/check/?lang=es")
    assert Draft.objects.get(pk=draft.pk).language == "es"


def test_coming_back_goes_on_in_the_language_used_last(browser, link):
    browser.get("/questions/", follow=True)
    other = Client()
    come_in(other, link)
    assert '<html lang="en">' in other.get("/questions/", follow=True).content.decode()


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example", "/account/", "/sent/../account/", "/language/", "", "\x00"],
)
def test_the_switch_leads_to_no_other_page(browser, path):
    assert browser.post("/language/", {"language": "es", "next": path}).headers["Location"] == "/questions/"


def test_a_language_that_is_not_offered_changes_nothing(browser):
    browser.post("/language/", {"language": "xx", "next": "/check/"})
    assert '<html lang="en">' in browser.get("/questions/", follow=True).content.decode()


def test_errors_are_spanish_too(client, link, visit):
    come_in(client, link + "?lang=es")
    page = client.post("/questions/diabetes/", {"version": 0}).content.decode()
    assert "<title>Error:" in page and "Elija una respuesta: ¿Tiene diabetes?" in page
    page = client.post("/questions/peel_on/", {"answer_year": "1950", "version": 0}).content.decode()
    assert "Esta fecha es anterior a su nacimiento." in page
