"""Fetch is authorise: the only way a view gets at a patient's data.

Each function looks an object up *and* checks that this person may have it. A miss and a refusal are the
same 404; a refusal is noted in the audit trail. Reading is noted too, unless the caller says that this
fetch only leads to a change (`viewing=False`), which writes its own event. Patients, who come by a link,
have intake/access_by_link.py.
"""

from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from clinic import audit
from clinic.people.emergency import opens as reads_in_emergency
from clinic.roles import DERMATOLOGIST, FRONT_DESK, LEAD, SEES_REASONS
from intake.models import (
    Assessment,
    CorrectionRequest,
    Course,
    Message,
    Patient,
    Recall,
    Response,
    Review,
    SymptomReport,
    TreatmentConsent,
    TreatmentSession,
    Visit,
)

Key = UUID | str
Row = TypeVar("Row", bound=Model)

DESK = (FRONT_DESK, *SEES_REASONS)
"""Who works with visits: the desk, and the clinicians who see everything the desk sees."""
PATIENTS = (*DESK, LEAD)
"""Who may open a patient's page: its list of visits, without any answer."""
RECORDS = (LEAD, DERMATOLOGIST)
"""Who makes a patient's copy, reads who has looked at the record, and answers a correction request."""
READS_CORRECTIONS = (LEAD, *SEES_REASONS)
"""Who reads what a patient says is wrong; the front desk sees that somebody has to answer."""


def patient_for_staff(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Patient:
    """A patient's particulars, for the desk, clinicians and the lead."""
    return _fetch(request, Patient.objects.all(), pk, PATIENTS, "pk", viewing)


def patient_to_copy(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Patient:
    """A patient whose whole record is copied, or whose readers are listed."""
    return _fetch(request, Patient.objects.all(), pk, RECORDS, "pk", viewing)


def correction_for_staff(request: HttpRequest, pk: Key, *, viewing: bool = True) -> CorrectionRequest:
    """What a patient says is wrong, with the answer if there is one."""
    found = CorrectionRequest.objects.select_related("patient", "answer__by")
    return _fetch(request, found, pk, READS_CORRECTIONS, "patient_id", viewing)


def correction_to_answer(request: HttpRequest, pk: Key) -> CorrectionRequest:
    """A correction request the lead or a dermatologist answers."""
    found = CorrectionRequest.objects.select_related("patient", "answer__by")
    return _fetch(request, found, pk, RECORDS, "patient_id", viewing=False)


def visit_for_desk(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Visit:
    """A visit with its patient and place: state and next step, no reasons."""
    return _fetch(request, _visits(), pk, DESK, "patient_id", viewing)


def visit_for_clinician(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Visit:
    """A visit whose summary may be opened: nurse and dermatologist see why."""
    return _fetch(request, _visits(), pk, SEES_REASONS, "patient_id", viewing)


def visit_to_sign(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Visit:
    """A visit a dermatologist may sign."""
    return _fetch(request, _visits(), pk, (DERMATOLOGIST,), "patient_id", viewing)


def assessment_for_clinician(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Assessment:
    """One assessment with its findings' grounds."""
    found = Assessment.objects.select_related("request__visit__patient", "response", "edition__treatment")
    return _fetch(request, found, pk, SEES_REASONS, "request.visit.patient_id", viewing)


def response_for_clinician(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Response:
    """A response as it was sent."""
    found = Response.objects.select_related("visit__patient", "edition__treatment")
    return _fetch(request, found, pk, SEES_REASONS, "visit.patient_id", viewing)


def response_to_retract(request: HttpRequest, pk: Key) -> Response:
    """A response somebody of the desk marks as wrong; its answers are not shown for that."""
    found = Response.objects.select_related("visit__patient").defer("answers", "given")
    return _fetch(request, found, pk, DESK, "visit.patient_id", viewing=False)


def review_for_clinician(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Review:
    """A signed review."""
    found = Review.objects.select_related("assessment__request__visit__patient", "signer")
    return _fetch(request, found, pk, SEES_REASONS, "assessment.request.visit.patient_id", viewing)


def session_for_clinician(request: HttpRequest, pk: Key, *, viewing: bool = True) -> TreatmentSession:
    """A treatment session, to end it or to read it."""
    whole = ("visit__patient", "visit__place", "patient", "request", "started_by", "ended_by")
    found = TreatmentSession.objects.select_related(
        *whole, "review__signer", "review__assessment__edition__treatment"
    )
    return _fetch(request, found, pk, SEES_REASONS, "patient_id", viewing)


def session_for_desk(request: HttpRequest, pk: Key, *, viewing: bool = True) -> TreatmentSession:
    """A session to ask about by phone: its day and areas, no reasons."""
    found = TreatmentSession.objects.select_related("visit__patient", "patient", "request")
    return _fetch(request, found, pk, DESK, "patient_id", viewing)


def symptom_report_for_desk(request: HttpRequest, pk: Key, *, viewing: bool = True) -> SymptomReport:
    """A report after a session: its level for the desk, its signs where the view may show reasons."""
    return _fetch(request, symptom_reports(), pk, DESK, "patient_id", viewing)


def symptom_report_to_close(request: HttpRequest, pk: Key) -> SymptomReport:
    """A report a dermatologist closes."""
    return _fetch(request, symptom_reports(), pk, (DERMATOLOGIST,), "patient_id", viewing=False)


def consent_for_clinician(request: HttpRequest, pk: Key) -> TreatmentConsent:
    """A consent that a clinician writes down as taken back."""
    found = TreatmentConsent.objects.select_related("visit__patient")
    return _fetch(request, found, pk, SEES_REASONS, "patient_id", viewing=False)


def course_for_desk(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Course:
    """A course to book its next session for: what for, where, how many, no reasons."""
    return _fetch(request, _courses(), pk, DESK, "patient_id", viewing)


def course_for_clinician(request: HttpRequest, pk: Key, *, viewing: bool = True) -> Course:
    """A course with its history and what binds the next session."""
    return _fetch(request, _courses(), pk, SEES_REASONS, "patient_id", viewing)


def course_to_change(request: HttpRequest, pk: Key) -> Course:
    """A course a dermatologist changes."""
    return _fetch(request, _courses(), pk, (DERMATOLOGIST,), "patient_id", viewing=False)


def message_for_desk(request: HttpRequest, pk: Key) -> Message:
    """A message that failed, to have it sent again."""
    found = Message.objects.select_related("patient")
    return _fetch(request, found, pk, DESK, "patient_id", viewing=False)


def recall_for_desk(request: HttpRequest, pk: Key) -> Recall:
    """Somebody to be called, to close the call."""
    found = Recall.objects.select_related("patient", "visit")
    return _fetch(request, found, pk, DESK, "patient_id", viewing=False)


def audit_list_view(request: HttpRequest, target: str) -> None:
    """One event for a list that shows patients, whatever the number of rows."""
    audit.record("view", request=request, target=target)


def _courses() -> QuerySet[Course]:
    return Course.objects.select_related("patient", "edition__treatment", "edition__publication")


def symptom_reports() -> QuerySet[SymptomReport]:
    """Reports with what every page of one names."""
    return SymptomReport.objects.select_related(
        "patient", "session__review", "given_by", "edition__treatment", "edition__publication"
    )


def _visits() -> QuerySet[Visit]:
    return Visit.objects.select_related("patient", "place")


def _fetch(
    request: HttpRequest,
    found: QuerySet[Row],
    pk: Key,
    roles: tuple[str, ...],
    patient: str,
    viewing: bool,
) -> Row:
    """The object, or the same 404 for one that is not there and one this person may not have.

    `patient` is the way from the object to its patient's key, for the audit trail and for an emergency
    access, which opens what clinicians may read of one patient and nothing that leads to a change.
    """
    key = key_of(pk)
    row = found.filter(pk=key).first() if key else None
    target = f"{found.model._meta.model_name} {key or ''}".strip()
    patient_id = attrgetter(patient)(row) if row else None
    in_emergency = viewing and reads_in_emergency(request, patient_id) and set(SEES_REASONS) <= set(roles)
    if not in_emergency and (not request.user.is_authenticated or not request.user.has_role(*roles)):
        audit.record_denied(request, target=target, patient_id=patient_id)
        raise Http404
    if row is None:
        raise Http404
    if viewing:
        role = audit.EMERGENCY if in_emergency else ""
        audit.record("view", request=request, role=role, patient_id=patient_id, target=target)
    return row


def key_of(pk: Key) -> UUID | None:
    """The key an address names; None for text that is no key."""
    try:
        return pk if isinstance(pk, UUID) else UUID(str(pk))
    except ValueError:
        return None
