"""What a course comes to with one visit: the sessions done, and when the next one may be. For the summary.

Once the session of the visit was held, the next day is what the course's own plan says on the day of its last
session; until then it is counted from the day on which this visit may treat. It knows no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from intake.courses.plan import has_maintenance, plans_for, said_by_course
from intake.courses.planner import Interval, Progress, Proposal, plan_next, progress_of
from intake.decided import DecidedRequest
from intake.models import Course, TreatmentSession


class Window(NamedTuple):
    """The next session: its first and its last day; in maintenance the day on which that ends instead."""

    first: date | None = None
    last: date | None = None
    maintenance_to: date | None = None


@dataclass(frozen=True, slots=True)
class WithVisit:
    """`is_held` says whether the visit's own session is among those of `progress`."""

    progress: Progress
    is_held: bool
    window: Window


def window_of(course: Course, progress: Progress, proposal: Proposal) -> Window:
    """The window a plan proposes; empty where no day is known."""
    if proposal.proposed is None:
        return Window()
    last = proposal.window_to if proposal.window_to and proposal.window_to >= proposal.proposed else None
    if progress.reached_on(course.sessions_to) is not None and has_maintenance(course):
        return Window(proposal.proposed, None, last)
    return Window(proposal.proposed, last)


def with_visit(item: DecidedRequest, held: Sequence[TreatmentSession], interval: Interval) -> WithVisit:
    """`held` are the sessions of the request's course; `interval` counts where there is no course yet."""
    course = item.request.course if item.request.course_id else None
    if course is None:
        day = _may_be_on(item)
        return WithVisit(Progress(), False, Window(*(day + timedelta(days=days) for days in interval)))
    told = [(session.performed_on, session.areas) for session in held]
    progress = progress_of(course.areas, told)
    if any(session.request_id == item.request.pk for session in held):
        plan = plans_for([course], on=max(day for day, _ in told))[course.pk]
        return WithVisit(progress, True, window_of(course, plan.progress, plan.proposal))
    day = _may_be_on(item)
    after = progress_of(course.areas, [*told, (day, item.request.areas)])
    return WithVisit(progress, False, window_of(course, after, _after(course, after, day)))


def _after(course: Course, progress: Progress, day: date) -> Proposal:
    """The next session if this one is held on that day; whether the clinic is open then is seen later."""
    reasons, maintenance = said_by_course(course, progress)
    return plan_next(
        on=day,
        next_open=lambda first: first,
        earlier=[day],
        interval=(course.interval_from_days, course.interval_to_days),
        waits=reasons,
        maintenance=maintenance,
    )


def _may_be_on(item: DecidedRequest) -> date:
    """The planned day where a signature lets an area be treated then, else the day every wait is over."""
    planned, request = item.assessment.planned_on, item.request
    if any(item.may_treat(area, planned) for area in request.areas):
        return planned
    return max(planned, item.assessment.earliest_date or planned)
