"""What a course page shows, as flat values for its template; and the short form the desk reads."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from intake.courses.plan import CoursePlan, has_maintenance, plans_for
from intake.courses.plan_words import day_words, reasons_of
from intake.courses.timelines import course_timeline
from intake.models import Course, CourseChange, CourseState, Patient
from intake.questions.items import document_of, said, sheet_of

Row = dict[str, Any]

COLUMNS = {
    "sessions_from": "sessions, at least",
    "sessions_to": "sessions, at most",
    "interval_from_days": "shortest interval",
    "interval_to_days": "longest interval",
    "maintenance_every_days": "days between maintenance sessions",
    "areas": "areas",
    "state": "state",
}


def courses_of(patient: Patient, *, on: date) -> list[Row]:
    """A patient's courses for the desk, open ones first: no reasons. Queries do not grow with them."""
    found = Course.objects.filter(patient=patient).select_related(
        "edition__treatment", "edition__publication"
    )
    courses = sorted(found.order_by("-opened_at", "id"), key=lambda course: not course.is_open)
    plans = plans_for(courses, on=on)
    return [in_short(plans[course.pk]) for course in courses]


def in_short(plan: CoursePlan) -> Row:
    """One course as the desk reads it: what for, sessions done of planned, the next day, what is booked."""
    course = plan.course
    proposed = plan.proposal.proposed
    return {
        "course": course,
        "name": name_of(course),
        "areas": areas_of(course, course.areas),
        "done": plan.progress.in_words,
        "planned": span(course.sessions_from, course.sessions_to),
        "by_area": _by_area(plan),
        "next": day_words(proposed) if proposed else "",
        "window_to": plan.proposal.window_to if proposed else None,
        "is_late": bool(proposed and plan.proposal.window_to and proposed > plan.proposal.window_to),
        "booked": plan.booked,
        # The one after a booked session is planned once that one has really happened.
        "may_book": course.state == CourseState.ACTIVE and proposed is not None and not plan.booked,
    }


def page_of(plan: CoursePlan) -> Row:
    """The whole page for clinicians."""
    course = plan.course
    return in_short(plan) | {
        "treatment": sheet_of(course.edition, "en").treatment,
        "interval": span(course.interval_from_days, course.interval_to_days),
        "maintenance": _maintenance_words(course),
        "reasons": reasons_of(plan.first),
        "timeline": course_timeline(plan),
        "per_area": [
            {"label": areas_of(course, [area]), "done": len(days), "last": days[-1] if days else None}
            for area, days in plan.progress.days_by_area.items()
        ],
        "sessions": [
            {"session": done, "areas": areas_of(course, done.areas)} for done in reversed(plan.sessions)
        ],
        "changes": [
            _change(course, row) for row in course.changes.select_related("by").order_by("-at", "-id")
        ],
    }


def name_of(course: Course) -> str:
    """The concern in words."""
    return sheet_of(course.edition, "en").indications.get(course.indication, course.indication)


def areas_of(course: Course, codes: Iterable[str]) -> str:
    names = sheet_of(course.edition, "en").areas
    return ", ".join(names.get(code, code) for code in codes)


def span(first: int, last: int) -> str:
    """3, or 3–6."""
    return str(first) if first == last else f"{first}–{last}"


def _by_area(plan: CoursePlan) -> str:
    """Sessions by area where areas differ, else nothing: "Forehead 1, Cheeks 2"."""
    counts = plan.progress.by_area
    if len(set(counts.values())) <= 1:
        return ""
    return ", ".join(f"{areas_of(plan.course, [area])} {count}" for area, count in counts.items())


def _maintenance_words(course: Course) -> str:
    if not has_maintenance(course):
        return ""
    schedules = document_of(course.edition)["schedules"]
    pinned = next(entry for entry in schedules if course.indication in entry["indications"])
    every = (
        f"every {course.maintenance_every_days} days" if course.maintenance_every_days else "interval not set"
    )
    return ", ".join(part for part in (said(pinned.get("maintenance"), "en"), every) if part)


def _change(course: Course, row: CourseChange) -> Row:
    """What was changed in words, from what to what."""
    lines = [
        f"{COLUMNS.get(name, name)}: {_value(course, row.before.get(name))} → {_value(course, value)}"
        for name, value in row.after.items()
        if name != "state"
    ]
    return {"row": row, "what": row.get_kind_display(), "lines": lines}


def _value(course: Course, value: Any) -> str:
    if isinstance(value, list):
        return areas_of(course, value)
    return "not set" if value is None else str(value)
