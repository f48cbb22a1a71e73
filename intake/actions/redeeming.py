"""A link and the right birth date are traded for a session; every try is counted, also those made at once."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from clinic import audit
from intake.actions.invitations import ANSWERABLE, digest_of
from intake.models import TRIES, Invitation, InvitationToken

_NOBODY = UUID(int=0)


def redeem(
    *, token: str, birth_date: date, at: datetime, request: HttpRequest | None = None
) -> Invitation | None:
    """Trade a link and the right birth date for the invitation; None for anything else, whatever it was.

    Every call counts as a try in one statement before the date is compared, so that guesses sent at the
    same time are counted like guesses sent one by one. The right date gives the tries back.
    """
    with transaction.atomic():
        found = InvitationToken.objects.filter(digest=digest_of(token)).values_list("invitation", flat=True)
        pk = found.first() or _NOBODY
        counted = _count_try(pk, at)
        invitation = Invitation.objects.select_related("patient", "visit").filter(pk=pk).first()
        if not counted or invitation is None:
            _record_try(invitation, at, request, opened=False)
            return None
        opened = invitation.patient.birth_date == birth_date and _leads_somewhere(invitation)
        _after_try(invitation, opened, at)
        _record_try(invitation, at, request, opened)
    return invitation if opened else None


def _leads_somewhere(invitation: Invitation) -> bool:
    """A patient's own page is always there; what belongs to a visit opens until the visit is over."""
    return invitation.visit is None or invitation.visit.state in ANSWERABLE


def _count_try(pk: UUID, at: datetime) -> bool:
    """Count one try of a live invitation; False where it is not live or its tries are used up.

    Every condition is on the row itself: PostgreSQL looks at a row again after waiting for its lock, but not
    at what a joined table said.
    """
    live = Invitation.objects.filter(pk=pk, ended_at=None, locked_at=None, expires_at__gt=at)
    return live.filter(tries__lt=TRIES).update(tries=F("tries") + 1) == 1


def _after_try(invitation: Invitation, opened: bool, at: datetime) -> None:
    if opened:
        invitation.tries = 0
        invitation.redeemed_at = invitation.redeemed_at or at
    elif invitation.tries >= TRIES:
        invitation.locked_at = at
    invitation.save(update_fields=["tries", "redeemed_at", "locked_at"])


def _record_try(
    invitation: Invitation | None, at: datetime, request: HttpRequest | None, opened: bool
) -> None:
    audit.record(
        "sign-in",
        outcome="success" if opened else "deny",
        role=audit.PATIENT,
        patient_id=invitation.patient_id if invitation else None,
        target=f"invitation {invitation.pk}" if invitation else "invitation",
        request=request,
        at=at,
    )
