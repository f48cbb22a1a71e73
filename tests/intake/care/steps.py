"""Steps around a patient's own page."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from clinic.models import Place, User
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import clinic_day
from intake.models import Patient, Visit
from tests.intake.course.steps import moment

TWO = ("forehead", "cheeks")


def in_days(days: int, hour: int = 10) -> datetime:
    """An hour of a day so many days from the real today."""
    return moment(today() + timedelta(days=days), hour)


def today() -> date:
    return clinic_day(timezone.now())


def booked(
    patient: Patient, place: Place, by: User, starts_at: datetime, concern: str = "wrinkles", areas=TWO
) -> Visit:
    """A visit booked a moment ago."""
    now = timezone.now()
    wanted = [Wanted("micro-needling", concern, tuple(areas))]
    return book(
        patient=patient, place=place, starts_at=starts_at, wanted=wanted, by=by, at=now, on=clinic_day(now)
    )
