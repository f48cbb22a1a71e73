"""Booking again: what an earlier visit or a course says about the next one, and the first day that works."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from clinic.models import Place
from clinic.roles import SEES_REASONS
from clinic.templatetags.clinic_dates import staff_date
from intake.access import course_for_desk, visit_for_desk
from intake.courses.plan import FirstDay, first_day_for, plans_for
from intake.courses.plan_words import SENTENCES, day_words, reasons_of
from intake.courses.planner import UNDATED, check_day
from intake.dates import clinic_day
from intake.decided.signed import signed_on
from intake.models import Course, Patient, Visit
from treatments.models import ProtocolEdition

USUAL_MINUTES = 30
UNDATED_WORDS = "No first day is known yet: a dermatologist has to say when."


@dataclass(frozen=True, slots=True)
class Again:
    """The visit or the course that a new booking follows; both empty for a booking of its own."""

    after: Visit | None = None
    course: Course | None = None
    first: FirstDay | None = None

    def concerns(self, request: HttpRequest, editions: Mapping[str, ProtocolEdition]) -> list[dict[str, Any]]:
        """What the form begins with."""
        if self.course is not None:
            course = self.course
            plain = {"treatment": course.treatment, "indication": course.indication}
            return [plain | {"areas": course.areas}]
        if self.after is not None:
            return [_as_before(one) for one in self.after.requests.order_by("position")]
        asked = request.GET.get("treatment")
        return [{"treatment": asked if asked in editions else next(iter(editions), "")}]


def again_of(request: HttpRequest, patient: Patient, on: date) -> Again:
    """What the address or the form names, where it is this patient's."""
    named = _named(request, "course")
    if named:
        course = course_for_desk(request, named, viewing=False)
        if course.patient_id == patient.pk:
            return Again(course=course, first=plans_for([course], on=on)[course.pk].first)
    named = _named(request, "after")
    if named:
        visit = visit_for_desk(request, named, viewing=False)
        if visit.patient_id == patient.pk:
            return Again(after=visit, first=first_day_for(visit, on=on))
    return Again()


def usual_time(again: Again) -> dict[str, Any]:
    """Day, length and place the form begins with; the day only where something says which."""
    after, first = again.after, again.first
    place = (
        after.place_id if after else Place.objects.filter(is_open=True).values_list("pk", flat=True).first()
    )
    known = first is not None and (again.course is not None or first.binding is not None)
    return {
        "minutes": after.minutes if after else USUAL_MINUTES,
        "place": place,
        "day": staff_date(proposed_day(first)) if known else "",
    }


def proposed_day(first: FirstDay) -> date:
    """The day a form opens on: what is proposed, else the first open day on which nothing dated is left."""
    return first.day or first.times.next_open(first.proposal.first_possible)


def first_day_shown(request: HttpRequest, first: FirstDay | None) -> dict[str, Any]:
    """For a page: the first day that works, the end of the window, and for clinicians why."""
    binds = first is not None and first.binding is not None
    sees = binds and request.user.has_role(*SEES_REASONS)
    window_to = first.proposal.window_to if first is not None else None
    undated = _undated_words(first) if binds and first.day is None else ""
    return {
        "first": day_words(proposed_day(first)) if binds and first.day else "",
        "undated": undated,
        "window_to": window_to,
        "is_late": bool(binds and window_to and first.day and first.day > window_to),
        "reasons": _reasons(first, undated) if sees else [],
    }


def _undated_words(first: FirstDay) -> str:
    """Why there is no first day: what was signed, where all of it is; else somebody has to decide."""
    items = [told.item for told in first.told]
    if not items or not all(item.is_signed for item in items):
        return UNDATED_WORDS
    return signed_on(items, clinic_day(timezone.now())).sentence


def _reasons(first: FirstDay, undated: str) -> list[dict]:
    """For clinicians. That no day is known is no reason of its own beside what was signed."""
    told = undated and undated != UNDATED_WORDS
    return [row for row in reasons_of(first) if not (told and row["sentence"] == SENTENCES[UNDATED])]


def note_late(request: HttpRequest, first: FirstDay, day: date) -> None:
    """Say that a day lies behind the longest interval; it is booked all the same."""
    if check_day(first.proposal, day, first.times.is_open).is_late:
        told = (
            f"This is later than the schedule’s window, which ends on {day_words(first.proposal.window_to)}."
        )
        messages.warning(request, told, extra_tags="warn")


def _named(request: HttpRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name) or ""


def _as_before(one: Any) -> dict[str, Any]:
    elsewhere = ", ".join(staff_date(day) for day in one.previous_sessions_elsewhere)
    plain = {"treatment": one.treatment, "indication": one.indication}
    return plain | {"areas": one.areas, "previous": elsewhere}
