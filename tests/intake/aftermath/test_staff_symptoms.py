"""Symptoms at the desk: asked by phone, a red line on Today and the queue, closed by a dermatologist."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import AuditEvent
from intake.models import SymptomClosure, SymptomReport
from tests.intake.aftermath.steps import MILD, NOTHING_ELSE, first_session, press, report
from tests.intake.course.steps import moment

pytestmark = pytest.mark.django_db
NEXT_DAY = moment(date(2026, 3, 17), 9)
REASONS = ["Swelling", "swelling", "Bruis", "Pus", "Fever", "Hurts a lot", "size", "more than mild"]
WORSE = MILD | {"swelling_size": 8, "symptom_words": "Hurts a lot"}


@pytest.fixture
def clock(at):
    at(NEXT_DAY)


@pytest.fixture
def desk(clock, signed_in, front_desk) -> Client:
    return signed_in(front_desk)


def text(page) -> str:
    return page.content.decode()


def page_of(told: SymptomReport) -> str:
    return reverse("symptom-report", args=[told.pk])


def close(browser: Client, told: SymptomReport, note: str = "Seen at noon, cold packs."):
    return browser.post(reverse("close-symptom-report", args=[told.pk]), {"note": note})


class TestAskedByPhone:
    def test_the_desk_fills_the_form_and_reads_the_level_and_what_to_do(self, desk, session, front_desk):
        url = reverse("ask-symptoms", args=[session.pk])
        page = press(desk, desk.get(url), a_urgent_now="none")
        assert "¿Nota algo distinto" in text(page)  # María reads Spanish: it is read out to her
        page = press(desk, page, a_skin_change="yes")
        page = press(desk, page, a_swelling="yes", a_redness="no")
        page = press(desk, page, a_swelling_size="8", mode="staff")
        told = SymptomReport.objects.get()
        assert page.headers["Location"] == page_of(told)
        assert (told.level, told.mode, told.given_by) == ("call", "staff", front_desk)
        assert "swelling_trend" not in told.answers  # blanks are allowed, and reassure nobody
        shown = text(desk.get(page_of(told)))
        assert "Call today" in shown and "A clinician talks to the patient today" in shown
        assert "(212) 555-0142" in shown and not [word for word in REASONS if word in shown]

    def test_an_urgent_sign_ends_the_form_at_once(self, desk, session):
        page = press(desk, desk.get(reverse("ask-symptoms", args=[session.pk])), a_urgent_now="breathing")
        assert "call 911 now" in text(desk.get(page.headers["Location"]))

    def test_nothing_at_all_is_a_call(self, desk, session):
        page = desk.get(reverse("ask-symptoms", args=[session.pk]))
        while page.status_code == 200:
            page = press(desk, page)
        assert SymptomReport.objects.get().level == "call"

    @pytest.mark.parametrize("who", ["lead", "nobody"])
    def test_for_others_it_is_not_there(self, clock, session, signed_in, request, who):
        browser = signed_in(request.getfixturevalue(who))
        assert browser.get(reverse("ask-symptoms", args=[session.pk])).status_code == 404
        assert browser.get(page_of(report(session, NEXT_DAY))).status_code == 404

    def test_reading_and_keeping_are_in_the_trail(self, desk, session, front_desk):
        desk.get(page_of(report(session, NEXT_DAY)))
        seen = AuditEvent.objects.filter(action="view", actor=front_desk, patient_id=session.patient_id)
        assert seen.exists()


class TestTheReport:
    @pytest.mark.parametrize("who", ["nurse", "dermatologist"])
    def test_clinicians_see_signs_and_answers(self, clock, session, signed_in, request, who):
        shown = text(signed_in(request.getfixturevalue(who)).get(page_of(report(session, NEXT_DAY, **WORSE))))
        assert "Swelling that grows or is more than mild" in shown and "Hurts a lot" in shown
        assert ("Close with this note" in shown) == (who == "dermatologist")

    def test_a_dermatologist_closes_it(self, clock, session, signed_in, dermatologist):
        told, browser = report(session, NEXT_DAY, **WORSE), signed_in(dermatologist)
        assert close(browser, told).status_code == 302
        shown = text(browser.get(page_of(told)))
        assert "Seen at noon" in shown and "closed" in shown and "Close with this note" not in shown

    @pytest.mark.parametrize("who", ["front_desk", "nurse", "lead", "nobody"])
    def test_for_anybody_else_closing_is_not_there(self, clock, session, signed_in, request, who):
        told = report(session, NEXT_DAY, **WORSE)
        assert close(signed_in(request.getfixturevalue(who)), told).status_code == 404
        assert not SymptomClosure.objects.exists()

    def test_a_note_is_needed_and_what_was_typed_stays(self, clock, session, signed_in, dermatologist):
        told, browser = report(session, NEXT_DAY, **WORSE), signed_in(dermatologist)
        assert "Write what was found and done." in text(close(browser, told, "  "))
        close(browser, told)
        again = close(browser, told, "Mine instead")
        assert "closed already" in text(again) and "Seen at noon" in text(again)
        assert SymptomClosure.objects.get().note.startswith("Seen")


class TestRedLines:
    @pytest.mark.parametrize("address", ["/today/", "/queue/"])
    def test_one_stands_there_until_it_is_closed(self, clock, session, signed_in, dermatologist, address):
        told, browser = report(session, NEXT_DAY, **WORSE), signed_in(dermatologist)
        shown = text(browser.get(address))
        line = re.search(r'<a id="report-.*?</li>', shown, re.S)[0]
        assert "<strong>Call today:</strong> GARCÍA LÓPEZ, María</a> – reported 9:00 – open" in line
        assert "Swelling that grows" in line and 'href="tel:2125550142"' in line
        close(browser, told)
        assert "report-" not in text(browser.get(address))

    def test_the_desk_sees_name_level_and_phone_and_no_sign(self, desk, session):
        report(session, NEXT_DAY, **WORSE)
        shown = text(desk.get("/today/"))
        assert "Call today:" in shown and "(212) 555-0142" in shown
        assert not [word for word in REASONS if word in shown]

    def test_the_polled_list_notices_a_new_one_and_a_closed_one(
        self, desk, session, dermatologist, signed_in
    ):
        page = text(desk.get("/today/"))
        assert refresh(desk, page).status_code == 204
        told = report(session, NEXT_DAY, **WORSE)
        answer = refresh(desk, page)
        assert answer.status_code == 200 and "Call today:" in text(answer)
        assert refresh(desk, text(answer)).status_code == 204
        close(signed_in(dermatologist), told)
        assert refresh(desk, text(answer)).status_code == 200

    def test_a_new_name_in_the_polled_list_is_in_the_trail(self, desk, session):
        page = text(desk.get("/today/"))
        before = AuditEvent.objects.filter(action="view").count()
        report(session, NEXT_DAY, **WORSE)
        refresh(desk, page)
        assert AuditEvent.objects.filter(action="view").count() == before + 1

    @pytest.mark.parametrize("address", ["/today/", "/queue/"])
    def test_ten_cost_as_many_queries_as_one(
        self, clock, session, signed_in, dermatologist, front_desk, daniel, address
    ):
        browser = signed_in(dermatologist)
        report(session, NEXT_DAY, **WORSE)
        browser.get(address)
        one = queries(browser, address)
        theirs = first_session(daniel, session.performed_on, desk=front_desk, by=dermatologist)
        for minute in range(9):
            report(theirs, NEXT_DAY.replace(minute=minute), **NOTHING_ELSE | {"pain": "severe"})
        assert queries(browser, address) == one

    def test_an_expected_report_makes_none(self, desk, session):
        report(session, NEXT_DAY, **MILD)
        assert "report-" not in text(desk.get("/today/"))


def refresh(browser: Client, page: str):
    address = re.search(r'data-hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    return browser.get(address, headers={"HX-Request": "true"})


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)
