"""When a visit is to be: booked, come without a booking, moved."""

from collections.abc import Container
from datetime import date, datetime, timedelta
from operator import eq

from django.db import transaction
from django.http import HttpRequest

from clinic.models import Place, User
from intake.actions.assessing import assess_visit, refresh_signature
from intake.actions.booking_questions import HourOver, MadeOtherwise, ask, at_that_time, too_early
from intake.actions.first_days import check_booking, check_move
from intake.actions.invitations import let_invitations_last
from intake.actions.locks import hold_bookings, lock_visit
from intake.actions.messages import tell_patient
from intake.actions.recalls import recall_booked
from intake.actions.requests import Wanted, days_of, write_requests
from intake.actions.rights import DESK, role_of
from intake.actions.visit_states import ARRIVED, Act, next_state, save_visit
from intake.dates import bounds_of, clinic_day
from intake.decided import decided_of
from intake.models import Cause, Kind, Patient, Visit, VisitMove, VisitState
from intake.refusals import NotNow

FURTHEST = timedelta(days=2 * 365)
"""How far ahead a visit may be booked; the engine takes no plan beyond two years."""


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
    read: Container[str] | None = None,
    request: HttpRequest | None = None,
) -> Visit:
    """Book a visit with what it is for; whoever was waited for is no longer.

    The very same booking again (a double press, a form sent anew) gives the visit that was made. Raises
    NotNow for a time that is over or too early for what it is for, MadeOtherwise where the earlier sessions
    alone are others, ValidationError by field. `read` are the sentences that whoever presses has read, and
    AskFirst brings one that is not among them; None asks nobody.
    """
    act = Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        same = {"place": place, "minutes": minutes, "starts_at": starts_at, "state": VisitState.BOOKED}
        if (made := _made_already(patient, wanted, **same)) is not None:
            return made
        _check_time(starts_at, at, on)
        _check_hour(starts_at, at)
        visit = _new_visit(act, patient, place, starts_at, minutes, wanted)
        check_booking(patient_id=patient.pk, wanted=wanted, day=clinic_day(starts_at), by=by, on=on)
        if read is not None:
            ask(at_that_time(visit), read)
        recall_booked(patient=patient, by=by, at=at, request=request)
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
    read: Container[str] | None = None,
    request: HttpRequest | None = None,
) -> Visit:
    """A patient who stands at the desk without a booking: a visit that starts and has arrived now.

    Somebody who was taken in today for the very same and still waits has that visit, not a second one.
    A wait that a booking would be refused for is asked about first, `read` as for `book`: nothing can be
    started without a signature, so the patient may be taken in all the same.
    """
    act = Act(by, role_of(by, *DESK), at, request)
    with transaction.atomic():
        begins, ends = bounds_of(on)
        same = {"place": place, "minutes": minutes, "walk_in": True, "state": VisitState.ARRIVED}
        same |= {"starts_at__gte": begins, "starts_at__lt": ends}
        if (made := _made_already(patient, wanted, **same)) is not None:
            return made
        visit = _new_visit(act, patient, place, at, minutes, wanted, walk_in=True)
        if read is not None:
            ask([*too_early(visit, wanted, by=by, on=on), *at_that_time(visit)], read)
        recall_booked(patient=patient, by=by, at=at, request=request)
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
    read: Container[str] | None = None,
    request: HttpRequest | None = None,
) -> Visit:
    """Move a booking. Answers already sent are assessed again for the new day.

    Raises NotNow for a day before every wait is over, unless a signature that stands lets it be earlier.
    A time at which the patient comes for something else is asked about first, `read` as for `book`.
    """
    act = Act(by, role_of(by, *DESK), at, request)
    _check_time(starts_at, at, on)
    with transaction.atomic():
        visit = lock_visit(visit, version)
        visit.state = next_state(visit, "move")
        if starts_at == visit.starts_at and visit.no_show_at is None and place in (None, visit.place):
            raise NotNow("The visit is at this time already.")
        if starts_at != visit.starts_at:
            _check_hour(starts_at, at)
        if clinic_day(starts_at) != clinic_day(visit.starts_at) or visit.no_show_at is not None:
            check_move(visit=visit, day=clinic_day(starts_at), by=by, on=on)
        _keep_move(visit, starts_at, act)
        is_other_time = starts_at != visit.starts_at
        visit.starts_at, visit.place = starts_at, place or visit.place
        if is_other_time and read is not None:
            ask(at_that_time(visit), read)
        visit.no_show_at = visit.no_show_by = None
        save_visit(visit)
        _assess_again(visit, at, on)
        let_invitations_last(visit=visit, at=at)
        tell_patient(visit=visit, kind=Kind.MOVED, occasion=str(visit.version), by=by, at=at)
        recall_booked(patient=visit.patient, by=by, at=at, request=request)
        act.record("change", visit, "starts_at", "state")
    return visit


def _made_already(patient: Patient, wanted: list[Wanted], **same: object) -> Visit | None:
    """The visit that was made by the same booking before; others who book for the patient wait meanwhile.

    Raises MadeOtherwise where it was made with other earlier sessions: these would be lost without a word.
    """
    hold_bookings(patient)
    asked = [(one.treatment, one.indication, list(dict.fromkeys(one.areas))) for one in wanted]
    told = [days_of(one) for one in wanted]
    otherwise = None
    for visit in Visit.objects.filter(patient=patient, **same):
        rows = list(visit.requests.order_by("position"))
        if [(row.treatment, row.indication, row.areas) for row in rows] != asked:
            continue
        kept = [row.previous_sessions_elsewhere for row in rows]
        if kept == told:
            return visit
        otherwise = otherwise or MadeOtherwise(visit, [*map(eq, kept, told)].index(False))
    if otherwise is not None:
        raise otherwise
    return None


def _new_visit(
    act: Act,
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


def _check_hour(starts_at: datetime, at: datetime) -> None:
    """The minute it is now is not over yet."""
    if starts_at < at.replace(second=0, microsecond=0):
        raise HourOver


def _keep_move(visit: Visit, starts_at: datetime, act: Act) -> None:
    VisitMove.objects.create(
        visit=visit, from_starts_at=visit.starts_at, to_starts_at=starts_at, at=act.at, by=act.by
    )


def _assess_again(visit: Visit, at: datetime, on: date) -> None:
    response = decided_of(visit).response
    if response is not None:
        assess_visit(visit=visit, response=response, cause=Cause.MOVED, at=at, on=on)
        refresh_signature(visit)
