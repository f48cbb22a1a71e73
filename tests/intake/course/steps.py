"""Steps of a course that several tests take: a session held, the next visit booked."""

from datetime import date, datetime, timedelta

from django.test import Client

from clinic.models import Place, User
from intake.actions.courses import course_to_treat
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import clinic_zone
from intake.models import Course, Patient, TreatmentSession, Visit
from tests.intake.hostile import FORM, encoded

__all__ = ["booked", "course_of", "held", "moment", "post"]


def moment(day: date, hour: int = 10) -> datetime:
    """An hour of a day by the clinic's clocks."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=clinic_zone())


def booked(
    patient: Patient,
    day: date,
    *,
    by: User,
    on: date,
    areas=("forehead", "cheeks"),
    concern="wrinkles",
    **more,
) -> Visit:
    """A visit booked on the day `on` at the first place there is."""
    return book(
        patient=patient,
        place=Place.objects.order_by("pk").first(),
        starts_at=moment(day),
        wanted=[Wanted("micro-needling", concern, tuple(areas), **more)],
        by=by,
        at=moment(on, 9),
        on=on,
    )


def held(visit: Visit, by: User, day: date | None = None, areas: list[str] | None = None) -> TreatmentSession:
    """A session that took place as signed: what its own action leaves behind, without the steps before it."""
    request = visit.requests.get()
    day = day or visit.starts_at.astimezone(clinic_zone()).date()
    course_to_treat(treatment_request=request, by=by, at=moment(day))
    review = request.assessments.latest("number").reviews.latest("signed_at")
    session = TreatmentSession.objects.create(
        visit=visit,
        patient=visit.patient,
        request=request,
        review=review,
        treatment=request.treatment,
        areas=areas or request.areas,
        performed_on=day,
        started_at=moment(day),
        started_by=by,
        ended_at=moment(day) + timedelta(minutes=30),
        ended_by=by,
    )
    Visit.objects.filter(pk=visit.pk).update(
        state="finished", arrived_at=moment(day), arrived_by=by, finished_at=moment(day, 11), finished_by=by
    )
    visit.refresh_from_db()
    return session


def post(browser: Client, address: str, fields: dict) -> int:
    """The answer's code to a form with whatever bytes a browser might send."""
    return browser.post(address, encoded(list(fields.items())), content_type=FORM).status_code


def course_of(visit: Visit) -> Course:
    """The course of a visit's only request, with what pages select."""
    return Course.objects.select_related("patient", "edition__treatment").get(requests=visit.requests.get())
