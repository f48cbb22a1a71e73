"""The visit's way through the day: booked or walked in, checked in, called off, not come, over."""

from datetime import date, datetime

from django.db import transaction
from django.http import HttpRequest

from clinic.models import User
from intake.actions.bookings import book, move, walk_in
from intake.actions.invitations import end_invitations
from intake.actions.locks import lock_visit
from intake.actions.messages import tell_patient
from intake.actions.recalls import recall_booked, recall_if_deferred
from intake.actions.rights import DESK, role_of
from intake.actions.visit_states import TRANSITIONS, Act, allowed_actions, next_state, save_visit
from intake.dates import clinic_day
from intake.models import CancelReason, EndReason, Kind, Visit
from intake.refusals import NotNow

__all__ = [
    "TRANSITIONS",
    "allowed_actions",
    "book",
    "cancel",
    "check_in",
    "finish",
    "move",
    "next_state",
    "no_show",
    "undo_check_in",
    "walk_in",
]


def check_in(
    *,
    visit: Visit,
    version: int | None = None,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Visit:
    """The patient is here. Only on the visit's own day: another day means the visit is to be moved."""
    act = Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "check_in")
        if clinic_day(visit.starts_at) != on:
            raise NotNow("This visit is on another day. Move it to today first.")
        visit.arrived_at, visit.arrived_by = at, by
        visit.no_show_at = visit.no_show_by = None
        save_visit(visit)
        recall_booked(patient=visit.patient, by=by, at=at, request=request)
        act.record("change", visit, "state", "arrived_at")
    return visit


def undo_check_in(
    *,
    visit: Visit,
    version: int | None = None,
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> Visit:
    """The wrong patient was checked in: back to booked."""
    act = Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "undo_check_in")
        visit.arrived_at = visit.arrived_by = None
        save_visit(visit)
        act.record("change", visit, "state", "arrived_at")
    return visit


def cancel(
    *,
    visit: Visit,
    reason: str,
    version: int | None = None,
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> Visit:
    """Call the visit off. Its link ends, messages not yet sent are not sent, and the patient is told."""
    act = Act(by, role_of(by, *DESK), at, request)
    if reason not in CancelReason.values:
        raise NotNow("Choose why the visit is called off.")
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "cancel")
        visit.cancelled_at, visit.cancelled_by, visit.cancel_reason = at, by, reason
        save_visit(visit)
        end_invitations(visit=visit, reason=EndReason.CANCELLED, by=by, at=at)
        tell_patient(visit=visit, kind=Kind.CANCELLED, occasion="", by=by, at=at)
        recall_if_deferred(visit=visit, by=by, at=at, request=request)
        act.record("change", visit, "state", "cancel_reason")
    return visit


def no_show(
    *,
    visit: Visit,
    version: int | None = None,
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> Visit:
    """The patient did not come. Only after the time is over."""
    act = Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "no_show")
        if at < visit.starts_at:
            raise NotNow("The visit has not begun yet.")
        visit.no_show_at, visit.no_show_by = at, by
        save_visit(visit)
        recall_if_deferred(visit=visit, by=by, at=at, request=request)
        act.record("change", visit, "state")
    return visit


def finish(
    *,
    visit: Visit,
    version: int | None = None,
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> Visit:
    """The patient goes home without a session: a talk was all, or it was not to be."""
    act = Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "finish")
        visit.finished_at, visit.finished_by = at, by
        save_visit(visit)
        end_invitations(visit=visit, reason=EndReason.VISIT_OVER, by=by, at=at)
        recall_if_deferred(visit=visit, by=by, at=at, request=request)
        act.record("change", visit, "state", "finished_at")
    return visit
