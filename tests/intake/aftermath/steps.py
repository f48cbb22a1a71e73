"""What follows a session, for tests: a session held, what the skin is like, the patient’s own page."""

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from clinic import session_limits
from clinic.models import User
from clinic.patient_sessions import INVITATION, LANGUAGE, VERSION
from intake.actions.symptoms import report_symptoms
from intake.models import Invitation, Patient, Purpose, SymptomReport, TreatmentSession, Visit
from tests.intake.conftest import NOW
from tests.intake.course.steps import booked, held, moment
from tests.intake.steps import agree, send

__all__ = ["FINE", "MILD", "care_browser", "first_session", "press", "report", "session_on"]

FINE = {"urgent_now": "no", "skin_change": "no"}
"""Two answers are enough for somebody who is well."""
NOTHING_ELSE = {
    "urgent_now": "no",
    "skin_change": "yes",
    **dict.fromkeys(("redness", "swelling", "bruising", "bleeding"), "no"),
    **dict.fromkeys(("peeling", "pain", "itchy_bumps", "new_cold_sore", "darkening"), "no"),
}
LATE_NO = dict.fromkeys(("late_lumps", "late_draining", "late_dark", "late_lines"), "no")
MILD = {
    **NOTHING_ELSE,
    "swelling": "yes",
    "swelling_size": 2,
    "swelling_trend": "less",
    "beyond_area": "no",
    "hinders": "no",
}
"""Mild swelling that falls: expected in the first week."""


def session_on(visit: Visit, by: User, *, at: datetime = NOW, **answers: Any) -> TreatmentSession:
    """The session of a visit, held on its day: answered, signed, treated."""
    send(visit, at, **answers)
    agree(visit, by, at)
    return held(visit, by)


def first_session(patient: Patient, day: date, *, desk: User, by: User, **more: Any) -> TreatmentSession:
    """A session on any day, from the booking on."""
    on = day - timedelta(days=10)
    visit = booked(patient, day, by=desk, on=on, **more)
    return session_on(visit, by, at=moment(on, 9))


def report(session: TreatmentSession, at: datetime, key: str = "", **answers: Any) -> SymptomReport:
    """A whole report of the patient: NOTHING_ELSE but for `answers`."""
    late = LATE_NO if (at.date() - session.performed_on).days > 7 else {}
    return report_symptoms(
        session=session,
        answers=NOTHING_ELSE | late | answers,
        submit_key=key or at.isoformat(),
        mode="patient",
        language="es",
        at=at,
    )


def care_browser(patient: Patient, *, by: User, at: datetime, language: str = "en") -> Client:
    """A browser with the patient's own page open, read in this language; the clock is the caller's."""
    invitation, _ = Invitation.objects.get_or_create(
        patient=patient,
        purpose=Purpose.CARE,
        ended_at=None,
        defaults={
            "language": patient.language,
            "created_at": at,
            "created_by": by,
            "expires_at": at + timedelta(days=90),
            "redeemed_at": at,
        },
    )
    browser = Client()
    session = browser.session
    session[INVITATION], session[VERSION] = str(invitation.pk), invitation.access_version
    session[LANGUAGE] = language
    session[session_limits.BEGAN] = session[session_limits.SEEN] = int(at.timestamp())
    session.save()
    return browser


def press(browser: Client, page: Any, **typed: Any) -> Any:
    """Hand in the form a page shows, with what it carries and what is typed: `a_x` is the field a-x."""
    form = page.context["form"]
    carried = {name: form[name].value() or "" for name in ("told", "put", "key", "session")}
    named = {name.replace("a_", "a-", 1) if name[:2] == "a_" else name: typed[name] for name in typed}
    return browser.post(page.request["PATH_INFO"], carried | named)
