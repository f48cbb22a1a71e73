"""Courses drawn: for clinicians on the summary and the course page, for patients on their own page."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, override, pgettext_lazy

from clinic.templatetags.clinic_dates import patient_date, staff_date
from intake.courses import timeline as drawing
from intake.courses.plan import CoursePlan
from intake.courses.planner import INTERVAL, SIGNED, WAIT
from intake.courses.timeline import Timeline, Wording, drawn, events_of
from intake.courses.with_visit import window_of
from intake.dates import clinic_day
from intake.questions.items import sheet_of

Row = dict[str, Any]

STAFF_WORDS = {
    drawing.DONE: "done",
    drawing.ELSEWHERE: "elsewhere",
    drawing.MORE: "sessions",
    drawing.THIS: "visit",
    drawing.BOOKED: "booked",
    drawing.WAIT: "wait",
    drawing.FROM: "next",
    drawing.TO: "latest",
    drawing.UNTIL: "until",
}
STAFF_TOLD = {
    drawing.DONE: "session done",
    drawing.ELSEWHERE: "session elsewhere",
    drawing.THIS: "this visit",
    drawing.WAIT: "wait until",
    drawing.FROM: "next session from",
    drawing.TO: "to",
    drawing.UNTIL: "maintenance until",
}
PATIENT_WORDS = {
    drawing.DONE: pgettext_lazy("under a day of the course", "done"),
    drawing.MORE: pgettext_lazy("under a day of the course", "sessions"),
    drawing.BOOKED: pgettext_lazy("under a day of the course", "booked"),
    drawing.FROM: pgettext_lazy("under a day of the course", "next from"),
    drawing.TO: pgettext_lazy("under a day of the course", "best by"),
    drawing.UNTIL: pgettext_lazy("under a day of the course", "until"),
}
"""What a patient reads under the days. Waits are never among them: a dermatologist tells those."""


def summary_timelines(shown: Row) -> dict[str, Timeline]:
    """By request, one for each concern of `intake.summary.summary_of` that has a past, or of which
    the sentence of the plan cannot say what follows; no other is drawn."""
    found = {plan["request"]: _of_a_plan(plan, shown) for plan in shown["plan"]}
    return {request: one for request, one in found.items() if one is not None}


def tells_next(timeline: Timeline | None) -> bool:
    """Whether a drawing shows when the next session may be, or that none is to follow."""
    return timeline is not None


def course_timeline(plan: CoursePlan) -> Timeline | None:
    """A course for clinicians, waits and all."""
    reasons = plan.proposal.reasons
    waits = [reason.until for reason in reasons if reason.code in (WAIT, SIGNED) and reason.until]
    last = plan.first.last  # may be of another course, or elsewhere
    done = _done(plan)
    events = events_of(
        done=done,
        elsewhere=[last] if last is not None and last not in done else [],
        booked=_booked(plan),
        waits=waits,
        **_window(plan),
    )
    title = sheet_of(plan.course.edition, "en").indications.get(plan.course.indication, "")
    return drawn(events, wording=_for_staff(title, plan.on))


def patient_timeline(plan: CoursePlan, *, language: str, title: str) -> Timeline | None:
    """A course for the patient: what took place, what is booked, else the schedule's own window.

    A day that anything but the schedule sets is told by a dermatologist, not by a drawing.
    """
    booked = _booked(plan)
    by_schedule = all(reason.code == INTERVAL for reason in plan.proposal.reasons) and plan.sessions
    window = _window(plan) if by_schedule and not booked else {}
    events = events_of(done=_done(plan), booked=booked, **window)
    with override(language):
        words = {kind: str(word) for kind, word in PATIENT_WORDS.items()}
        year = _year_beside(plan.on)
        return drawn(events, wording=Wording(words, {}, _patient_day, patient_date, title, year))


def _of_a_plan(plan: Row, shown: Row) -> Timeline | None:
    """What was shown of a concern, on its planned day: a pure function of the summary."""
    past = [row for row in shown["course"] if _touches(row, plan)]
    if not (past or plan["numbers"] or plan["next_to"] is None):
        return None
    this = date.fromisoformat(shown["visit"]["planned_on"])
    days = [date.fromisoformat(wait["ends_on"]) for wait in shown["waits"]]
    is_closed = shown["headline"]["decision"] == "not_a_candidate"
    first, last, maintenance_to = (None if is_closed else _read(plan[end]) for end in ENDS)
    here = dict.fromkeys([_read(row["on"]) for row in past if row["here"]])
    events = events_of(
        done=here | {_read(day): number for day, number in plan["numbers"].items()},
        elsewhere=[_read(row["on"]) for row in past if not row["here"]],
        this=None if plan["is_held"] else this,
        waits=[day for day in days if day > this],
        window=(first, last),
        maintenance_to=maintenance_to,
    )
    return drawn(events, wording=_for_staff(plan["for"], this))


ENDS = ("next_from", "next_to", "maintenance_to")


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _done(plan: CoursePlan) -> dict[date, int | None]:
    """The sessions of a course with their numbers; one of areas it has no more has none."""
    return dict.fromkeys([session.performed_on for session in plan.sessions]) | plan.progress.numbers


def _touches(row: Row, plan: Row) -> bool:
    """Whether a session was of this treatment and some of its areas."""
    return row["treatment"] == plan["treatment"] and not set(row["codes"]).isdisjoint(plan["areas"])


def _booked(plan: CoursePlan) -> list[date]:
    done = {session.visit_id for session in plan.sessions}
    return [clinic_day(visit.starts_at) for visit in plan.booked if visit.pk not in done]


def _window(plan: CoursePlan) -> Row:
    first, last, maintenance_to = window_of(plan.course, plan.progress, plan.proposal)
    return {"window": (first, last), "maintenance_to": maintenance_to}


def _for_staff(title: str, at: date) -> Wording:
    """A day has its year where that is not the one of `at`: the visit's day, or today."""

    def day(on: date) -> str:
        return staff_date(on).rpartition("-")[0]

    return Wording(STAFF_WORDS, STAFF_TOLD, day, staff_date, title, _year_beside(at))


def _year_beside(at: date) -> Callable[[date], str]:
    """The year of a day, where it is another than that of `at`."""
    return lambda on: str(on.year) if on.year != at.year else ""


def _patient_day(on: date) -> str:
    """16 Mar, or 16 mar in Spanish."""
    month = date_format(on, "M").rstrip(".")
    return f"{on.day} {month.lower() if (get_language() or '').startswith('es') else month}"
