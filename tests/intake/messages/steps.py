"""A visit, a session and a worker's round for tests of messages; the clock is told."""

from datetime import date, datetime, time, timedelta

from clinic.models import ClinicTimes, User
from intake.dates import clinic_zone
from intake.messages.outbox import drain
from intake.messages.reminders import write_due
from intake.models import Message, Patient, TreatmentSession, Visit
from tests.factories import VisitFactory
from tests.intake.conftest import NOW
from tests.intake.course.steps import held
from tests.intake.steps import agree, send


def moment(day: date, clock: str = "10:00") -> datetime:
    """That time by the clinic's clocks."""
    return datetime.combine(day, time.fromisoformat(clock), clinic_zone())


def booked(patient: Patient, starts_at: datetime, at: datetime, **more) -> Visit:
    """A visit that was booked at that moment."""
    return VisitFactory(patient=patient, starts_at=starts_at, created_at=at, **more)


def treated(visit: Visit, by: User, ended_at: datetime) -> TreatmentSession:
    """A session of a signed visit, on the day on which it ended at that moment. Its messages are gone."""
    send(visit, NOW)
    agree(visit, by, NOW)
    Message.objects.all().delete()
    Visit.objects.filter(pk=visit.pk).update(starts_at=ended_at - timedelta(minutes=40))
    session = held(visit, by, ended_at.astimezone(clinic_zone()).date())
    session.ended_at = ended_at
    session.save(update_fields=["ended_at"])
    return session


def times(by: User, **changed) -> None:
    """The clinic's times: the defaults but for `changed`."""
    usual = {
        "open_weekdays": [1, 2, 3, 4, 5],
        "phone_from": time(8),
        "phone_until": time(18),
        "quiet_from": time(20),
        "quiet_until": time(8),
        "reminder_days": [14, 7, 2],
        "symptom_hours": [24, 72, 336],
        "recall_days": 14,
        "changed_at": NOW,
        "changed_by": by,
    }
    ClinicTimes.objects.update_or_create(id=1, defaults=usual | changed)


def run(at: datetime) -> int:
    """One round of a worker: what is due is written, what waits is sent. Returns how many were dealt with."""
    write_due(at=at)
    return drain(clock=lambda: at)


def run_until(start: datetime, end: datetime, step: timedelta = timedelta(hours=4)) -> None:
    """A worker that looks every so often. Steps are hours that pass, whatever the clocks show."""
    while start <= end:
        run(start)
        start += step


def told(**which) -> list[tuple[str, str, str]]:
    """(kind, detail, state) of every message, in the order they were written."""
    found = Message.objects.filter(**which).order_by("created_at", "kind")
    return list(found.values_list("kind", "detail", "state"))
