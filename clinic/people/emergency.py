"""Emergency access: somebody who may not read clinical reasons reads one patient's, after saying why.

    @staff(*SEES_REASONS, emergency=True)       a page that an open access opens, by GET alone

`PolicyMiddleware` puts the accesses open now on such a request (`request.emergency`); what finds a patient's
record gives only that patient's, and the audit trail names the role "emergency". Nothing is written, signed,
printed or sent under one. It is over after four hours, when it is ended, and when the account is closed or
loses a role; nothing has to run for that.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, DateTimeField, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from clinic import audit
from clinic.models import AuditEvent, EmergencyAccess, EmergencyReview, User
from clinic.prepared import Prepared
from clinic.prepared.rows import Key, PreparedRows
from clinic.roles import DERMATOLOGIST, FRONT_DESK, LEAD, NURSE, SEES_REASONS

LASTS = timedelta(hours=4)
SHORTEST_REASON, LONGEST_REASON = 10, 500
LONGEST_NOTE = 500
MAY_OPEN = (FRONT_DESK, NURSE, LEAD)
"""Who may open one, unless a role held besides sees reasons anyway."""
MAY_REVIEW = (LEAD, DERMATOLOGIST)

# Asked by every page of the front desk and the lead.
_OPEN = Prepared(
    lambda person, at: EmergencyAccess.objects.filter(
        opened_by_id=person, ended_at=None, opened_at__lte=at, expires_at__gt=at
    ).order_by("opened_at"),
    person=BigIntegerField(),
    at=DateTimeField(),
)


def may_open(user: User) -> bool:
    """Whether this person may, and needs to."""
    return user.has_role(*MAY_OPEN) and not user.has_role(*SEES_REASONS)


def open_now(user: User, at: datetime) -> list[EmergencyAccess]:
    """The accesses this person may read by at this moment; the database is asked each time."""
    if not may_open(user):
        return []
    return _OPEN.all(person=user.pk, at=at)


def for_reading(request: HttpRequest) -> list[EmergencyAccess]:
    """What opens a marked page for this request: nothing where it is more than reading."""
    return open_now(request.user, timezone.now()) if request.method in ("GET", "HEAD") else []


def opens(request: HttpRequest, patient_id: UUID | None) -> bool:
    """Whether this request may read this patient's record by an emergency access."""
    held = getattr(request, "emergency", ())
    return patient_id is not None and any(access.patient_id == patient_id for access in held)


@transaction.atomic
def open_access(
    *, patient_id: UUID, reason: str, by: User, at: datetime, request: HttpRequest | None = None
) -> EmergencyAccess:
    """Open one patient's clinical pages to `by` for four hours. An access open already goes on as it is.

    Raises ValidationError for a reason too short or too long, PermissionDenied for who may not.
    """
    reason = _written(reason, "reason", SHORTEST_REASON, LONGEST_REASON)
    # Two presses of the button come one after the other, and an account is not closed meanwhile.
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not may_open(person):
        raise PermissionDenied("Emergency access is for those who do not see reasons anyway.")
    # Whenever it was opened: the other press may carry a later time than this one.
    held = EmergencyAccess.objects.filter(
        opened_by=person, patient_id=patient_id, ended_at=None, expires_at__gt=at
    ).first()
    if held:
        return held
    access = EmergencyAccess.objects.create(
        patient_id=patient_id, opened_by=person, opened_at=at, expires_at=at + LASTS, reason=reason
    )
    _record(access, by=by, at=at, request=request)
    return access


@transaction.atomic
def end_access(
    *, access: EmergencyAccess, by: User | None, at: datetime, request: HttpRequest | None = None
) -> None:
    """End it before its time. Ending one that is over changes nothing. `by` is None on the console."""
    still_open = EmergencyAccess.objects.filter(pk=access.pk, ended_at=None, expires_at__gt=at)
    if still_open.update(ended_at=at, ended_by=by):
        _record(access, by=by, at=at, request=request, fields=["ended_at"])


def end_all_of(person: User, *, by: User | None, at: datetime, request: HttpRequest | None = None) -> None:
    """End every access of somebody whose account is closed or whose role is taken away."""
    for access in EmergencyAccess.objects.filter(opened_by=person, ended_at=None, expires_at__gt=at):
        end_access(access=access, by=by, at=at, request=request)


@transaction.atomic
def review(
    *, access: EmergencyAccess, note: str, by: User, at: datetime, request: HttpRequest | None = None
) -> EmergencyReview:
    """Write down what somebody else found who looked at an access that is over.

    Raises PermissionDenied for who may not review, or used it; ValidationError for an empty note, an access
    that still is open and one that is reviewed already.
    """
    if by.pk == access.opened_by_id or not by.has_role(*MAY_REVIEW):
        raise PermissionDenied("Somebody else than the person who used it reviews an emergency access.")
    if access.over_at > at:
        raise ValidationError("This access is still open. Review it once it is over.")
    note = _written(note, "note", 1, LONGEST_NOTE)
    try:
        with transaction.atomic():
            made = EmergencyReview.objects.create(access=access, note=note, reviewed_at=at, reviewed_by=by)
    except IntegrityError as error:
        raise ValidationError("Somebody else has reviewed this access already.") from error
    audit.record(
        "create",
        by=by,
        patient_id=access.patient_id,
        target=f"review of {access}",
        at=at,
        request=request,
    )
    return made


def unreviewed() -> QuerySet[EmergencyAccess]:
    """What waits for a review, oldest first."""
    found = EmergencyAccess.objects.filter(review=None).select_related("opened_by")
    return found.order_by("opened_at", "id")


# Asked by every page of those who review.
_OVER = PreparedRows(
    Key,
    lambda person, at: (
        EmergencyAccess.objects.filter(review=None)
        .filter(Q(ended_at__isnull=False) | Q(expires_at__lte=at))
        .exclude(opened_by_id=person)
        .only("pk")
    ),
    person=BigIntegerField(),
    at=DateTimeField(),
)


def count_unreviewed(user: User, at: datetime) -> int:
    """How many accesses that are over wait for this person's review."""
    return len(_OVER.all(person=user.pk, at=at))


def pages_opened(access: EmergencyAccess) -> QuerySet[AuditEvent]:
    """Every page that was opened under it, oldest first, from the audit trail."""
    return AuditEvent.objects.filter(
        patient_id=access.patient_id,
        actor=access.opened_by_id,
        actor_role=audit.EMERGENCY,
        at__gte=access.opened_at,
        at__lte=access.over_at,
    ).order_by("at", "id")


def _written(text: str, field: str, least: int, most: int) -> str:
    text = text.strip()
    if len(text) < least:
        enough = f"Write at least {least} letters." if least > 1 else "Write a few words."
        raise ValidationError({field: enough})
    if len(text) > most:
        raise ValidationError({field: f"Write at most {most} letters."})
    return text


def _record(
    access: EmergencyAccess, *, by: User | None, at: datetime, request: HttpRequest | None, fields=()
) -> None:
    audit.record(
        "emergency",
        by=by,
        role="" if by else audit.SYSTEM,
        patient_id=access.patient_id,
        target=str(access),
        fields=fields,
        at=at,
        request=request,
    )
