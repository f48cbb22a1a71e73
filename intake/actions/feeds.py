"""A patient's private calendar address: made and shown once, ended by the patient or by the clinic."""

import secrets
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.invitations import TOKEN_BYTES, digest_of
from intake.actions.locks import lock_patient
from intake.actions.rights import DESK, role_of
from intake.models import CalendarFeed, Language, Patient


def make_feed(
    *, patient: Patient, language: str, at: datetime, request: HttpRequest | None = None
) -> tuple[CalendarFeed, str]:
    """A new address for this patient, which ends the one before: the feed and its token.

    The token is returned this once; only its SHA-256 is stored.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        patient = lock_patient(patient)
        patient.feeds.filter(revoked_at=None).update(revoked_at=at)
        feed = CalendarFeed.objects.create(
            patient=patient,
            digest=digest_of(token),
            language=language if language in Language.values else patient.language,
            created_at=at,
        )
        _record("create", feed, None, audit.PATIENT, at, request)
    return feed, token


def end_feed(
    *, patient: Patient, by: User | None = None, at: datetime, request: HttpRequest | None = None
) -> CalendarFeed | None:
    """End the patient's address: by the patient, or `by` somebody of the desk. None where there is none."""
    role = role_of(by, *DESK) if by else audit.PATIENT
    with transaction.atomic():
        lock_patient(patient)
        feed = patient.feeds.filter(revoked_at=None).first()
        if feed is not None:
            feed.revoked_at, feed.revoked_by = at, by
            feed.save(update_fields=["revoked_at", "revoked_by"])
            _record("change", feed, by, role, at, request)
    return feed


def _record(action, feed: CalendarFeed, by, role, at, request) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=feed.patient_id,
        target=f"calendar feed {feed.pk}",
        request=request,
        at=at,
    )
