"""A session that the check of the day holds: clinicians read why, the desk only that, and from when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.actions.visits import check_in
from intake.choices import AreaChoice
from intake.decided import decided_of
from intake.decided.lapsed import is_held
from intake.models import Visit
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, check_day, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
WHY = "Last sunburn: Never (02-Mar-2026) → 16-Mar-2026"


@pytest.fixture
def arrived(visit, front_desk, dermatologist, at):
    send(visit, NOW)
    agree(visit, dermatologist, at=NOW)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    at(PLANNED)
    return Visit.objects.get(pk=visit.pk)


@pytest.fixture
def held(arrived, nurse):
    check_day(arrived, nurse, PLANNED, sunburn_on=DAY.isoformat())
    return Visit.objects.get(pk=arrived.pk)


def text(browser, name, visit) -> str:
    return browser.get(reverse(name, args=[visit.pk])).content.decode()


def test_clinicians_read_what_changed(held, signed_in, nurse, dermatologist):
    for person in (nurse, dermatologist):
        browser = signed_in(person)
        panel, summary = text(browser, "visit", held), text(browser, "summary", held)
        assert "Held since the check of the day:" in panel and WHY in panel
        assert "Held since the check of the day:</strong> " + WHY in summary
        assert "An earlier signature no longer holds" not in summary


def test_the_desk_reads_that_it_is_held_and_the_next_day_alone(held, desk):
    panel = text(desk, "visit", held)
    assert "Held: with the doctor." in panel and "Next possible day: <strong>" in panel
    assert "unburn" not in panel and "Never" not in panel
    today = desk.get(reverse("today")).content.decode()
    assert "Held: with the doctor" in today and "unburn" not in today
    assert desk.get(reverse("summary", args=[held.pk])).status_code == 404


def test_who_signs_is_led_to_the_summary_from_a_row_that_says_held(held, signed_in, dermatologist):
    browser = signed_in(dermatologist)
    today = browser.get(reverse("today")).content.decode()
    assert f'href="{reverse("summary", args=[held.pk])}">Open summary' in today and "Held</strong>" in today
    assert "Held: here since 10:00" in browser.get(reverse("review-queue")).content.decode()


def test_nothing_is_held_where_nothing_changed_or_nothing_was_signed(arrived, nurse, desk):
    assert not is_held(decided_of(arrived))
    check_day(arrived, nurse, PLANNED)
    assert not is_held(decided_of(Visit.objects.get()))
    assert "Held" not in text(desk, "visit", arrived)


def test_a_dermatologist_lifts_it_with_a_reason(held, dermatologist, desk, signed_in):
    against = AreaChoice("treat", reason_code="clinical_judgement", reason_text="Only the neck was burned.")
    agree(held, dermatologist, PLANNED, forehead=against, cheeks=against)
    assert not is_held(decided_of(Visit.objects.get()))
    assert "Held" not in text(desk, "visit", held)
    assert "Held since" not in text(signed_in(dermatologist), "summary", held)


def test_a_hold_costs_the_panel_few_queries(held, desk):
    text(desk, "visit", held)
    with CaptureQueriesContext(connection) as seen:
        text(desk, "visit", held)
    assert len(seen) <= 60
