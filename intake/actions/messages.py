"""Writing messages to the outbox. Their words and links are made when they are sent, never here.

Nor is one taken out again: before it is sent, the worker looks whether it is still true
(`intake.messages.words`).
"""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.prepared.insert import PreparedInsert
from intake.actions.rights import DESK, role_of
from intake.messages.ways import way_to
from intake.models import Channel, Invitation, Kind, Message, MessageState, Patient, Visit
from intake.refusals import NotNow

_QUEUED = PreparedInsert(Message, once=True)

NO_WAY = "No e-mail address is known, and no phone that may get texts. Call, or add one to the particulars."


def tell_patient(
    *,
    visit: Visit,
    kind: str,
    occasion: str,
    by: User | None,
    at: datetime,
    invitation: Invitation | None = None,
) -> Message | None:
    """Queue a message to the visit's patient, once for this occasion; None for one who cannot be reached."""
    language = invitation.language if invitation else visit.patient.language
    key = f"{kind}:{visit.pk}:{occasion}"
    about = {"visit": visit, "invitation": invitation}
    return _queue(visit.patient, kind, key, at, language=language, created_by=by, **about)


def tell_of_own_page(*, invitation: Invitation, by: User, at: datetime) -> Message | None:
    """Queue the link to the patient's own page; one that waits already is given back."""
    waiting = invitation.messages.filter(state__in=[MessageState.QUEUED, MessageState.SENDING]).first()
    if waiting is not None:
        return waiting
    key = f"{Kind.CARE}:{invitation.pk}:{invitation.messages.count()}"
    about = {"invitation": invitation, "language": invitation.language}
    return _queue(invitation.patient, Kind.CARE, key, at, created_by=by, **about)


def try_again(*, message: Message, by: User, at: datetime, request: HttpRequest | None = None) -> Message:
    """Queue a message that failed once more, to the address or number known now. Raises NotNow."""
    role = role_of(by, *DESK)
    with transaction.atomic():
        held = Message.objects.select_for_update(of=("self",)).select_related("patient").get(pk=message.pk)
        way = way_to(held.patient)
        if held.state != MessageState.FAILED:
            raise NotNow("This message did not fail, or somebody had it sent again already.")
        if way is None:
            raise NotNow(NO_WAY)
        held.channel, held.to, held.state = way.channel, way.to, MessageState.QUEUED
        held.attempts, held.next_try_at, held.error = 0, at, ""
        held.save(update_fields=["channel", "to", "state", "attempts", "next_try_at", "error"])
        _record("change", held, by, role, at, request)
    return held


def note_copied(*, invitation: Invitation, by: User, at: datetime, occasion: str) -> Message:
    """Keep that staff took the link into a phone message of their own; nothing is left to send."""
    return Message.objects.create(
        kind=Kind.CARE if invitation.visit_id is None else Kind.INVITATION,
        channel=Channel.COPY,
        language=invitation.language,
        patient_id=invitation.patient_id,
        visit_id=invitation.visit_id,
        invitation=invitation,
        dedupe_key=f"copy:{invitation.pk}:{occasion}",
        state=MessageState.SENT,
        next_try_at=at,
        sent_at=at,
        created_at=at,
        created_by=by,
    )


def _queue(patient: Patient, kind: str, key: str, at: datetime, **columns) -> Message | None:
    way = way_to(patient)
    if way is None:
        return None
    message = Message(
        dedupe_key=key,
        kind=kind,
        channel=way.channel,
        to=way.to,
        patient=patient,
        next_try_at=at,
        created_at=at,
        **columns,
    )
    # One statement: where the occasion has its message already, nothing is written.
    _QUEUED.add_all([message])
    return message


def _record(action: str, message: Message, by: User, role: str, at: datetime, request) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=message.patient_id,
        target=f"message {message.pk}",
        fields=["state"],
        request=request,
        at=at,
    )
