"""From stored rows to the planner: the next session of a course, the first day that works for a visit.

Everything is computed anew each time; nothing that is proposed here is stored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clinic.times import Times
from intake.courses.plan_waits import Told
from intake.courses.planner import (
    ALL_DONE,
    CLOSED,
    INTERVAL,
    PAUSED,
    UNDATED,
    Interval,
    Maintenance,
    Progress,
    Proposal,
    Reason,
    plan_next,
    together,
)
from intake.courses.rows import Aim, Rows, interval_of
from intake.decided import Decided, decided_of
from intake.models import Course, CourseState, TreatmentSession, Visit
from intake.questions.items import document_of
from treatments.eligibility.dates import add_months

NEVER_SAID: Interval = (0, 36_500)
"""Where no schedule is in force, no interval is counted."""


@dataclass(frozen=True, slots=True)
class FirstDay:
    """The first day that works for a visit.

    `bound` is the day before which nothing is booked: of a first visit, about which nothing is decided and
    before which nobody here treated that skin, it is today. `signed_from` is the first day on which an area
    that a standing signature lets be treated may be; `told`, `last` and `interval` word the reasons.
    """

    proposal: Proposal
    times: Times
    bound: date
    signed_from: date | None = None
    told: tuple[Told, ...] = ()
    last: date | None = None
    interval: Interval | None = None

    @property
    def day(self) -> date | None:
        """An open day on which every wait is over; None where only a dermatologist can say."""
        return self.proposal.proposed

    @property
    def binding(self) -> Reason | None:
        """What keeps that day from being earlier; None where nothing does."""
        return self.proposal.binding

    @property
    def allowed_from(self) -> date:
        """No day before this one: a signature may let something be treated while the rest still waits."""
        return min(self.bound, self.signed_from or self.bound)


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """Where a course stands on a day: its progress, the next session, what took place and what is booked."""

    on: date
    course: Course
    progress: Progress
    proposal: Proposal
    sessions: tuple[TreatmentSession, ...]
    booked: tuple[Visit, ...]
    first: FirstDay


def next_session_for(course: Course, *, on: date) -> Proposal:
    """When the next session of a course may be, seen from the day `on`."""
    return plans_for([course], on=on)[course.pk].proposal


def plans_for(courses: Iterable[Course], *, on: date) -> dict[UUID, CoursePlan]:
    """The same with all that belongs to it, for any number of courses in a constant number of queries.

    Give courses with `edition__treatment` selected, or each is asked for its own.
    """
    aims = [aim_of(course) for course in courses]
    rows = Rows(aims, on=on) if aims else None
    return {aim.course.pk: _course_plan(aim, rows) for aim in aims}


def first_day_for(visit: Visit, *, on: date, decided: Decided | None = None) -> FirstDay:
    """The first day a visit may be moved to: every wait over, the interval kept, the clinic open."""
    decided = decided or decided_of(visit)
    courses = Course.objects.in_bulk([item.request.course_id for item in decided.requests])
    aims = [
        Aim(
            visit.patient_id,
            item.request.treatment,
            item.request.indication,
            tuple(item.request.areas),
            courses.get(item.request.course_id),
            told=item,
        )
        for item in decided.requests
    ]
    return first_day_of(aims, on=on)


def first_day_of(aims: Sequence[Aim], *, on: date) -> FirstDay:
    """The first day on which all of these may take place together.

    One of which every area is ruled out keeps the others waiting no more than such an area does among areas.
    """
    rows = Rows(aims, on=on)
    left = [aim for aim in aims if _not_ruled_out(aim, rows.told(aim))]
    each = [_first_day(aim, rows) for aim in left or aims]
    if not each:
        return FirstDay(Proposal(on, rows.times.next_open(on)), rows.times, on)
    by_interval = max(each, key=lambda one: one.last or date.min)
    return FirstDay(
        together([one.proposal for one in each], next_open=rows.times.next_open),
        rows.times,
        max(one.bound for one in each),
        min([one.signed_from for one in each if one.signed_from], default=None),
        tuple(told for one in each for told in one.told),
        by_interval.last,
        by_interval.interval,
    )


def aim_of(course: Course) -> Aim:
    """What the next session of a course is looked for."""
    return Aim(course.patient_id, course.treatment, course.indication, tuple(course.areas), course)


def has_maintenance(course: Course) -> bool:
    """Whether the pinned schedule goes on after the last planned session."""
    schedules = document_of(course.edition)["schedules"]
    pinned = next((entry for entry in schedules if course.indication in entry["indications"]), {})
    return bool(course.maintenance_months or pinned.get("maintenance"))


def _course_plan(aim: Aim, rows: Rows) -> CoursePlan:
    course, progress = aim.course, rows.progress(aim.course)
    first = _first_day(aim, rows, *said_by_course(course, progress))
    return CoursePlan(
        rows.on,
        course,
        progress,
        first.proposal,
        tuple(rows.sessions_of(course)),
        tuple(rows.open_visits(course)),
        first,
    )


def said_by_course(course: Course, progress: Progress) -> tuple[list[Reason], Maintenance | None]:
    """What the course itself says about another session, and its maintenance once all are done."""
    if course.state == CourseState.PAUSED:
        return [Reason(PAUSED, None)], None
    if not course.is_open:
        return [Reason(CLOSED, None)], None
    reached = progress.reached_on(course.sessions_to)
    if reached is None:
        return [], None
    if not has_maintenance(course):
        return [Reason(ALL_DONE, None)], None
    months = course.maintenance_months
    return [], Maintenance(course.maintenance_every_days, add_months(reached, months) if months else None)


def _first_day(
    aim: Aim, rows: Rows, also: Sequence[Reason] = (), maintenance: Maintenance | None = None
) -> FirstDay:
    """One aim's first day, and the first on which an area that is signed to be treated may be."""
    told, earlier = rows.told(aim), rows.earlier(aim)
    interval = interval_of(aim) or NEVER_SAID
    left = _not_ruled_out(aim, told)
    last = max(earlier, default=None)

    def planned(areas: Sequence[str]) -> Proposal:
        waived = bool(areas) and told is not None and all(told.waives_interval(area, last) for area in areas)
        return plan_next(
            on=rows.on,
            next_open=rows.times.next_open,
            earlier=() if waived or not areas else earlier,
            interval=interval,
            waits=[*_waits(told, aim, areas), *also],
            maintenance=maintenance,
        )

    proposal = planned(left)
    signed = [planned([area]).first_possible for area in left if told is not None and told.treats(area)]
    is_first = told is None and aim.course is None and not rows.treated_here(aim)
    return FirstDay(
        proposal,
        rows.times,
        rows.on if is_first else proposal.first_possible,
        min(signed, default=None),
        (told,) if told else (),
        last if any(reason.code == INTERVAL for reason in proposal.reasons) else None,
        interval,
    )


def _not_ruled_out(aim: Aim, told: Told | None) -> list[str]:
    """The areas that may be treated some day; one nobody decided about is among them."""
    if told is None:
        return list(aim.areas)
    may = told.areas_in(aim.areas)
    return [area for area in aim.areas if area in may or area not in told.item.request.areas]


def _waits(told: Told | None, aim: Aim, areas: Sequence[str]) -> list[Reason]:
    """What stands in the way of these areas; one that has no day gives way to those that have."""
    if told is None:
        return []
    if not areas:
        return [Reason(UNDATED, None, areas=aim.areas)]
    reasons = told.reasons(areas)
    undated = {area for reason in reasons if reason.until is None for area in reason.areas}
    return [reason for reason in reasons if reason.until is not None or undated >= set(areas)]
