"""How the outcome of a course was rated: what is asked when, and which ratings count.

A scale that the patient rates, too, compares with the time before the first session, so it is asked from the
second session on. One that only a dermatologist rates is a grade of the day and may be given from the start.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from intake.dates import clinic_day
from intake.models import Course, OutcomeRating, Patient, Rater, TreatmentRequest, TreatmentSession, Visit
from intake.models import VisitState as State
from intake.questions.items import document_of, said
from treatments import editions
from treatments.care import scales_for

Scale = Mapping[str, Any]

AHEAD = (State.BOOKED, State.ARRIVED)
"""Visits whose session is still to come."""
HAPPENED = (*AHEAD, State.IN_SESSION, State.FINISHED)
"""Visits a dermatologist may rate at: those that were not called off or missed."""


class Wanted(NamedTuple):
    """A rating the patient is asked for before the session of a visit."""

    course: Course
    visit: Visit
    scale: Scale

    @property
    def key(self) -> str:
        """What the page calls it."""
        return f"{self.course.pk}.{self.scale['code']}"


def scales_of(course: Course, rater: str | None = None) -> list[Scale]:
    """The scales of a course's concern, by the edition in force, else by its own; those of one rater."""
    edition = editions.in_force(course.treatment) or course.edition
    scales = scales_for(document_of(edition), course.indication)
    return [scale for scale in scales if rater is None or rater in scale["rated_by"]]


def compares(scale: Scale) -> bool:
    """Whether a scale compares with the time before the first session."""
    return Rater.PATIENT in scale["rated_by"]


def had_session(course: Course, before: Visit) -> bool:
    """Whether a session of the course took place before that visit."""
    done = TreatmentSession.objects.filter(request__course=course).exclude(visit=before)
    return done.filter(started_at__lt=before.starts_at).exists()


def wanted_of(patient: Patient) -> list[Wanted]:
    """What the patient is asked to rate now: the next visit of each course that has had a session."""
    asked = TreatmentRequest.objects.filter(
        visit__patient=patient, visit__state__in=AHEAD, course__isnull=False
    ).select_related("visit", "course__edition__treatment", "course__edition__publication")
    nearest: dict[object, TreatmentRequest] = {}
    for one in asked.order_by("visit__starts_at", "position"):
        nearest.setdefault(one.course_id, one)
    return [
        Wanted(one.course, one.visit, scale)
        for one in nearest.values()
        if had_session(one.course, one.visit)
        for scale in scales_of(one.course, Rater.PATIENT)
    ]


def counted(ratings: Iterable[OutcomeRating]) -> list[OutcomeRating]:
    """Of a visit, scale and rater the latest rating, in the order of the days."""
    latest = {}
    for rating in sorted(ratings, key=lambda one: one.rated_at):
        latest[rating.visit_id, rating.scale, rating.rater] = rating
    return sorted(latest.values(), key=lambda one: (one.rated_on, one.rated_at))


def visit_to_rate_at(course: Course, *, at: datetime) -> Visit | None:
    """The visit a dermatologist's rating belongs to: today's, else the one before, else the next."""
    asked = TreatmentRequest.objects.filter(course=course, visit__state__in=HAPPENED).select_related("visit")
    visits = sorted({one.visit for one in asked}, key=lambda visit: visit.starts_at)
    today = clinic_day(at)
    so_far = [visit for visit in visits if clinic_day(visit.starts_at) <= today]
    return so_far[-1] if so_far else next(iter(visits), None)


def step_words(scale: Scale, value: int, language: str = "en") -> str:
    """A step in words; its number where the edition in force has no such step."""
    steps = {step["value"]: step["text"] for step in scale["steps"]}
    return said(steps.get(value), language) or str(value)
