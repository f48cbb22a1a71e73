"""Fetch is authorise: the only way a view gets at a patient's data.

Each function looks an object up *and* checks that this person may have it. A miss and a refusal are the
same 404; a refusal is noted in the audit trail. Reading is noted too, unless the caller says that this
fetch only leads to a change (`viewing=False`), which writes its own event.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from clinic import audit
from clinic.roles import DERMATOLOGIST, FRONT_DESK, LEAD, SEES_REASONS
from intake.models import Assessment, EndReason, Invitation, Patient, Purpose, Response, Review, Visit

DESK = (FRONT_DESK, *SEES_REASONS)
"""Who works with visits: the desk, and the clinicians who see everything the desk sees."""
PATIENTS = (*DESK, LEAD)
"""Who may open a patient's page: its list of visits, without any answer."""


def patient_for_staff(request: HttpRequest, pk: UUID | str, *, viewing: bool = True) -> Patient:
    """A patient's particulars, for the desk, clinicians and the lead."""
    patient = _one(request, Patient.objects.all(), pk, "patient", PATIENTS)
    return _noted(request, patient, patient.pk, "patient", viewing)


def visit_for_desk(request: HttpRequest, pk: UUID | str, *, viewing: bool = True) -> Visit:
    """A visit with its patient and place: state and next step, no reasons."""
    visit = _one(request, _visits(), pk, "visit", DESK)
    return _noted(request, visit, visit.patient_id, "visit", viewing)


def visit_for_clinician(request: HttpRequest, pk: UUID | str, *, viewing: bool = True) -> Visit:
    """A visit whose summary may be opened: nurse and dermatologist see why."""
    visit = _one(request, _visits(), pk, "visit", SEES_REASONS)
    return _noted(request, visit, visit.patient_id, "visit", viewing)


def visit_to_sign(request: HttpRequest, pk: UUID | str, *, viewing: bool = True) -> Visit:
    """A visit a dermatologist may sign."""
    visit = _one(request, _visits(), pk, "visit", (DERMATOLOGIST,))
    return _noted(request, visit, visit.patient_id, "visit", viewing)


def assessment_for_clinician(request: HttpRequest, pk: UUID | str, *, viewing: bool = True) -> Assessment:
    """One assessment with its findings' grounds."""
    found = Assessment.objects.select_related("request__visit__patient", "response", "edition")
    assessment = _one(request, found, pk, "assessment", SEES_REASONS)
    return _noted(request, assessment, assessment.request.visit.patient_id, "assessment", viewing)


def response_for_clinician(request: HttpRequest, pk: UUID | str, *, viewing: bool = True) -> Response:
    """A response as it was sent."""
    found = Response.objects.select_related("visit__patient", "edition")
    response = _one(request, found, pk, "response", SEES_REASONS)
    return _noted(request, response, response.visit.patient_id, "response", viewing)


def review_for_clinician(request: HttpRequest, pk: UUID | str, *, viewing: bool = True) -> Review:
    """A signed review."""
    found = Review.objects.select_related("assessment__request__visit__patient", "signer")
    review = _one(request, found, pk, "review", SEES_REASONS)
    return _noted(request, review, review.assessment.request.visit.patient_id, "review", viewing)


def visit_of_invitation(request: HttpRequest, *, at: datetime | None = None) -> Visit:
    """The one visit a patient's session is confined to, while its questions may be answered.

    `request.invitation` was found by `open_invitation`; one that has ended by sending opens only what
    `visit_after_sending` gives.
    """
    invitation = _invitation(request)
    if invitation.visit is None or not invitation.is_live(at or timezone.now()):
        raise Http404
    return invitation.visit


def visit_after_sending(request: HttpRequest) -> Visit:
    """The visit of a patient whose answers were sent in this session: the page that says so."""
    invitation = _invitation(request)
    if invitation.visit is None or invitation.ended_reason != EndReason.SUBMITTED:
        raise Http404
    return invitation.visit


def open_invitation(request: HttpRequest, pk: str, access_version: int) -> Invitation | None:
    """The invitation a patient's session holds, if that session is still good; for `clinic.patient_sessions`.

    Sending the answers ends the invitation but not this session: it may still show that they arrived.
    """
    try:
        wanted = UUID(str(pk))
    except ValueError:
        return None
    found = Invitation.objects.select_related("visit__patient", "visit__place", "patient")
    invitation = found.filter(pk=wanted, access_version=access_version, purpose=Purpose.QUESTIONNAIRE).first()
    if invitation is None or not _opens(invitation, timezone.now()):
        return None
    return invitation


def audit_list_view(request: HttpRequest, target: str) -> None:
    """One event for a list that shows patients, whatever the number of rows."""
    audit.record("view", request=request, target=target)


def _opens(invitation: Invitation, at: datetime) -> bool:
    return invitation.is_live(at) or (
        invitation.ended_reason == EndReason.SUBMITTED and at < invitation.expires_at
    )


def _invitation(request: HttpRequest) -> Invitation:
    invitation = getattr(request, "invitation", None)
    if invitation is None:
        raise Http404
    return invitation


def _visits() -> QuerySet[Visit]:
    return Visit.objects.select_related("patient", "place")


def _one(request: HttpRequest, found: QuerySet, pk: UUID | str, kind: str, roles: tuple[str, ...]):
    """The object, or the same 404 for one that is not there and one this person may not have."""
    key = _key(pk)
    target = f"{kind} {key}" if key else kind
    user = request.user
    if not user.is_authenticated or not user.has_role(*roles):
        audit.record_denied(request, target=target)
        raise Http404
    row = found.filter(pk=key).first() if key else None
    if row is None:
        raise Http404
    return row


def _key(pk: UUID | str) -> UUID | None:
    try:
        return pk if isinstance(pk, UUID) else UUID(str(pk))
    except ValueError:
        return None


def _noted(request: HttpRequest, row, patient_id: UUID, kind: str, viewing: bool):
    if viewing:
        audit.record("view", request=request, patient_id=patient_id, target=f"{kind} {row.pk}")
    return row
