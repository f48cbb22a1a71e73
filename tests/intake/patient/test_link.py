"""The link: one neutral page, five tries, and nothing that tells one link from another."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clinic.models import AuditEvent
from intake.actions.invitations import copy_link, reissue
from intake.actions.requests import Wanted
from intake.actions.visits import book, cancel
from intake.dates import clinic_day
from intake.models import CancelReason, Draft, Invitation
from tests.intake.patient.steps import BORN, come_in, send

pytestmark = pytest.mark.django_db
WRONG = {**BORN, "birth_date_year": "1990"}
NOT_OPENED = "We could not open your questions with this date of birth."


def seen(answer) -> str:
    """The page without what differs by chance: the form's token and the number of random bytes of gzip."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


@pytest.fixture
def other_link(link) -> str:
    return "/i/" + "A" * 43 + "/"


def test_opening_the_link_shows_the_same_page_for_every_token_and_changes_nothing(client, link, other_link):
    before = AuditEvent.objects.count()
    pages = [client.get(address) for address in (link, other_link, "/i/x/")]
    assert {page.status_code for page in pages} == {200}
    assert len({seen(page) for page in pages}) == 1
    assert AuditEvent.objects.count() == before
    assert not Draft.objects.exists() and Invitation.objects.get().tries == 0
    assert pages[0].headers["Cache-Control"] == "no-store"


def test_a_hundred_scanners_do_not_use_up_the_link(client, link):
    for _ in range(100):
        Client().get(link)
    come_in(client, link)


def test_the_right_birth_date_opens_the_questions_at_an_address_without_the_token(client, link):
    answer = client.post(link, BORN, follow=True)
    assert answer.request["PATH_INFO"] == "/questions/pregnant/"
    assert link.split("/")[2] not in answer.content.decode()


def test_a_wrong_date_and_a_wrong_link_read_the_same(client, link, other_link):
    pages = [client.post(link, WRONG), client.post(other_link, WRONG), client.post(other_link, BORN)]
    assert all(NOT_OPENED in page.content.decode() for page in pages)
    assert all("<title>Error:" in page.content.decode() for page in pages)
    assert seen(pages[0]) == seen(pages[1])


def test_five_wrong_dates_lock_the_link_and_it_reads_the_same(client, link):
    pages = {seen(client.post(link, WRONG)) for _ in range(7)}
    assert len(pages) == 1
    assert NOT_OPENED in client.post(link, BORN).content.decode()
    assert Invitation.objects.get().locked_at is not None


def test_no_date_at_all_costs_no_try(client, link):
    page = client.post(link, {}).content.decode()
    assert page.count("Enter your date of birth.") == 2
    page = client.post(link, {**BORN, "birth_date_day": "31", "birth_date_month": "2"}).content.decode()
    assert "has only 28 days" in page
    assert Invitation.objects.get().tries == 0


def test_a_link_used_up_expired_called_off_or_replaced_opens_nothing(client, link, visit, front_desk):
    def refused() -> bool:
        return NOT_OPENED in client.post(link, BORN).content.decode()

    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert refused()
    reissue(visit=visit, by=front_desk, at=timezone.now())
    assert refused()
    assert Invitation.objects.filter(ended_at=None).get().tries == 0


def test_a_called_off_visit_ends_the_session_too(browser, visit, front_desk):
    assert browser.get("/questions/", follow=True).request["PATH_INFO"] == "/questions/pregnant/"
    cancel(visit=visit, reason=CancelReason.PATIENT, by=front_desk, at=timezone.now())
    answer = browser.post("/questions/pregnant/", {"answer": "no", "version": 1})
    assert answer.headers["Location"] == "/link/"
    assert "Please open your link again" in browser.get("/link/").content.decode()


def test_after_sending_the_link_opens_nothing_any_more(browser, visit, link):
    send(browser, visit)
    assert NOT_OPENED in Client().post(link, BORN).content.decode()


@pytest.mark.parametrize(
    "path", ["/questions/", "/questions/acne/", "/check/", "/sign/", "/sent/", "/later/"]
)
def test_without_a_session_every_page_leads_to_the_link(client, db, path):
    assert client.get(path).headers["Location"] == "/link/"
    assert client.get(path + "?lang=es").headers["Location"] == "/link/?lang=es"


@pytest.mark.parametrize(("query", "first", "second"), [("", "en", "es"), ("?lang=es", "es", "en")])
def test_the_page_of_a_session_that_ended_speaks_both_languages(client, db, query, first, second):
    """The session that knew the language is gone, and nothing else may tell it."""
    words = {"en": "Please open your link again", "es": "Abra su enlace de nuevo"}
    page = client.get("/link/" + query).content.decode()
    assert f"<h1>{words[first]}</h1>" in page and f'<html lang="{first}">' in page
    other = page[page.index(f'<div lang="{second}">') : page.index("</div>", page.index("<h2>"))]
    assert f"<h2>{words[second]}</h2>" in other
    assert ("Answers you saved are safe" in other) == (second == "en")
    assert "tel:" in other


def test_whoever_ended_the_session_reads_on_in_one_language(client, db):
    page = client.get("/link/?done=1&lang=es").content.decode()
    assert '<div lang="en">' not in page and "Please open" not in page


def test_coming_in_ends_whoever_was_signed_in_on_this_device(signed_in, dermatologist, link):
    browser = signed_in(dermatologist)
    come_in(browser, link)
    assert browser.get("/queue/").status_code == 302


def test_one_patients_session_never_reaches_another_visit(browser, visit, daniel, place, front_desk):
    now = timezone.now()
    other = book(
        patient=daniel,
        place=place,
        starts_at=now + timedelta(days=9),
        wanted=[Wanted("micro-needling", "wrinkles", ("neck",))],
        by=front_desk,
        at=now,
        on=clinic_day(now),
    )
    copy_link(visit=other, by=front_desk, at=now)
    posted = {"answer": "yes", "version": 0, "visit": str(other.pk), "draft": "1", "patient": str(daniel.pk)}
    browser.post("/questions/diabetes/", posted)
    assert not other.drafts.exists()
    assert visit.drafts.get().answers == {"diabetes": "yes"}
    for path in (f"/visits/{visit.pk}/summary/", f"/visits/{other.pk}/", f"/patients/{visit.patient_id}/"):
        assert browser.get(path).status_code in (302, 404)
