"""The example clinic: a day with a visit in every state, always today, only where it is allowed."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from clinic.models import User
from intake.dates import clinic_day, clinic_zone
from intake.example.day import example_day
from intake.example.staff import PASSWORD, STAFF
from intake.models import Patient, Visit, VisitState
from intake.today import today_rows

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=clinic_zone())

pytestmark = pytest.mark.usefixtures("protocol")


def rows(at: datetime = NOW) -> list:
    return today_rows(clinic_day(at), at=at)


def test_the_day_shows_every_arrival_result_and_next_step_of_the_desk():
    assert example_day(NOW)
    made = rows()
    assert {row.visit.state for row in made} == set(VisitState.values) - {"no_show"}
    assert {row.result for row in made} == {
        "", "ready", "defer", "needs_review", "incomplete", "not_a_candidate",
    }  # fmt: skip
    assert {row.step.code for row in made} >= {
        "send_link", "ask", "ask_here", "ask_missing", "ask_more", "check_in", "rebook", "summary",
        "start_session", "end_session", "nothing",
    }  # fmt: skip


def test_the_same_day_is_made_once():
    example_day(NOW)
    before = Visit.objects.count()
    assert not example_day(NOW + timedelta(hours=5))
    assert Visit.objects.count() == before


def test_the_next_day_brings_the_same_patients_and_keeps_what_was_there():
    example_day(NOW)
    patients, visits = Patient.objects.count(), Visit.objects.count()
    assert example_day(NOW + timedelta(days=1))
    assert Patient.objects.count() == patients
    assert Visit.objects.count() > visits
    assert len(rows(NOW + timedelta(days=1))) == len(rows())


@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_the_day_can_be_made_at_any_hour(hour):
    assert example_day(NOW.replace(hour=hour, minute=5))


def test_everybody_can_sign_in_with_the_printed_password():
    example_day(NOW)
    for person in STAFF:
        user = User.objects.get(email=person.email)
        assert user.check_password(PASSWORD)
        assert user.has_role(person.role)


def test_without_example_data_the_command_refuses(settings):
    settings.EXAMPLE_DATA = False
    with pytest.raises(CommandError, match="EXAMPLE_DATA=1"):
        call_command("exampleday")
    assert not Visit.objects.exists()
