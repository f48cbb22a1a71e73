"""A named person read the words of an edition in one language; kept beside it, never in it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import User
from clinic.roles import Role
from treatments.models import ProtocolEdition, WordingReview
from treatments.publishing import NotAllowed

MAY_RECORD = (Role.LEAD, Role.DERMATOLOGIST)
LONGEST_NAME = 150


class ReviewRefused(ValueError):
    """The review cannot be recorded as asked; the message says what would be right."""


@transaction.atomic
def record_review(
    edition: ProtocolEdition, *, language: str, reviewer: str, by: User, at: datetime | None = None
) -> WordingReview:
    """Record that `reviewer` found the texts right. From then on pages in that language say so.

    Raises NotAllowed unless a clinic lead or dermatologist records it, ReviewRefused for an unknown
    language or a name that is none.
    """
    if not by.has_role(*MAY_RECORD):
        raise NotAllowed("Only a clinic lead or a dermatologist can record a review of wording.")
    languages = [code for code, _ in settings.LANGUAGES]
    if language not in languages:
        raise ReviewRefused(f"The language must be one of {', '.join(languages)}.")
    name = " ".join(reviewer.split())
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise ReviewRefused(f"Give the name of who read the texts, at most {LONGEST_NAME} characters.")
    at = at or timezone.now()
    audit.record(
        "create", by=by, role=by.role_among(MAY_RECORD), target=f"wording review of {edition}", at=at
    )
    return WordingReview.objects.create(
        edition=edition,
        wording_hash=edition.wording_hash,
        language=language,
        reviewer=name,
        reviewed_at=at,
        recorded_by=by,
    )
