"""Today: one row a visit with one next step, nothing of why, in the same number of queries for any day."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.actions.answers import save_answer
from intake.actions.drafts import open_draft
from intake.actions.invitations import copy_link, send_link
from intake.actions.redeeming import redeem
from intake.actions.requests import Wanted
from intake.actions.sessions import start_session
from intake.actions.visits import book, cancel, check_in
from intake.choices import AreaChoice
from intake.decided import decided_of
from intake.models import Message, Visit
from intake.worklists.today import Row, counts_of, result_words, today_rows
from tests.factories import PatientFactory
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, check_day, consent, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


def row(at=PLANNED) -> Row:
    rows = today_rows(DAY, at=at)
    assert len(rows) == 1
    return rows[0]


def told(at=PLANNED):
    seen = row(at)
    return seen.result_words, seen.step.code, seen.signed


def test_a_day_passes_from_the_booking_to_the_session(visit, front_desk, nurse, dermatologist):
    assert told() == ("Not started", "send_link", False)
    assert row().asked > 40 and row().answered == 0
    copy_link(visit=visit, by=front_desk, at=NOW)
    assert told(NOW) == ("Not started", "ask", False)
    draft = open_draft(visit=visit, mode="patient", at=NOW)
    save_answer(
        visit=visit, code="pregnant", value="no", version=draft.version, mode="patient", at=NOW, on=TODAY
    )
    assert row(NOW).answered == 1 and row(NOW).result == "incomplete"
    send(visit)
    assert told() == ("Ready", "summary", False)
    agree(visit, dermatologist)
    assert told() == ("Treat", "check_in", True)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    assert told(PLANNED + timedelta(minutes=12)) == ("Treat", "same_day", True)
    assert row(PLANNED + timedelta(minutes=12)).waiting == timedelta(minutes=12)
    check_day(visit, nurse, PLANNED)
    assert told(PLANNED) == ("Treat", "consent", True)
    consent(visit, nurse, PLANNED)
    assert told(PLANNED) == ("Treat", "start_session", True)
    start_session(treatment_request=visit.requests.get(), by=nurse, at=PLANNED, on=DAY)
    assert told()[1] == "end_session"


def test_a_wait_shows_its_day_and_once_signed_asks_for_another_booking(visit, dermatologist):
    send(visit, retinoid_on="2026-03-12")
    assert told() == ("Wait to 19 Mar", "summary", False)
    agree(visit, dermatologist)
    assert told() == ("Wait to 19 Mar", "rebook", True)


def test_a_review_that_also_waits_shows_both(visit):
    send(visit, retinoid_on="2026-03-12", diabetes="yes", smoker="current")
    assert row().result_words == "Review 2, wait to 19 Mar"


def test_a_stop_says_stop_and_nothing_of_why(visit, dermatologist):
    send(visit, pregnant="yes")
    assert row().result_words == "Stop"
    assert "pregnan" not in repr(row()).lower()
    agree(visit, dermatologist)
    assert row().step.code == "call_off"


def test_a_row_has_no_field_that_could_tell_why():
    assert {field.name for field in fields(Row)} == {
        *("visit", "waiting", "answered", "asked", "result", "result_count", "result_date"),
        *("signed", "signed_words", "purpose", "step", "message_failed", "held"),
    }


def test_a_locked_link_asks_for_a_new_one(visit, front_desk):
    _, token = copy_link(visit=visit, by=front_desk, at=NOW)
    for _ in range(5):
        redeem(token=token, birth_date=TODAY, at=NOW)
    assert told(NOW)[1] == "send_again"


def test_a_mail_that_failed_shows(visit, front_desk):
    send_link(visit=visit, by=front_desk, at=NOW)
    assert not row(NOW).message_failed
    Message.objects.update(state="failed")
    assert row(NOW).message_failed


def test_the_tabs_count_what_they_show(visit, front_desk, maria, place):
    other = book(
        patient=maria,
        place=place,
        starts_at=PLANNED + timedelta(hours=1),
        wanted=[Wanted("micro-needling", "general", ("chin",))],
        by=front_desk,
        at=NOW,
        on=TODAY,
    )
    send(visit)
    check_in(visit=other, by=front_desk, at=PLANNED, on=DAY)
    assert counts_of(today_rows(DAY, at=PLANNED)) == {"all": 2, "here": 1, "desk": 1, "doctor": 1}


def test_a_day_holds_its_own_visits_only_and_one_places_when_asked(visit, place):
    assert today_rows(DAY + timedelta(days=1), at=PLANNED) == []
    assert len(today_rows(DAY, at=PLANNED, place=place.pk)) == 1
    assert today_rows(DAY, at=PLANNED, place=place.pk + 1) == []


def test_a_cancelled_visit_stands_there_with_nothing_to_do(visit, front_desk):
    cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
    assert told()[1] == "nothing"


def test_the_number_of_queries_does_not_grow_with_the_day(visit, place, front_desk, dermatologist):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            today_rows(DAY, at=PLANNED)
        return len(seen)

    send(visit, diabetes="yes")
    agree(visit, dermatologist)
    one = queries()
    for hour in range(1, 7):
        booked = book(
            patient=PatientFactory(created_by=front_desk),
            place=place,
            starts_at=PLANNED + timedelta(minutes=30 * hour),
            wanted=[Wanted("micro-needling", "wrinkles", ("forehead",))],
            by=front_desk,
            at=NOW,
            on=TODAY,
        )
        copy_link(visit=booked, by=front_desk, at=NOW)
        if hour % 2:
            send(booked, smoker="current")
        if hour % 4 == 1:
            agree(booked, dermatologist)
    assert queries() == one <= 12


def test_the_visits_column_repeats_what_the_rows_say(visit, dermatologist):
    for step in (lambda: None, lambda: send(visit), lambda: agree(visit, dermatologist)):
        step()
        kept = Visit.objects.get()
        assert kept.signature == decided_of(kept).signature


@pytest.mark.parametrize(
    ("result", "count", "day", "words"),
    [
        ("", 0, None, "Not started"),
        ("incomplete", 0, None, "Not sent yet"),
        ("not_a_candidate", 3, None, "Stop"),
        ("incomplete", 2, None, "Missing 2"),
        ("needs_review", 1, None, "Review 1"),
        ("defer", 0, DAY, "Wait to 16 Mar"),
        ("defer", 0, None, "Wait"),
        ("ready", 0, None, "Ready"),
    ],
)
def test_the_five_words(result, count, day, words):
    assert result_words(result, count, day) == words


def test_a_signed_refusal_of_one_area_still_lets_the_other_be_treated(visit, dermatologist):
    send(visit)
    agree(visit, dermatologist, forehead=AreaChoice("do_not_treat", reason_code="patient_preference"))
    assert row().step.code == "check_in"
