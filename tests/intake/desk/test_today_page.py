"""The page Today: its lines, its tabs, its refresh, and who may open it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import AuditEvent
from intake.actions.invitations import send_link
from intake.actions.requests import Wanted
from intake.actions.visits import book, check_in
from intake.models import Message, Visit
from tests.factories import PatientFactory, PlaceFactory
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


def board(browser, **query) -> str:
    answer = browser.get(reverse("today"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def refresh(browser, page: str, **headers):
    address = re.search(r'data-hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    return browser.get(address, headers={"HX-Request": "true"} | headers)


def another(patient, place, by, hours=1):
    wanted = [Wanted("micro-needling", "general", ("chin",))]
    starts_at = PLANNED + timedelta(hours=hours)
    return book(patient=patient, place=place, starts_at=starts_at, wanted=wanted, by=by, at=NOW, on=TODAY)


def test_a_line_says_who_when_how_far_and_what_next(desk, visit):
    page = board(desk)
    assert "Today, Monday 16 March" in page
    assert "GARCÍA LÓPEZ, María" in page and "14-Mar-1991" in page and "10:00" in page
    assert "Not started" in page and "Not arrived" in page and "Lines and wrinkles" in page
    assert "&lt;" not in page
    assert page.count('id="step-') == 1 and f'formaction="/visits/{visit.pk}/send/"' in page


@pytest.mark.parametrize("role", ["nurse", "dermatologist", "front_desk"])
def test_it_opens_for_those_who_work_with_visits(role, request, at, signed_in, visit):
    at(PLANNED)
    assert "García".upper() in board(signed_in(request.getfixturevalue(role)))


@pytest.mark.parametrize("role", ["lead", "nobody"])
@pytest.mark.parametrize("address", ["/today/", "/today/list/"])
def test_for_others_it_is_not_there(role, address, request, signed_in):
    assert signed_in(request.getfixturevalue(role)).get(address).status_code == 404


def test_another_day_has_its_own_heading_and_a_way_back(desk, visit):
    page = board(desk, day="2026-03-17")
    assert "Tuesday 17 March" in page and "No visit is booked for this day." in page
    assert "?day=2026-03-16" in page and "?day=2026-03-18" in page and 'href="/today/">Today' in page


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "9999-12-31", "0001-01-01", "2026-3-1x", "\u0661"])
def test_a_day_that_is_none_leads_back_to_today(desk, day, said):
    assert desk.get(reverse("today"), {"day": day}).headers["Location"] == "/today/"
    assert said(desk) == ["There is no such day. This is today."]


def test_the_tabs_show_what_they_count(desk, visit, daniel, place, front_desk):
    other = another(daniel, place, front_desk)
    check_in(visit=other, by=front_desk, at=PLANNED, on=DAY)
    here = board(desk, tab="here")
    assert "OKAFOR" in here and "GARCÍA" not in here
    assert "Nothing waits for the doctor." in board(desk, tab="doctor")
    assert board(desk, tab="nonsense").count('id="step-') == 2


def test_one_press_sends_the_link_and_comes_back_to_the_same_list(desk, visit, said):
    answer = desk.post(reverse("send-link", args=[visit.pk]), {"back": "day=2026-03-16&tab=desk"})
    assert answer.headers["Location"] == "/today/?day=2026-03-16&tab=desk"
    assert said(desk) == ["GARCÍA LÓPEZ, María: The link is on its way to maria@mail.example."]
    assert Message.objects.get().to == "maria@mail.example"
    assert "Ask by phone" in board(desk)


def test_one_press_checks_in(desk, visit, dermatologist):
    send(visit)
    agree(visit, dermatologist)
    assert f'formaction="/visits/{visit.pk}/check-in/"' in board(desk)
    desk.post(reverse("check-in", args=[visit.pk]), {"version": Visit.objects.get().version})
    assert Visit.objects.get().state == "arrived"
    assert "Waiting 0 min" in board(desk)


def test_the_doctors_steps_are_links_for_the_doctor_and_words_for_the_desk(desk, visit, nurse, signed_in):
    send(visit)
    summary = reverse("summary", args=[visit.pk])
    assert summary not in board(desk) and "With the doctor" in board(desk)
    assert summary in board(signed_in(nurse))


def test_a_patient_without_an_address_gets_the_link_shown(desk, daniel, place, front_desk, protocol):
    visit = another(daniel, place, front_desk)
    assert f'formaction="/visits/{visit.pk}/qr/"' in board(desk)


def test_a_mail_that_failed_is_seen(desk, visit, front_desk):
    send_link(visit=visit, by=front_desk, at=NOW)
    assert "not delivered" not in board(desk)
    Message.objects.update(state="failed")
    assert "E-mail not delivered" in board(desk)


def test_a_step_of_the_day_is_not_offered_the_day_before(at, signed_in, front_desk, dermatologist, visit):
    send(visit)
    agree(visit, dermatologist)
    at(NOW)
    page = board(signed_in(front_desk), day="2026-03-16")
    assert "Check in on the day" in page and 'id="step-' not in page


def test_places_are_offered_where_there_are_several(desk, visit):
    assert "All places" not in board(desk)
    uptown = PlaceFactory(name="Uptown")
    assert "All places" in board(desk)
    assert "No visit is booked" in board(desk, place=uptown.pk)
    assert "GARCÍA" in board(desk, place="nonsense")


def test_the_queries_do_not_grow_with_the_day(desk, visit, place, front_desk):
    board(desk)
    with CaptureQueriesContext(
        connection,
    ) as few:
        board(desk)
    for hours in range(1, 6):
        another(PatientFactory(created_by=front_desk), place, front_desk, hours)
    with CaptureQueriesContext(connection) as many:
        board(desk)
    assert len(many) == len(few) <= 20


def test_opening_the_list_is_one_event(desk, visit, place, front_desk, daniel):
    another(daniel, place, front_desk)
    before = AuditEvent.objects.count()
    page = board(desk)
    assert AuditEvent.objects.count() == before + 1
    assert AuditEvent.objects.latest("id").target == "visits of 2026-03-16"
    assert "2026-03-16" in page


class TestRefresh:
    def test_says_nothing_while_nothing_changed(self, desk, visit):
        page, before = board(desk), AuditEvent.objects.count()
        answer = refresh(desk, page)
        assert (answer.status_code, answer.content) == (204, b"")
        assert AuditEvent.objects.count() == before

    def test_brings_a_change_of_known_people_without_an_event(self, desk, visit, front_desk):
        page, before = board(desk), AuditEvent.objects.count()
        check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
        answer = refresh(desk, page)
        assert answer.status_code == 200 and b"Waiting 0 min" in answer.content
        assert b"<html" not in answer.content
        assert AuditEvent.objects.count() == before + 1  # the check-in's own

    def test_notes_somebody_new(self, desk, visit, daniel, place, front_desk):
        page = board(desk)
        another(daniel, place, front_desk)
        assert b"OKAFOR" in refresh(desk, page).content
        assert AuditEvent.objects.latest("id").target == "visits of 2026-03-16"

    def test_does_not_keep_a_session_awake(self):
        from intake.views.today import today, today_list

        assert today_list.is_background and not getattr(today, "is_background", False)

    def test_asked_for_without_script_is_the_page(self, desk, visit):
        assert desk.get(reverse("today-list")).headers["Location"] == "/today/"

    def test_takes_no_post(self, desk):
        assert desk.post(reverse("today-list")).status_code == 405
