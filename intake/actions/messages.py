"""Writing messages to the outbox. Their words and links are made when they are sent, never here."""

from datetime import datetime

from django.db.models import UUIDField

from clinic.models import User
from clinic.prepared import PreparedUpdate
from intake.models import Channel, Invitation, Kind, Message, MessageState, Visit


def tell_patient(
    *,
    visit: Visit,
    kind: str,
    occasion: str,
    by: User | None,
    at: datetime,
    invitation: Invitation | None = None,
) -> Message | None:
    """Queue a mail to the visit's patient, once for this occasion; None for a patient without an address."""
    patient = visit.patient
    if not patient.email:
        return None
    message = Message(
        dedupe_key=f"{kind}:{visit.pk}:{occasion}",
        kind=kind,
        to=patient.email,
        language=invitation.language if invitation else patient.language,
        patient=patient,
        visit=visit,
        invitation=invitation,
        next_try_at=at,
        created_at=at,
        created_by=by,
    )
    # One statement: where the occasion has its message already, nothing is written.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return message


def note_copied(*, invitation: Invitation, by: User, at: datetime, occasion: str) -> Message:
    """Keep that staff took the link into a phone message of their own; nothing is left to send."""
    return Message.objects.create(
        kind=Kind.INVITATION,
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


_WITHOUT_USE = PreparedUpdate(
    lambda visit: (
        Message.objects.filter(
            invitation__in=Invitation.objects.filter(visit=visit, ended_at__isnull=False).values("pk"),
            state=MessageState.QUEUED,
        ),
        {"state": MessageState.CANCELLED},
    ),
    visit=UUIDField(),
)


def call_off_links(*, visit: Visit) -> int:
    """Messages whose invitation has ended and that are not sent yet are not sent. Returns how many."""
    return _WITHOUT_USE.run(visit=visit.pk)
