"""A visit's states: what may be done in which, cell by cell, and what each step leaves behind."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from clinic.models import AuditEvent
from intake.actions import visits
from intake.actions.requests import Wanted
from intake.models import Assessment, Message, Visit, VisitMove, VisitState
from intake.refusals import Changed, NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
WRINKLES = [Wanted("micro-needling", "wrinkles", ("forehead",))]

ALLOWED = {
    "booked": {"move", "check_in", "cancel", "no_show"},
    "arrived": {"undo_check_in", "cancel", "finish", "start_session"},
    "in_session": {"start_session", "end_session"},
    "finished": set(),
    "cancelled": set(),
    "no_show": {"move", "check_in"},
}


def put(visit, state, person):
    """Set a state as the table's constraints want it, without going the way there."""
    stamps = {"arrived_at": None, "cancelled_at": None, "no_show_at": None, "finished_at": None}
    stamps |= {
        "arrived": {"arrived_at": PLANNED},
        "in_session": {"arrived_at": PLANNED},
        "finished": {"arrived_at": PLANNED, "finished_at": PLANNED},
        "cancelled": {"cancelled_at": PLANNED},
        "no_show": {"no_show_at": PLANNED},
    }.get(state, {})
    people = {name.replace("_at", "_by"): person if at else None for name, at in stamps.items()}
    reason = "patient" if state == "cancelled" else ""
    Visit.objects.filter(pk=visit.pk).update(state=state, cancel_reason=reason, **stamps, **people)
    visit.refresh_from_db()


def act(name, visit, person):
    given = {"visit": visit, "by": person, "at": PLANNED}
    more = {
        "move": {"starts_at": PLANNED + timedelta(days=1), "on": DAY},
        "check_in": {"on": DAY},
        "cancel": {"reason": "patient"},
    }
    return getattr(visits, name)(**given, **more.get(name, {}))


@pytest.mark.parametrize("state", VisitState.values)
def test_every_action_is_done_or_refused_as_the_table_says(visit, front_desk, state):
    put(visit, state, front_desk)
    assert set(visits.allowed_actions(visit)) == ALLOWED[state]
    for name in ("move", "check_in", "undo_check_in", "cancel", "no_show", "finish"):
        with transaction.atomic():
            if name in ALLOWED[state]:
                assert act(name, visit, front_desk).state == visits.TRANSITIONS[name][state]
            else:
                with pytest.raises(NotNow):
                    act(name, visit, front_desk)
            transaction.set_rollback(True)


def test_booking_keeps_what_the_visit_is_for(visit, front_desk):
    request = visit.requests.get()
    assert (request.indication, request.areas, request.position) == ("wrinkles", ["forehead", "cheeks"], 0)
    assert visit.state == "booked" and visit.version == 1
    assert AuditEvent.objects.get(target=f"visit {visit.pk}").patient_id == visit.patient_id


def test_a_walk_in_has_arrived(protocol, daniel, place, front_desk):
    visit = visits.walk_in(patient=daniel, place=place, wanted=WRINKLES, by=front_desk, at=NOW, on=TODAY)
    assert (visit.state, visit.walk_in, visit.starts_at, visit.arrived_by) == (
        "arrived",
        True,
        NOW,
        front_desk,
    )


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ([], "requests"),
        ([Wanted("laser", "wrinkles", ("forehead",))], "treatment"),
        ([Wanted("micro-needling", "beauty", ("forehead",))], "indication"),
        ([Wanted("micro-needling", "wrinkles", ())], "areas"),
        ([Wanted("micro-needling", "wrinkles", ("moon",))], "areas"),
        ([Wanted("micro-needling", "wrinkles", ("forehead",), (DAY,))], "previous"),
        (WRINKLES * 2, "areas"),
        (WRINKLES * 7, "requests"),
    ],
)
def test_a_request_that_the_protocol_does_not_know_books_nothing(
    protocol, maria, place, front_desk, wanted, field
):
    with pytest.raises(ValidationError) as wrong:
        visits.book(
            patient=maria, place=place, starts_at=PLANNED, wanted=wanted, by=front_desk, at=NOW, on=TODAY
        )
    assert field in wrong.value.message_dict
    assert not Visit.objects.exists()


@pytest.mark.parametrize("days", [-1, 800])
def test_a_day_that_is_over_or_years_away_is_refused(protocol, maria, place, front_desk, days):
    with pytest.raises(NotNow):
        visits.book(
            patient=maria,
            place=place,
            starts_at=NOW + timedelta(days=days),
            wanted=WRINKLES,
            by=front_desk,
            at=NOW,
            on=TODAY,
        )


def test_a_move_is_kept_tells_the_patient_and_assesses_again(visit, front_desk):
    send(visit, retinoid_on="2026-03-12")
    assert Assessment.objects.get().decision == "defer"
    later = PLANNED + timedelta(days=7)
    visits.move(visit=visit, starts_at=later, by=front_desk, at=NOW, on=TODAY)
    newest = Assessment.objects.latest("number")
    assert (newest.cause, newest.decision, newest.planned_on) == ("moved", "ready", later.date())
    assert VisitMove.objects.get().to_starts_at == later
    assert Message.objects.filter(kind="moved").count() == 1


def test_a_signed_decision_outlasts_a_move_that_finds_nothing_new(visit, front_desk, dermatologist):
    send(visit, diabetes="yes")
    agree(visit, dermatologist)
    visits.move(visit=visit, starts_at=PLANNED + timedelta(days=7), by=front_desk, at=NOW, on=TODAY)
    assert Visit.objects.get().signature == "given"


def test_a_move_to_a_day_on_which_a_wait_is_left_is_refused(visit, front_desk, dermatologist):
    send(visit, retinoid_on="2026-03-05")
    agree(visit, dermatologist)
    with pytest.raises(NotNow, match=r"^The first day that works is Thursday 12-Mar-2026\.$"):
        visits.move(visit=visit, starts_at=PLANNED - timedelta(days=6), by=front_desk, at=NOW, on=TODAY)
    assert Visit.objects.get().signature == "given" and Assessment.objects.count() == 1


def test_moving_to_the_same_time_is_no_move(visit, front_desk):
    with pytest.raises(NotNow):
        visits.move(visit=visit, starts_at=visit.starts_at, by=front_desk, at=NOW, on=TODAY)


def test_nobody_is_checked_in_on_another_day(visit, front_desk):
    with pytest.raises(NotNow):
        visits.check_in(visit=visit, by=front_desk, at=NOW, on=TODAY)


def test_somebody_who_comes_late_is_checked_in_after_all(visit, front_desk):
    visits.no_show(visit=visit, by=front_desk, at=PLANNED + timedelta(minutes=20))
    late = visits.check_in(visit=visit, by=front_desk, at=PLANNED + timedelta(minutes=40), on=DAY)
    assert late.state == "arrived" and late.no_show_at is None


def test_nobody_has_failed_to_come_before_the_time(visit, front_desk):
    with pytest.raises(NotNow):
        visits.no_show(visit=visit, by=front_desk, at=PLANNED - timedelta(minutes=1))


def test_an_outdated_page_changes_nothing(visit, front_desk):
    visits.move(
        visit=visit, starts_at=PLANNED + timedelta(days=1), version=1, by=front_desk, at=NOW, on=TODAY
    )
    with pytest.raises(Changed):
        visits.cancel(visit=visit, reason="clinic", version=1, by=front_desk, at=NOW)
    assert Visit.objects.get().state == "booked"


def test_a_cancellation_says_who_called_off(visit, front_desk):
    with pytest.raises(NotNow):
        visits.cancel(visit=visit, reason="no idea", by=front_desk, at=NOW)


def test_somebody_without_a_role_does_nothing(visit, nobody, lead):
    for person in (nobody, lead):
        for name in ("move", "check_in", "undo_check_in", "cancel", "no_show", "finish"):
            with pytest.raises(PermissionDenied):
                act(name, visit, person)


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "arrived"},
        {"state": "cancelled"},
        {"state": "no_show"},
        {"state": "lost"},
        {"arrived_at": NOW},
        {"minutes": 0},
        {"signature": "forged"},
    ],
)
def test_the_database_refuses_a_state_without_its_stamp(visit, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**columns)
