"""What a visit is for: treatments, concerns and areas, checked against the editions in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError

from clinic.models import User
from intake.dates import clinic_day
from intake.models import Course, CourseState, TreatmentRequest, Visit
from treatments import editions
from treatments.eligibility.protocol import Protocol

MOST = 6
"""Requests of one visit."""
PREVIOUS = 40
"""Days of earlier sessions elsewhere that one request keeps."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One treatment of some areas for one concern; `previous` are days of such sessions elsewhere.

    Without `course` it continues the patient's open course for the same concern on these areas, if any.
    """

    treatment: str
    indication: str
    areas: tuple[str, ...]
    previous: tuple[date, ...] = ()
    course: Course | None = None


def write_requests(*, visit: Visit, wanted: list[Wanted], by: User, at: datetime) -> list[TreatmentRequest]:
    """Write a new visit's requests. Raises ValidationError naming the field, as `areas` or `1-areas`."""
    if not 1 <= len(wanted) <= MOST:
        raise ValidationError({"requests": f"A visit is for 1 to {MOST} treatments."})
    _no_area_twice(wanted)
    rows = [_row(visit, place, one, by, at) for place, one in enumerate(wanted)]
    return TreatmentRequest.objects.bulk_create(rows)


def days_of(one: Wanted) -> list[str]:
    """Its earlier sessions elsewhere as a request keeps them: each day once, in order."""
    return sorted({day.isoformat() for day in one.previous})


def _row(visit: Visit, place: int, one: Wanted, by: User, at: datetime) -> TreatmentRequest:
    protocol = _protocol(one)
    wrong = _problems(protocol, one, visit)
    if wrong:
        raise ValidationError(wrong)
    return TreatmentRequest(
        visit=visit,
        position=place,
        treatment=one.treatment,
        indication=one.indication,
        areas=list(dict.fromkeys(one.areas)),
        previous_sessions_elsewhere=days_of(one),
        course=one.course or open_course_for(visit.patient_id, one, one.areas),
        created_at=at,
        created_by=by,
    )


def _protocol(one: Wanted) -> Protocol:
    edition = editions.in_force(one.treatment)
    if edition is None:
        raise ValidationError({"treatment": "This treatment has no published protocol."})
    return editions.engine_for(edition).protocol


def _problems(protocol: Protocol, one: Wanted, visit: Visit) -> dict[str, str]:
    wrong = {}
    if one.indication not in protocol.indications:
        wrong["indication"] = "Choose what the treatment is for."
    if not one.areas or set(one.areas) - set(protocol.areas):
        wrong["areas"] = "Choose at least one area of the list."
    day = clinic_day(visit.starts_at)
    if any(not visit.patient.birth_date <= previous < day for previous in one.previous):
        wrong["previous"] = "Earlier sessions lie between the birth date and the day before the visit."
    if one.course is not None and not _continues(one, visit):
        wrong["course"] = "This course is not going on for these areas. Look at it again."
    if len(one.previous) > PREVIOUS:
        wrong["previous"] = f"Write the latest {PREVIOUS} sessions only."
    return wrong


def _continues(one: Wanted, visit: Visit) -> bool:
    """Whether a session of the course may be booked: it is this patient's, going on, and for these areas."""
    course = one.course
    same = (course.patient_id, course.treatment) == (visit.patient_id, one.treatment)
    going_on = course.state == CourseState.ACTIVE and course.indication == one.indication
    return same and going_on and set(one.areas) <= set(course.areas)


def open_course_for(
    patient_id: UUID, wanted: Wanted | TreatmentRequest, areas: Iterable[str]
) -> Course | None:
    """The patient's open course of the same treatment and concern whose areas include these, the latest."""
    found = Course.objects.filter(
        patient=patient_id,
        treatment=wanted.treatment,
        indication=wanted.indication,
        state__in=[CourseState.ACTIVE, CourseState.PAUSED],
    )
    needed = set(areas)
    fitting = (course for course in found.order_by("-opened_at", "id") if needed <= set(course.areas))
    return next(fitting, None)


def _no_area_twice(wanted: list[Wanted]) -> None:
    seen: set[tuple[str, str]] = set()
    for one in wanted:
        areas = {(one.treatment, area) for area in one.areas}
        if areas & seen:
            raise ValidationError({"areas": "One area can be treated once in a visit."})
        seen |= areas
