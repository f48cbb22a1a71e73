"""From the check of the day to the record of a session and how the skin was afterwards, for the example."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from intake.actions import consents, same_day, sessions
from intake.actions.outcomes import rate_change
from intake.actions.session_records import Depth, Done, record_session
from intake.actions.symptoms import close_report, report_symptoms
from intake.consents import consents_needed
from intake.dates import clinic_day
from intake.example.steps import Clinic, fresh
from intake.messages.outbox import drain
from intake.messages.reminders import write_due
from intake.models import SAME_DAY, Course, Draft, SymptomReport, TreatmentSession, Visit
from intake.questions.questionnaire import questionnaire_for
from intake.symptoms import check_in_force

DEVICE = "Pen with 12 sterile needles"


def check_day(clinic: Clinic, visit: Visit, at: datetime, **changed: Any) -> None:
    """With the patient here: nothing is different since the answers were sent, but for `changed`."""
    told = {"mode": "staff", "by": clinic.nurse, "at": at, "on": clinic_day(visit.starts_at)}
    draft = same_day.begin_check(visit=fresh(visit), **told)
    values = _hoped_for(draft) | changed
    same_day.still_so(draft=draft, changed=changed, values=values, version=draft.version, **told)
    same_day.send_check(draft=draft, version=None, **told)


def get_consent(clinic: Clinic, visit: Visit, at: datetime) -> None:
    """The patient signs for every course that nobody agreed to yet."""
    patient = visit.patient
    for needed in consents_needed(visit, patient.language):
        consents.give_consent(
            visit=visit,
            version=needed.text.version,
            agreed=True,
            signed_name=f"{patient.given_name} {patient.family_name}",
            language=patient.language,
            mode="tablet",
            at=at,
        )


def start(clinic: Clinic, visit: Visit, at: datetime) -> None:
    """Check of the day, consent, and the sessions of all that was signed begin."""
    check_day(clinic, visit, at)
    get_consent(clinic, visit, at)
    on = clinic_day(visit.starts_at)
    for wanted in fresh(visit).requests.all():
        sessions.start_session(treatment_request=wanted, by=clinic.doctor, at=at, on=on)


def end(clinic: Clinic, visit: Visit, at: datetime) -> None:
    for session in visit.sessions.all():
        sessions.end_session(session=session, by=clinic.doctor, at=at, on=clinic_day(visit.starts_at))


def hold(clinic: Clinic, visit: Visit, batch: str, note: str = "", **depths: str) -> TreatmentSession:
    """A visit of days gone by as it went, with the record of its session: depth in millimeters by area."""
    begins = visit.starts_at
    clinic.check_in(visit, begins - timedelta(minutes=10))
    start(clinic, visit, begins)
    end(clinic, visit, begins + timedelta(minutes=35))
    session = TreatmentSession.objects.select_related("visit", "patient").get(visit=visit)
    record_session(
        session=session,
        depths={area: Depth(Decimal(mm)) for area, mm in depths.items()},
        done=Done(
            DEVICE, batch, "well", clinic.doctor, "Lidocaine cream, 30 minutes", "Hyaluronic acid", note
        ),
        by=clinic.nurse,
        at=begins + timedelta(minutes=45),
    )
    return session


def tell(session: TreatmentSession, at: datetime, **answers: Any) -> SymptomReport:
    """How the skin is, told by the patient at home: no to all that is asked but for `answers`."""
    _, check = check_in_force(session.treatment)
    days = (clinic_day(at) - session.performed_on).days
    told = dict(answers)
    while blank := [code for code in check.asked(told, days_after=days) if code not in told]:
        told |= {code: "no" if check.values[code].type in ("yesno", "choice") else None for code in blank}
    return report_symptoms(
        session=session,
        answers=told,
        submit_key=f"{at:%Y%m%d%H%M}",
        mode="patient",
        language=session.patient.language,
        at=at,
    )


def call_back(clinic: Clinic, report: SymptomReport, at: datetime, note: str) -> None:
    close_report(report=report, note=note, by=clinic.doctor, at=at)


def rate(clinic: Clinic, visit: Visit, at: datetime, *, by_patient: bool = False, **values: int) -> None:
    """Change as the patient, or the dermatologist, rates it at this visit: scale=step."""
    course = Course.objects.filter(requests__visit=visit).order_by("requests__position")[0]
    for scale, value in values.items():
        by = None if by_patient else clinic.doctor
        rate_change(course=course, visit=visit, scale=scale, value=value, by=by, at=at)


def send_what_is_due(at: datetime) -> None:
    """One round of the worker at a moment gone by: reminders and checks are written and sent."""
    write_due(at=at)
    drain(clock=lambda: at)


def _hoped_for(draft: Draft) -> Mapping[str, str]:
    """What only the form of the day asks, answered as the clinic hopes for."""
    hoped = {"numbing_today": "no", "clean_skin_today": "yes"}
    form = questionnaire_for(draft.visit, on=clinic_day(draft.created_at), form=SAME_DAY)
    asked = {question.code for question in form.questions}
    return {code: answer for code, answer in hoped.items() if code in asked}
