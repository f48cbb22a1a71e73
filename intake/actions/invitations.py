"""The patient's link: made, sent, copied, shown as a QR code, traded for a session, ended."""

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.locks import lock_visit
from intake.actions.messages import call_off, note_copied, tell_patient
from intake.actions.rights import DESK, role_of
from intake.dates import bounds_of, clinic_day
from intake.models import (
    TRIES,
    EndReason,
    Invitation,
    InvitationToken,
    Kind,
    Language,
    Message,
    MessageState,
    Visit,
    VisitState,
)
from intake.refusals import NotNow

TOKEN_BYTES = 32
"""256 bits: nobody guesses one."""
LINKS = 50
"""Links one invitation may have: mails tried again, copies and QR codes."""

_ANSWERABLE = (VisitState.BOOKED, VisitState.ARRIVED)
_NOBODY = UUID(int=0)


def send_link(
    *,
    visit: Visit,
    by: User,
    at: datetime,
    language: str = "",
    request: HttpRequest | None = None,
) -> Message | None:
    """Queue the mail with the link; a second click while one waits queues nothing. None without an address.

    An invitation that is still good is used again, so that a link sent before keeps working.
    """
    role = role_of(by, *DESK)
    with transaction.atomic():
        visit = lock_visit(visit)
        invitation = _good_invitation(visit, by, at, language)
        waiting = invitation.messages.filter(state__in=[MessageState.QUEUED, MessageState.SENDING]).first()
        if waiting is not None:
            return waiting
        message = _queue(visit, invitation, by, at)
        _record("change", invitation, by, role, at, request, ["message"])
    return message


def reissue(
    *, visit: Visit, by: User, at: datetime, language: str = "", request: HttpRequest | None = None
) -> Invitation:
    """End every link of this visit and every session opened by one, and start a new invitation."""
    role = role_of(by, *DESK)
    with transaction.atomic():
        visit = lock_visit(visit)
        end_invitations(visit=visit, reason=EndReason.REISSUED, by=by, at=at)
        invitation = _new_invitation(visit, by, at, language)
        _queue(visit, invitation, by, at)
        _record("create", invitation, by, role, at, request, ["invitation"])
    return invitation


def copy_link(
    *, visit: Visit, by: User, at: datetime, language: str = "", request: HttpRequest | None = None
) -> tuple[Invitation, str]:
    """A new link for staff to copy into a phone message or show as a QR code: the invitation and the token.

    The token is returned this once and kept nowhere.
    """
    role = role_of(by, *DESK)
    with transaction.atomic():
        visit = lock_visit(visit)
        invitation = _good_invitation(visit, by, at, language)
        token = mint_token(invitation=invitation, at=at)
        note_copied(invitation=invitation, by=by, at=at, occasion=str(invitation.tokens.count()))
        _record("export", invitation, by, role, at, request, ["link"])
    return invitation, token


def mint_token(*, invitation: Invitation, at: datetime) -> str:
    """A new token for an invitation; only its SHA-256 is stored. Raises NotNow beyond LINKS."""
    if invitation.tokens.count() >= LINKS:
        raise NotNow("This link was made too often. Make a new one, which ends the others.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    InvitationToken.objects.create(invitation=invitation, digest=digest_of(token), created_at=at)
    return token


def digest_of(token: str) -> str:
    """What is stored of a token. Odd characters are hashed too: an impossible token is just a wrong one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


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
        opened = invitation.patient.birth_date == birth_date and invitation.visit.state in _ANSWERABLE
        _after_try(invitation, opened, at)
        _record_try(invitation, at, request, opened)
    return invitation if opened else None


def end_invitations(*, visit: Visit, reason: str, by: User | None, at: datetime, purpose: str = "") -> None:
    """End what opens this visit's questions, or only what has this purpose.

    Sessions opened before end too, except after sending.
    """
    found = visit.invitations.select_for_update().filter(ended_at=None)
    for invitation in found.filter(purpose=purpose) if purpose else found:
        invitation.ended_at, invitation.ended_reason, invitation.ended_by = at, reason, by
        if reason != EndReason.SUBMITTED:
            invitation.access_version += 1
        invitation.save(update_fields=["ended_at", "ended_reason", "ended_by", "access_version"])
        call_off(invitation=invitation)


def let_invitations_last(*, visit: Visit, at: datetime) -> None:
    """A moved visit's link lasts to the new day, in so far as its life allows."""
    for invitation in visit.invitations.select_for_update().filter(ended_at=None):
        invitation.expires_at = _expiry(visit, invitation.created_at)
        invitation.save(update_fields=["expires_at"])


def _good_invitation(visit: Visit, by: User, at: datetime, language: str) -> Invitation:
    """The visit's invitation if it is live, else a new one in the place of one that is locked or expired."""
    invitation = visit.invitations.filter(ended_at=None).first()
    if invitation is not None and invitation.is_live(at):
        return invitation
    end_invitations(visit=visit, reason=EndReason.REISSUED, by=by, at=at)
    return _new_invitation(visit, by, at, language)


def _new_invitation(visit: Visit, by: User, at: datetime, language: str) -> Invitation:
    if visit.state not in _ANSWERABLE:
        raise NotNow(f"No link can be sent: this visit is “{visit.get_state_display().lower()}”.")
    expires_at = _expiry(visit, at)
    if expires_at <= at:
        raise NotNow("The day of this visit is over. Move the visit first.")
    return Invitation.objects.create(
        patient=visit.patient,
        visit=visit,
        language=language if language in Language.values else visit.patient.language,
        created_at=at,
        created_by=by,
        expires_at=expires_at,
    )


def _expiry(visit: Visit, created_at: datetime) -> datetime:
    """The end of the visit's day, or LINK_LIFE_DAYS after it was made where that is sooner."""
    _, end_of_day = bounds_of(clinic_day(visit.starts_at))
    return min(created_at.astimezone(UTC) + timedelta(days=settings.LINK_LIFE_DAYS), end_of_day)


def _queue(visit: Visit, invitation: Invitation, by: User, at: datetime) -> Message | None:
    occasion = f"{invitation.pk}:{invitation.messages.count()}"
    return tell_patient(
        visit=visit, kind=Kind.INVITATION, occasion=occasion, by=by, at=at, invitation=invitation
    )


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


def _record(action, invitation, by, role, at, request, fields) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=invitation.patient_id,
        target=f"invitation {invitation.pk}",
        fields=fields,
        request=request,
        at=at,
    )
