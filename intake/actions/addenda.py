"""What is added later to something signed or recorded; the thing itself stays as it was."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.rights import CLINICIANS, role_of
from intake.models import Review, ReviewAddendum, SessionAddendum, TreatmentSession
from intake.refusals import NotNow
from intake.texts import clean_text

NOTHING = "Write what is to be added."


def add_addendum(
    *, review: Review, text: str, by: User, at: datetime, request: HttpRequest | None = None
) -> ReviewAddendum:
    """Add a note to a signed review; the review stays as signed."""
    role, text = role_of(by, *CLINICIANS), _said(text)
    patient_id = review.assessment.request.visit.patient_id
    with transaction.atomic():
        addendum = ReviewAddendum.objects.create(review=review, text=text, at=at, by=by)
        _record(f"addendum of review {review.pk}", patient_id, by, role, at, request)
    return addendum


def add_to_session(
    *, session: TreatmentSession, text: str, by: User, at: datetime, request: HttpRequest | None = None
) -> SessionAddendum:
    """Add a note to a recorded session. Raises NotNow where there is no record to add to."""
    role, text = role_of(by, *CLINICIANS), _said(text)
    with transaction.atomic():
        if not TreatmentSession.objects.filter(pk=session.pk, recorded_at__isnull=False).exists():
            raise NotNow("This session has no record yet. Write the record first.")
        addendum = SessionAddendum.objects.create(session=session, text=text, at=at, by=by)
        _record(f"addendum of session {session.pk}", session.patient_id, by, role, at, request)
    return addendum


def _said(text: str) -> str:
    text = clean_text(text)
    if not text:
        raise NotNow(NOTHING)
    return text


def _record(target: str, patient_id: object, by: User, role: str, at: datetime, request) -> None:
    audit.record("create", by=by, role=role, patient_id=patient_id, target=target, request=request, at=at)
