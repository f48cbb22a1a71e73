"""The visit's way through the day: book, walk in, move, check in, cancel, no-show, finish."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import Place, User
from intake.actions.assessing import assess_visit, refresh_signature
from intake.actions.invitations import end_invitations, let_invitations_last
from intake.actions.locks import lock_visit
from intake.actions.messages import tell_patient
from intake.actions.requests import Wanted, write_requests
from intake.actions.rights import DESK, role_of
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.models import CancelReason, Cause, EndReason, Kind, Patient, Visit, VisitMove, VisitState
from intake.refusals import NotNow

BOOKED, ARRIVED, IN_SESSION = VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION
CANCELLED, NO_SHOW, FINISHED = VisitState.CANCELLED, VisitState.NO_SHOW, VisitState.FINISHED

TRANSITIONS: dict[str, dict[str, str]] = {
    "move": {BOOKED: BOOKED, NO_SHOW: BOOKED},
    "check_in": {BOOKED: ARRIVED, NO_SHOW: ARRIVED},
    "undo_check_in": {ARRIVED: BOOKED},
    "cancel": {BOOKED: CANCELLED, ARRIVED: CANCELLED},
    "no_show": {BOOKED: NO_SHOW},
    "start_session": {ARRIVED: IN_SESSION, IN_SESSION: IN_SESSION},
    "end_session": {IN_SESSION: FINISHED},
    "finish": {ARRIVED: FINISHED},
}
"""What may be done in which state, and the state it leads to. What is not here is refused."""

FURTHEST = timedelta(days=2 * 365)
"""How far ahead a visit may be booked; the engine takes no plan beyond two years."""


def next_state(visit: Visit, action: str) -> str:
    """The state an action leads to. Raises NotNow where the visit's state does not allow it."""
    try:
        return TRANSITIONS[action][visit.state]
    except KeyError:
        words = action.replace("_", " ")
        raise NotNow(f"Cannot {words}: this visit is “{visit.get_state_display().lower()}”.") from None


def allowed_actions(visit: Visit) -> tuple[str, ...]:
    """What may be done with a visit now, in the table's order."""
    return tuple(action for action, steps in TRANSITIONS.items() if visit.state in steps)


@dataclass(frozen=True, slots=True)
class _Act:
    """Who does what to a visit, for the audit trail."""

    by: User
    role: str
    at: datetime
    request: HttpRequest | None

    def record(self, action: str, visit: Visit, *fields: str) -> None:
        audit.record(
            action,
            by=self.by,
            role=self.role,
            patient_id=visit.patient_id,
            target=f"visit {visit.pk}",
            fields=fields,
            request=self.request,
            at=self.at,
        )


def book(
    *,
    patient: Patient,
    place: Place,
    starts_at: datetime,
    wanted: list[Wanted],
    minutes: int = 30,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Visit:
    """Book a visit with what it is for. Raises NotNow for a time that is over, ValidationError by field."""
    act = _Act(by, role_of(by, *DESK), at, request)
    _check_time(starts_at, at, on)
    with transaction.atomic():
        visit = _new_visit(act, patient, place, starts_at, minutes, wanted)
        act.record("create", visit, "starts_at", "place", "requests")
    return visit


def walk_in(
    *,
    patient: Patient,
    place: Place,
    wanted: list[Wanted],
    minutes: int = 30,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Visit:
    """A patient who stands at the desk without a booking: a visit that starts and has arrived now."""
    act = _Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        visit = _new_visit(act, patient, place, at, minutes, wanted, walk_in=True)
        act.record("create", visit, "starts_at", "place", "requests", "walk_in")
    return visit


def move(
    *,
    visit: Visit,
    starts_at: datetime,
    version: int | None = None,
    place: Place | None = None,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Visit:
    """Move a booking. Answers already sent are assessed again for the new day."""
    act = _Act(by, role_of(by, *DESK), at, request)
    _check_time(starts_at, at, on)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "move")
        if starts_at == visit.starts_at and visit.no_show_at is None and place in (None, visit.place):
            raise NotNow("The visit is at this time already.")
        _keep_move(visit, starts_at, act)
        visit.starts_at, visit.place = starts_at, place or visit.place
        visit.no_show_at = visit.no_show_by = None
        _save(visit)
        _assess_again(visit, at, on)
        let_invitations_last(visit=visit, at=at)
        tell_patient(visit=visit, kind=Kind.MOVED, occasion=str(visit.version), by=by, at=at)
        act.record("change", visit, "starts_at", "state")
    return visit


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
    act = _Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "check_in")
        if clinic_day(visit.starts_at) != on:
            raise NotNow("This visit is on another day. Move it to today first.")
        visit.arrived_at, visit.arrived_by = at, by
        visit.no_show_at = visit.no_show_by = None
        _save(visit)
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
    act = _Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "undo_check_in")
        visit.arrived_at = visit.arrived_by = None
        _save(visit)
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
    act = _Act(by, role_of(by, *DESK), at, request)
    if reason not in CancelReason.values:
        raise NotNow("Choose why the visit is called off.")
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "cancel")
        visit.cancelled_at, visit.cancelled_by, visit.cancel_reason = at, by, reason
        _save(visit)
        end_invitations(visit=visit, reason=EndReason.CANCELLED, by=by, at=at)
        tell_patient(visit=visit, kind=Kind.CANCELLED, occasion="", by=by, at=at)
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
    act = _Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "no_show")
        if at < visit.starts_at:
            raise NotNow("The visit has not begun yet.")
        visit.no_show_at, visit.no_show_by = at, by
        _save(visit)
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
    act = _Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "finish")
        visit.finished_at, visit.finished_by = at, by
        _save(visit)
        end_invitations(visit=visit, reason=EndReason.VISIT_OVER, by=by, at=at)
        act.record("change", visit, "state", "finished_at")
    return visit


def _new_visit(
    act: _Act,
    patient: Patient,
    place: Place,
    starts_at: datetime,
    minutes: int,
    wanted: list[Wanted],
    walk_in: bool = False,
) -> Visit:
    visit = Visit(
        patient=patient,
        place=place,
        starts_at=starts_at,
        minutes=minutes,
        walk_in=walk_in,
        created_at=act.at,
        created_by=act.by,
    )
    if not 5 <= minutes <= 480:
        raise NotNow("A visit lasts between 5 minutes and 8 hours.")
    if walk_in:
        visit.state, visit.arrived_at, visit.arrived_by = ARRIVED, act.at, act.by
    visit.save(force_insert=True)
    write_requests(visit=visit, wanted=wanted, by=act.by, at=act.at)
    return visit


def _check_time(starts_at: datetime, at: datetime, on: date) -> None:
    if clinic_day(starts_at) < on:
        raise NotNow("This day is over. Choose today or a later day.")
    if starts_at - at > FURTHEST:
        raise NotNow("Choose a day within the next two years.")


def _keep_move(visit: Visit, starts_at: datetime, act: _Act) -> None:
    VisitMove.objects.create(
        visit=visit, from_starts_at=visit.starts_at, to_starts_at=starts_at, at=act.at, by=act.by
    )


def _assess_again(visit: Visit, at: datetime, on: date) -> None:
    response = decided_of(visit).response
    if response is not None:
        assess_visit(visit=visit, response=response, cause=Cause.MOVED, at=at, on=on)
        refresh_signature(visit)


def _save(visit: Visit) -> None:
    """Write the visit; one that is over leaves the review queue, one that is back joins it."""
    visit.version += 1
    visit.save()
    refresh_signature(visit)
