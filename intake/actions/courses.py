"""A course begins: with the first signature that lets something be treated, or with a session without one.

Whoever opens a course holds the patient's row, so that two signatures at once open one course.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.course_changes import (
    change_areas,
    change_schedule,
    complete,
    pause,
    reopen,
    resume,
    set_maintenance,
    stop,
)
from intake.actions.locks import lock_patient
from intake.actions.requests import open_course_for
from intake.actions.rights import CLINICIANS, role_of
from intake.choices import AreaChoice
from intake.models import AreaDecision, Course, CourseState, TreatmentRequest
from intake.questions.items import document_of
from intake.questions.parts import NoProtocol
from intake.refusals import NotNow
from treatments import editions

__all__ = [
    "change_areas",
    "change_schedule",
    "complete",
    "course_signed",
    "course_to_treat",
    "open_course",
    "open_course_for",
    "pause",
    "reopen",
    "resume",
    "set_maintenance",
    "stop",
]

NOT_GOING_ON = {
    CourseState.PAUSED: "The course is paused. A dermatologist has to resume it before the next session.",
    CourseState.COMPLETED: "The course is completed. A dermatologist has to open it again or sign anew.",
    CourseState.STOPPED: "The course was stopped. A dermatologist has to open it again or sign anew.",
}


def course_signed(
    *,
    treatment_request: TreatmentRequest,
    choices: Mapping[str, AreaChoice],
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> Course | None:
    """The course of a request that was just signed; None where no area is to be treated.

    Areas that are never to be treated stay out of it. The caller holds the visit and the transaction.
    """
    decided = {area: choice.decided for area, choice in choices.items()}
    if AreaDecision.TREAT not in decided.values():
        return None
    areas = [area for area, what in decided.items() if what != AreaDecision.DO_NOT_TREAT]
    return open_course(treatment_request=treatment_request, areas=areas, by=by, at=at, request=request)


def course_to_treat(
    *, treatment_request: TreatmentRequest, by: User, at: datetime, request: HttpRequest | None = None
) -> Course:
    """The course a session belongs to, opened where there is none. Raises NotNow where it is not going on.

    The caller holds the visit and the transaction, and has checked the signature.
    """
    course = _course_now(treatment_request)
    if course is None:
        areas = treatment_request.areas
        return open_course(treatment_request=treatment_request, areas=areas, by=by, at=at, request=request)
    if course.state in NOT_GOING_ON:
        raise NotNow(NOT_GOING_ON[course.state])
    return course


def open_course(
    *,
    treatment_request: TreatmentRequest,
    areas: Sequence[str],
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> Course:
    """Attach a request to the open course it continues, else to a new one pinned from the edition in force.

    Raises NoProtocol where none is in force. Call inside a transaction.
    """
    role = role_of(by, *CLINICIANS)
    patient = lock_patient(treatment_request.visit.patient)
    course = _course_now(treatment_request)
    if course is not None and course.is_open:
        return course
    course = open_course_for(patient.pk, treatment_request, areas)
    if course is None:
        course = _new(treatment_request, areas, by, at)
        _record("create", course, ("treatment", "indication", "areas"), by, role, at, request)
    treatment_request.course = course
    treatment_request.save(update_fields=["course"])
    return course


def _course_now(treatment_request: TreatmentRequest) -> Course | None:
    """The course as it is stored now: a page may have been open for a while."""
    return Course.objects.filter(requests=treatment_request.pk).first()


def _new(wanted: TreatmentRequest, areas: Sequence[str], by: User, at: datetime) -> Course:
    edition = editions.in_force(wanted.treatment)
    if edition is None:
        raise NoProtocol(wanted.treatment)
    schedules = document_of(edition)["schedules"]
    pinned = next(entry for entry in schedules if wanted.indication in entry["indications"])
    return Course.objects.create(
        patient=wanted.visit.patient,
        treatment=wanted.treatment,
        indication=wanted.indication,
        areas=list(areas),
        edition=edition,
        sessions_from=pinned["sessions"][0],
        sessions_to=pinned["sessions"][1],
        interval_from_days=pinned["interval_days"][0],
        interval_to_days=pinned["interval_days"][1],
        maintenance_months=pinned.get("maintenance_months"),
        opened_at=at,
        opened_by=by,
    )


def _record(action: str, course: Course, fields, by: User, role: str, at: datetime, request) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=course.patient_id,
        target=f"course {course.pk}",
        fields=fields,
        request=request,
        at=at,
    )
