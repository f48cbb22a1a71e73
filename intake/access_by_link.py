"""Fetch is authorise for somebody who came by a link: one visit, or one's own page, and nothing else.

The invitation is looked up once, by `open_invitation`; every function here starts from it.
"""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import IntegerField, Model, QuerySet, UUIDField
from django.http import Http404, HttpRequest
from django.utils import timezone

from clinic import audit
from clinic.prepared import Prepared
from intake.access import Key, key_of, symptom_reports
from intake.models import EndReason, Invitation, Patient, Purpose, SymptomReport, TreatmentConsent, Visit

Row = TypeVar("Row", bound=Model)

_INVITED = Prepared(
    lambda key, version: Invitation.objects.select_related("visit__patient", "visit__place").filter(
        pk=key, access_version=version
    ),
    key=UUIDField(),
    version=IntegerField(),
)


def open_invitation(request: HttpRequest, pk: str, access_version: int) -> Invitation | None:
    """The invitation a patient's session holds, if that session is still good; for `clinic.patient_sessions`.

    Sending the answers ends the invitation but not this session: it may still show that they arrived.
    """
    try:
        wanted = UUID(str(pk))
    except ValueError:
        return None
    invitation = _INVITED.first(key=wanted, version=access_version)
    if invitation is None or not _opens(invitation, timezone.now()):
        return None
    return invitation


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


def visit_of_the_day(request: HttpRequest) -> Visit:
    """The visit a patient's session checks on its day and agrees to; open until the check's link is over.

    Sending the check ends the link but not this: consent comes after it.
    """
    invitation = _invitation(request)
    if invitation.purpose != Purpose.SAME_DAY or invitation.visit is None:
        raise Http404
    return invitation.visit


def patient_of_care(request: HttpRequest, *, at: datetime | None = None) -> Patient:
    """The one patient whose own page a session is confined to."""
    invitation = _invitation(request)
    if invitation.purpose != Purpose.CARE or not invitation.is_live(at or timezone.now()):
        raise Http404
    return invitation.patient


def consent_of_care(request: HttpRequest, pk: Key) -> TreatmentConsent:
    """One of the consents of the patient whose own page this session is confined to."""
    return _own(request, TreatmentConsent.objects.select_related("visit__patient", "withdrawal"), pk)


def symptom_report_of_care(request: HttpRequest, pk: Key) -> SymptomReport:
    """A report of the patient whose own page it is."""
    return _own(request, symptom_reports(), pk)


def _own(request: HttpRequest, found: QuerySet[Row], pk: Key) -> Row:
    """A row of the patient whose own page it is; anybody else's reads like one that is not there."""
    patient, key = patient_of_care(request), key_of(pk)
    row = found.filter(pk=key, patient=patient).first() if key else None
    if row is None:
        name = found.model._meta.model_name
        audit.record_denied(request, target=f"{name} {key or ''}".strip(), patient_id=patient.pk)
        raise Http404
    return row


def _opens(invitation: Invitation, at: datetime) -> bool:
    return invitation.is_live(at) or (
        invitation.ended_reason == EndReason.SUBMITTED and at < invitation.expires_at
    )


def _invitation(request: HttpRequest) -> Invitation:
    invitation = getattr(request, "invitation", None)
    if invitation is None:
        raise Http404
    return invitation
