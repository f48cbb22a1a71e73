"""What happens at the same moment without a guard: each guard is taken away, and the harm is seen.

RACES maps each race to the test of its guard and to the control. Controls run on PostgreSQL: SQLite puts
writers in order by itself.
"""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection

from intake.actions import redeeming, reviews, sessions
from intake.actions.invitations import copy_link, send_link
from intake.actions.redeeming import redeem
from intake.actions.reviews import sign
from intake.actions.sessions import start_session
from intake.actions.visits import check_in
from intake.choices import AreaChoice
from intake.messages import outbox, reminders
from intake.messages.outbox import drain
from intake.messages.reminders import write_due
from intake.models import Invitation, Message, MessageState, Review, TreatmentSession, Visit
from tests.intake.conftest import NOW, PLANNED
from tests.intake.messages.steps import moment
from tests.intake.races import at_once, meeting, without_unique
from tests.intake.steps import agree, make_ready, send, shown

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite puts writers in order by itself"
)
TESTS = Path(__file__).resolve().parents[1]
HERE, FIRST, BOOKING = "intake/test_race_controls.py", "intake/test_races.py", "intake/test_booking_races.py"
COURSE, SEALER = "intake/course/test_races.py", "clinic/audit/test_audit_races.py"
PUBLISH, PEOPLE = "treatments/test_publish_races.py", "clinic/people/test_people_guards.py"
RACES = {
    "submit": (
        (FIRST, "test_sending_at_once_makes_one_response"),
        (FIRST, "test_control_without_the_lock_sending_at_once_ends_in_errors"),
    ),
    "answers of one draft": (
        (FIRST, "test_answers_saved_at_once_are_all_kept"),
        (FIRST, "test_control_without_the_lock_answers_saved_at_once_are_lost"),
    ),
    "answers from one reading of a draft": (
        (FIRST, "test_answers_saved_at_once_from_one_reading_are_all_kept"),
        (FIRST, "test_control_without_the_guard_answers_saved_from_one_reading_are_lost"),
    ),
    "sign": (
        (FIRST, "test_of_two_dermatologists_at_once_one_signs"),
        (HERE, "test_control_without_lock_and_key_both_dermatologists_sign"),
    ),
    "sign two visits of one course": (
        (COURSE, "test_two_visits_signed_at_once_belong_to_one_course"),
        (COURSE, "test_control_without_the_patients_lock_two_signatures_open_two_courses"),
    ),
    "redeem": (
        (HERE, "test_the_right_date_among_wrong_ones_at_once_never_gives_more_than_five_tries"),
        (HERE, "test_control_a_count_that_is_read_first_lets_every_guess_through"),
    ),
    "date-of-birth tries": (
        (FIRST, "test_birth_dates_guessed_at_once_are_counted_like_one_by_one"),
        (FIRST, "test_control_without_counting_first_more_are_compared"),
    ),
    "password tries": (
        ("clinic/sign_in/test_guessing_at_once.py", "test_no_more_guesses_at_once_than_one_after_another"),
        ("clinic/sign_in/test_guessing_at_once.py", "test_without_the_lock_more_would_get_through"),
    ),
    "book": (
        (BOOKING, "test_a_booking_pressed_twice_at_once_is_one_visit"),
        (BOOKING, "test_control_without_the_patients_lock_it_is_several"),
    ),
    "move": (
        (BOOKING, "test_of_several_moves_of_one_page_at_once_one_is_made"),
        (BOOKING, "test_control_without_the_visits_lock_each_is_made_and_all_but_one_lost"),
    ),
    "start a session": (
        (FIRST, "test_a_session_started_at_once_begins_once"),
        (HERE, "test_control_without_lock_and_key_a_session_begins_twice"),
    ),
    "record a session": (
        (BOOKING, "test_two_who_record_one_session_at_once_leave_one_record"),
        (BOOKING, "test_control_without_lock_and_key_there_are_two_records"),
    ),
    "publish": (
        (PUBLISH, "test_of_several_published_at_once_one_stays_in_force"),
        (PUBLISH, "test_control_without_the_lock_a_row_slips_in"),
    ),
    "worker": (
        (FIRST, "test_three_workers_at_once_send_each_message_once"),
        (HERE, "test_control_without_the_claims_lock_two_workers_send_one_message_twice"),
    ),
    "reminders": (
        ("intake/messages/test_reminders.py", "test_two_workers_at_one_moment_write_each_reminder_once"),
        (HERE, "test_control_without_the_key_two_workers_write_a_reminder_twice"),
    ),
    "audit sealer": (
        (SEALER, "test_two_sealers_that_meet_make_one_seal"),
        (SEALER, "test_control_without_the_key_the_chain_forks_and_verify_says_so"),
    ),
    "the last lead": (
        (PEOPLE, "test_two_leads_who_remove_each_other_at_once_leave_one"),
        (PEOPLE, "test_control_without_the_lock_the_clinic_loses_both"),
    ),
    "emergency access": (
        ("clinic/people/test_emergency.py", "test_two_presses_at_once_open_one"),
        ("clinic/people/test_emergency.py", "test_control_without_the_lock_they_open_several"),
    ),
}


def named_in(name: str) -> set[str]:
    tree = ast.parse((TESTS / name).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("race", RACES)
def test_each_race_has_its_test_and_its_control(race):
    survived, control = RACES[race]
    assert survived != control
    for name, test in (survived, control):
        assert test in named_in(name), f"{name} has no {test}"


def unlocked(visit, version=None):
    return Visit.objects.select_related("patient", "place").get(pk=visit.pk)


@on_postgresql
def test_control_without_lock_and_key_both_dermatologists_sign(
    visit, dermatologist, other_dermatologist, monkeypatch
):
    send(visit)
    page, request = shown(visit), visit.requests.get()
    choices = {(str(request.pk), area): AreaChoice("treat") for area in request.areas}
    monkeypatch.setattr(reviews, "lock_visit", unlocked)
    monkeypatch.setattr(reviews, "_as_read", meeting(2, reviews._as_read))
    people = (dermatologist, other_dermatologist)
    with without_unique(Review, "assessment_id"):
        at_once(
            *[lambda by=by: sign(visit=visit, shown=page, choices=choices, by=by, at=NOW) for by in people]
        )
        assert Review.objects.filter(supersedes=None).count() == 2


RIGHT, WRONG = date(1991, 3, 14), date(1900, 1, 1)


def opening(token, count=15):
    """The right date in the middle of many wrong ones."""
    dates = [WRONG] * (count // 2) + [RIGHT] + [WRONG] * (count // 2)
    return at_once(*[lambda born=born: redeem(token=token, birth_date=born, at=NOW) for born in dates])


def test_the_right_date_among_wrong_ones_at_once_never_gives_more_than_five_tries(visit, front_desk):
    """It gives the tries back once: so at most four wrong ones, the right one and five more are compared."""
    _, token = copy_link(visit=visit, by=front_desk, at=NOW)
    results = opening(token)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert Invitation.objects.get().locked_at == NOW  # 14 wrong ones: locked with or without the right one
    assert redeem(token=token, birth_date=RIGHT, at=NOW) is None


@on_postgresql
def test_control_a_count_that_is_read_first_lets_every_guess_through(visit, front_desk, monkeypatch):
    def read_first(pk, at):
        found = Invitation.objects.get(pk=pk)
        return found.locked_at is None and found.tries < 5

    monkeypatch.setattr(redeeming, "_count_try", meeting(15, read_first))
    _, token = copy_link(visit=visit, by=front_desk, at=NOW)
    opening(token)
    assert Invitation.objects.get().locked_at is None


@on_postgresql
def test_control_without_lock_and_key_a_session_begins_twice(
    visit, front_desk, dermatologist, nurse, monkeypatch
):
    send(visit)
    agree(visit, dermatologist)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    make_ready(visit, nurse, PLANNED)
    request = visit.requests.get()
    monkeypatch.setattr(sessions, "lock_visit", unlocked)
    monkeypatch.setattr(sessions, "lock_patient", lambda patient: patient)
    monkeypatch.setattr(sessions, "check_gates", meeting(2, sessions.check_gates))
    with without_unique(TreatmentSession, "request_id"):
        told = {"by": nurse, "at": PLANNED, "on": PLANNED.date()}
        at_once(*[lambda: start_session(treatment_request=request, **told)] * 2)
        assert TreatmentSession.objects.count() == 2


@on_postgresql
@pytest.mark.urls("tests.intake.link_urls")
def test_control_without_the_claims_lock_two_workers_send_one_message_twice(visit, front_desk, monkeypatch):
    send_link(visit=visit, by=front_desk, at=NOW)

    class Due:
        """What waits, read without a lock; two workers have read before either claims."""

        def __init__(self, at):
            self.found = Message.objects.filter(state=MessageState.QUEUED, next_try_at__lte=at)

        first = meeting(2, lambda self: self.found.first())

    monkeypatch.setattr(outbox, "_due", Due)
    assert at_once(*[lambda: drain(clock=lambda: NOW)] * 2) == [1, 1]
    assert Message.objects.count() == 1 and len(mail.outbox) == 2


@on_postgresql
def test_control_without_the_key_two_workers_write_a_reminder_twice(visit, monkeypatch):
    monkeypatch.setattr(reminders, "_message", meeting(2, reminders._message))
    with without_unique(Message, "dedupe_key"):
        week_before = moment(PLANNED.date() - timedelta(days=7), "09:00")
        at_once(*[lambda: write_due(at=week_before)] * 2)
        assert Message.objects.filter(kind="reminder").count() == 2
