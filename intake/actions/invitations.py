"""The patient's link: made, sent, copied, shown as a QR code, ended."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, CharField, DateTimeField, F, IntegerField, UUIDField
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.prepared import Many, PreparedUpdate
from intake.actions.locks import lock_visit
from intake.actions.messages import note_copied, tell_patient
from intake.actions.rights import DESK, role_of
from intake.dates import bounds_of, clinic_day
from intake.models import (
    EndReason,
    Invitation,
    InvitationToken,
    Kind,
    Language,
    Message,
    MessageState,
    Purpose,
    Visit,
    VisitState,
)
from intake.questions.parts import parts_of
from intake.refusals import NotNow

TOKEN_BYTES = 32
"""256 bits: nobody guesses one."""
LINKS = 50
"""Links one invitation may have: mails tried again, copies and QR codes."""

ANSWERABLE = (VisitState.BOOKED, VisitState.ARRIVED)
"""States of a visit whose links open."""


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
        record_link("change", invitation, by, role, at, request, ["message"])
    return message


def reissue(
    *, visit: Visit, by: User, at: datetime, language: str = "", request: HttpRequest | None = None
) -> Invitation:
    """End every link of this visit and every session opened by one, and start a new invitation."""
    role = role_of(by, *DESK)
    with transaction.atomic():
        visit = lock_visit(visit)
        parts_of(visit)
        end_invitations(visit=visit, reason=EndReason.REISSUED, by=by, at=at)
        invitation = _new_invitation(visit, by, at, language)
        _queue(visit, invitation, by, at)
        record_link("create", invitation, by, role, at, request, ["invitation"])
    return invitation


def copy_link(
    *,
    visit: Visit,
    by: User,
    at: datetime,
    purpose: str = Purpose.QUESTIONNAIRE,
    language: str = "",
    request: HttpRequest | None = None,
) -> tuple[Invitation, str]:
    """A new link for staff to copy into a phone message or show as a QR code: the invitation and the token.

    The token is returned this once and kept nowhere.
    """
    role = role_of(by, *DESK)
    with transaction.atomic():
        visit = lock_visit(visit)
        invitation = _good_invitation(visit, by, at, language, purpose)
        token = mint_token(invitation=invitation, at=at)
        note_copied(invitation=invitation, by=by, at=at, occasion=str(invitation.tokens.count()))
        record_link("export", invitation, by, role, at, request, ["link"])
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


_END = PreparedUpdate(
    lambda visit, purposes, at, reason, by, more: (
        Invitation.objects.filter(visit=visit, purpose__in=purposes, ended_at=None),
        {
            "ended_at": at,
            "ended_reason": reason,
            "ended_by": by,
            "access_version": F("access_version") + more,
        },
    ),
    visit=UUIDField(),
    purposes=Many(CharField(max_length=20)),
    at=DateTimeField(),
    reason=CharField(),
    by=BigIntegerField(),
    more=IntegerField(),
)


def end_invitations(*, visit: Visit, reason: str, by: User | None, at: datetime, purpose: str = "") -> None:
    """End what opens this visit's questions, or only what has this purpose.

    Sessions opened before end too, except after sending. A mail that waits to bring such a link is not sent.
    """
    told = {"visit": visit.pk, "at": at, "reason": reason, "by": by.pk if by else None}
    purposes = [purpose] if purpose else Purpose.values
    _END.run(**told, purposes=purposes, more=0 if reason == EndReason.SUBMITTED else 1)


def let_invitations_last(*, visit: Visit, at: datetime) -> None:
    """A moved visit's link lasts to the new day, in so far as its life allows."""
    for invitation in visit.invitations.select_for_update().filter(ended_at=None):
        invitation.expires_at = _expiry(visit, invitation.created_at)
        invitation.save(update_fields=["expires_at"])


def _good_invitation(
    visit: Visit, by: User, at: datetime, language: str, purpose: str = Purpose.QUESTIONNAIRE
) -> Invitation:
    """The visit's invitation if it is live, else a new one in the place of one that is locked or expired.

    Raises NoProtocol where it would lead to no questions.
    """
    parts_of(visit)
    invitation = visit.invitations.filter(ended_at=None, purpose=purpose).first()
    if invitation is not None and invitation.is_live(at):
        return invitation
    end_invitations(visit=visit, reason=EndReason.REISSUED, by=by, at=at, purpose=purpose)
    return _new_invitation(visit, by, at, language, purpose)


def _new_invitation(
    visit: Visit, by: User, at: datetime, language: str, purpose: str = Purpose.QUESTIONNAIRE
) -> Invitation:
    if visit.state not in ANSWERABLE:
        raise NotNow(f"No link can be sent: this visit is “{visit.get_state_display().lower()}”.")
    expires_at = _expiry(visit, at)
    if expires_at <= at:
        raise NotNow("The day of this visit is over. Move the visit first.")
    return Invitation.objects.create(
        patient=visit.patient,
        visit=visit,
        purpose=purpose,
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


def record_link(action, invitation, by, role, at, request, fields) -> None:
    """The event of a link, whatever it opens."""
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
