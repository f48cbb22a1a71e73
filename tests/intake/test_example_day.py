"""The example clinic: a day with a visit in every state, always today, only where it is allowed."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from clinic.models import User
from intake.actions.recalls import open_recalls
from intake.actions.sessions import start_session
from intake.dates import clinic_day, clinic_zone
from intake.example.day import example_day
from intake.example.staff import PASSWORD, STAFF
from intake.models import (
    Course,
    Kind,
    Message,
    Patient,
    ReviewOrder,
    SessionDepth,
    SymptomClosure,
    TreatmentRequest,
    TreatmentSession,
    Visit,
    VisitState,
)
from intake.symptoms.red_lines import open_red_lines
from intake.worklists.today import today_rows

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
        "start_session", "end_session", "nothing", "same_day", "consent",
    }  # fmt: skip
    assert [row.visit.patient.family_name for row in made if row.held] == ["Haas"]


def test_the_day_shows_the_course_of_care():
    example_day(NOW)
    maria = Course.objects.get(patient__family_name="García López")
    sessions = TreatmentSession.objects.filter(request__course=maria).order_by("performed_on")
    assert [session.record.needle_batch for session in sessions] == ["MN-24117", "MN-24302"]
    depths = SessionDepth.objects.filter(record__session__in=sessions)
    assert {row.area for row in depths} == {"cheeks", "chin"}
    assert maria.consents.filter(withdrawal=None).count() == 1
    assert {row.code for row in ReviewOrder.objects.filter(ordered=True)} >= {"numbing", "antiviral"}
    doctors = maria.ratings.filter(scale="goodman_baron").order_by("rated_at")
    assert [row.value for row in doctors] == [3, 2]
    assert [row.visit.sessions.get() for row in doctors] == list(sessions)
    assert [(str(row.patient), row.level) for row in open_red_lines()] == [("FERRARI, Giulia", "call")]
    assert SymptomClosure.objects.get().report.patient == maria.patient
    assert [str(row.patient) for row in open_recalls()] == ["MORENO, Luis"]


def test_everybody_booked_was_reminded_and_the_one_treated_was_asked_how_it_goes():
    example_day(NOW)
    reminders = Message.objects.filter(kind=Kind.REMINDER)
    assert {(row.state, row.detail) for row in reminders} == {("sent", "2")}
    reached = [row.visit for row in rows() if row.visit.patient.email]
    assert {row.visit_id for row in reminders} == {visit.pk for visit in reached}
    asked = Message.objects.get(kind=Kind.SYMPTOMS)
    assert (str(asked.patient), asked.state) == ("FERRARI, Giulia", "sent")


def test_who_was_treated_yesterday_by_somebody_trying_is_not_treated_again_by_the_example():
    example_day(NOW)
    ito = next(row.visit for row in rows() if row.visit.patient.family_name == "Ito")
    request = TreatmentRequest.objects.get(visit=ito.pk)
    nurse = User.objects.get(email="nurse@clinic.example")
    start_session(treatment_request=request, by=nurse, at=NOW, on=clinic_day(NOW))
    tomorrow = NOW + timedelta(days=1)
    assert example_day(tomorrow)
    assert len(rows(tomorrow)) == len(rows())
    again = next(row for row in rows(tomorrow) if row.visit.patient_id == ito.patient_id)
    assert (again.result, again.step.code) == ("defer", "rebook")


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
