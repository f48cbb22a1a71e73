"""What a dermatologist changes about a course, each time with a reason kept beside what it was before.

Visits of the course that are still open are assessed again where the change touches the interval: a
signature that no longer covers the visit's day lapses.
"""

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.roles import DERMATOLOGIST
from intake.actions.assessing import assess_visit, refresh_signature
from intake.actions.course_checks import check_alone, check_open, check_range, most_done
from intake.actions.locks import CHANGED, lock_patient, lock_visit
from intake.actions.rights import role_of
from intake.courses.plan import has_maintenance
from intake.decided import decided_of
from intake.models import (
    Cause,
    Course,
    CourseChange,
    CourseChangeKind,
    CourseState,
    Visit,
    VisitState,
)
from intake.questions.items import document_of
from intake.refusals import Changed, NotNow
from intake.texts import clean_line

MOST_SESSIONS, LONGEST_INTERVAL, LONGEST_MAINTENANCE = 24, 365, 730
"""Sessions of a course; days between two of them; days between two maintenance sessions."""

ACTIVE, PAUSED = CourseState.ACTIVE, CourseState.PAUSED
COMPLETED, STOPPED = CourseState.COMPLETED, CourseState.STOPPED

STEPS: dict[str, dict[str, str]] = {
    "pause": {ACTIVE: PAUSED},
    "resume": {PAUSED: ACTIVE},
    "complete": {ACTIVE: COMPLETED, PAUSED: COMPLETED},
    "stop": {ACTIVE: STOPPED, PAUSED: STOPPED},
    "reopen": {COMPLETED: ACTIVE, STOPPED: ACTIVE},
}
"""What may be done in which state, and the state it leads to."""

KINDS = {
    "pause": CourseChangeKind.PAUSED,
    "resume": CourseChangeKind.RESUMED,
    "complete": CourseChangeKind.COMPLETED,
    "stop": CourseChangeKind.STOPPED,
    "reopen": CourseChangeKind.REOPENED,
}


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes a course, why and when."""

    by: User
    at: datetime
    reason: str
    version: int | None = None
    request: HttpRequest | None = None


def change_schedule(
    *,
    course: Course,
    sessions: tuple[int, int],
    interval_days: tuple[int, int],
    reason: str,
    version: int | None = None,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Course:
    """Another number of sessions or days between two of them for this patient, shorter ones too."""
    with _changing(course, Act(by, at, reason, version, request), on) as (kept, write):
        check_open(kept)
        check_range(sessions, MOST_SESSIONS, "sessions")
        check_range(interval_days, LONGEST_INTERVAL, "days")
        done = most_done(kept)
        if sessions[1] < done:
            raise NotNow(f"{done} sessions are done already: write at least {done}.")
        write(
            CourseChangeKind.SCHEDULE,
            sessions_from=sessions[0],
            sessions_to=sessions[1],
            interval_from_days=interval_days[0],
            interval_to_days=interval_days[1],
        )
    return kept


def set_maintenance(
    *,
    course: Course,
    every_days: int | None,
    reason: str,
    version: int | None = None,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Course:
    """How many days lie between two sessions after the last planned one; None takes it away again."""
    with _changing(course, Act(by, at, reason, version, request), on) as (kept, write):
        check_open(kept)
        if not has_maintenance(kept):
            raise NotNow("The schedule of this concern has no maintenance.")
        if every_days is not None and not kept.interval_from_days <= every_days <= LONGEST_MAINTENANCE:
            raise NotNow(f"Write days between {kept.interval_from_days} and {LONGEST_MAINTENANCE}.")
        write(CourseChangeKind.MAINTENANCE, maintenance_every_days=every_days)
    return kept


def change_areas(
    *,
    course: Course,
    areas: Sequence[str],
    reason: str,
    version: int | None = None,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Course:
    """Other areas from the next session on; what was treated stays on record."""
    with _changing(course, Act(by, at, reason, version, request), on) as (kept, write):
        check_open(kept)
        known = document_of(kept.edition)["areas"]
        if not areas or set(areas) - set(known):
            raise NotNow("Choose at least one area of the list.")
        write(CourseChangeKind.AREAS, areas=[area for area in known if area in areas])
    return kept


def _step(name: str, said: str) -> Callable[..., Course]:
    """An action that leads a course into another state, as the table says."""

    def act(
        *,
        course: Course,
        reason: str,
        version: int | None = None,
        by: User,
        at: datetime,
        on: date,
        request: HttpRequest | None = None,
    ) -> Course:
        with _changing(course, Act(by, at, reason, version, request), on) as (kept, write):
            state = STEPS[name].get(kept.state)
            if state is None:
                raise NotNow(f"Cannot {name}: this course is “{kept.get_state_display().lower()}”.")
            if name == "reopen":
                check_alone(kept)
            over = state in (COMPLETED, STOPPED)
            kept.closed_at, kept.closed_by = (at, by) if over else (None, None)
            write(KINDS[name], state=state)
        return kept

    act.__name__ = act.__qualname__ = name
    act.__doc__ = said
    return act


pause = _step("pause", "No session for a while; visits that are booked stay, and do not start.")
resume = _step("resume", "A paused course goes on. The next session is planned from what really happened.")
complete = _step("complete", "The course reached what it was for.")
stop = _step("stop", "The course ends before that: another treatment, a wish, something found.")
reopen = _step("reopen", "A course that was closed goes on after all.")


@contextmanager
def _changing(course: Course, act: Act, on: date):
    """The course held and current; `write(kind, **columns)` stores what differs with its reason.

    Its open visits are held before the patient, the order in which a session that starts takes them.
    """
    role = role_of(act.by, DERMATOLOGIST)
    reason = clean_line(act.reason, 500)
    if not reason:
        raise NotNow("Write the reason.")
    with transaction.atomic():
        visits = [lock_visit(visit) for visit in _open_visits(course)]
        lock_patient(course.patient)
        kept = Course.objects.select_related("patient", "edition__treatment").get(pk=course.pk)
        if act.version is not None and kept.version != act.version:
            raise Changed(CHANGED)

        def write(kind: str, **columns: Any) -> None:
            _write(kept, kind, columns, reason, act, role)
            if kind == CourseChangeKind.SCHEDULE:
                _assess_again(visits, act.at, on)

        yield kept, write


def _write(course: Course, kind: str, columns: dict[str, Any], reason: str, act: Act, role: str) -> None:
    before = {name: getattr(course, name) for name in columns}
    changed = {name: value for name, value in columns.items() if before[name] != value}
    if not changed:
        raise NotNow("Nothing was changed.")
    for name, value in changed.items():
        setattr(course, name, value)
    course.version += 1
    course.save()
    CourseChange.objects.create(
        course=course,
        kind=kind,
        before={name: before[name] for name in changed},
        after=changed,
        reason=reason,
        at=act.at,
        by=act.by,
    )
    audit.record(
        "change",
        by=act.by,
        role=role,
        patient_id=course.patient_id,
        target=f"course {course.pk}",
        fields=sorted(changed),
        request=act.request,
        at=act.at,
    )


def _open_visits(course: Course) -> list[Visit]:
    open_states = (VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION)
    found = Visit.objects.filter(requests__course=course, state__in=open_states)
    return list(found.distinct().order_by("pk"))


def _assess_again(visits: list[Visit], at: datetime, on: date) -> None:
    """Open visits with answers, with the interval as it is now."""
    for visit in visits:
        response = decided_of(visit).response
        if response is not None and visit.state != VisitState.IN_SESSION:
            assess_visit(visit=visit, response=response, cause=Cause.RECHECKED, at=at, on=on)
            refresh_signature(visit)
