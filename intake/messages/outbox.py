"""Draining the outbox: each message is claimed by one worker, sent, and marked; a worker may die anywhere.

Claiming commits before sending, so two workers never hold the same message. A worker that dies after
claiming leaves the message to be taken over when its claim runs out: a mail may then come twice, under the
same Message-ID, but never not at all. A text on a phone has no such number: where nobody knows whether it
went out, it has failed, and the desk decides.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.db import connection, transaction
from django.db.models import Q

from clinic import audit
from clinic.times import clinic_times
from intake.messages.mails import mail_for, text_for
from intake.messages.words import BY_ITSELF, NoLongerWanted
from intake.models import Channel, Message, MessageState
from intake.sms import SmsError, SmsRefused, SmsUnanswered, port

CLAIM = timedelta(minutes=5)
"""How long a worker may take for one message; the mail server's own time limit is far shorter."""
WAITS = (1, 5, 30, 120, 480)
"""Minutes before each further try; after the last one the message has failed and the desk sees it."""

MOST_TRIES = len(WAITS) + 1

log = logging.getLogger(__name__)


def drain(*, clock: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, until nothing is or `stopped`. Returns how many messages were dealt with."""
    done = 0
    while not stopped():
        message = claim(at=clock())
        if message is None:
            break
        deliver(message, at=clock())
        done += 1
    return done


def claim(*, at: datetime) -> Message | None:
    """Take the next message that is due, so that no other worker does; None where nothing is."""
    with transaction.atomic():
        message = _due(at).first()
        if message is None:
            return None
        message.was_left = message.state == MessageState.SENDING
        message.state = MessageState.SENDING
        message.attempts += 1
        message.claimed_until = at + CLAIM
        message.save(update_fields=["state", "attempts", "claimed_until"])
    return message


def deliver(message: Message, *, at: datetime) -> str:
    """Send a claimed message and write what became of it. Returns its new state."""
    if message.attempts > MOST_TRIES:
        # Behind every try a worker died, or the audit trail took no event: each may have gone out.
        return _mark(message, state=MessageState.FAILED, error="WorkerStopped")
    if not _may_be_out(message) and (allowed := _allowed_from(message, at)) > at:
        return _mark(message, state=MessageState.QUEUED, next_try_at=allowed)
    try:
        _send(message, at)
    except NoLongerWanted:
        return _mark(message, state=MessageState.CANCELLED)
    except Exception as error:  # whatever the mail server does, the message stays accounted for
        log.warning("message %s: try %s failed: %s", message.pk, message.attempts, _told(error))
        return _failed(message, error, at)
    return _sent(message, at)


def _send(message: Message, at: datetime) -> None:
    """Make it and hand it over. The link in it is stored before it leaves the house."""
    is_text = message.channel == Channel.SMS
    if _may_be_out(message):
        raise SmsUnanswered("WorkerStopped")
    with transaction.atomic():
        made = text_for(message, at=at) if is_text else mail_for(message, at=at)
    if is_text:
        log.info("message %s: reference %s", message.pk, port().send(message.to, made) or "none")
    else:
        made.send()


def _may_be_out(message: Message) -> bool:
    """A text that a worker had in hand when it died."""
    return message.channel == Channel.SMS and getattr(message, "was_left", False)


def _allowed_from(message: Message, at: datetime) -> datetime:
    """When it may go out: at once, but for what nobody's act brings about, in quiet hours."""
    return clinic_times().quiet(at) if message.kind in BY_ITSELF else at


def _due(at: datetime):
    """Messages to take: waiting ones whose time has come, and those a dead worker left."""
    left = Q(state=MessageState.SENDING, claimed_until__lt=at)
    found = Message.objects.filter(Q(state=MessageState.QUEUED, next_try_at__lte=at) | left)
    skip = connection.features.has_select_for_update_skip_locked
    return found.select_for_update(skip_locked=skip, of=("self",)).order_by("next_try_at", "created_at")


def _sent(message: Message, at: datetime) -> str:
    with transaction.atomic():
        state = _mark(message, state=MessageState.SENT, sent_at=at, error="")
        audit.record(
            "export",
            role=audit.SYSTEM,
            patient_id=message.patient_id,
            target=f"message {message.pk}",
            fields=[message.kind],
            at=at,
        )
    return state


def _failed(message: Message, error: Exception, at: datetime) -> str:
    name = _told(error)
    if message.attempts >= MOST_TRIES or _is_final(error):
        return _mark(message, state=MessageState.FAILED, error=name)
    wait = timedelta(minutes=WAITS[message.attempts - 1])
    return _mark(message, state=MessageState.QUEUED, next_try_at=at + wait, error=name)


def _told(error: Exception) -> str:
    """The kind of what went wrong, never its words: those may hold an address."""
    return (error.told if isinstance(error, SmsError) else type(error).__name__)[:60]


def _is_final(error: Exception) -> bool:
    """Whether another try is no use or does harm: a no for good, or a text that may have gone out."""
    if isinstance(error, SmsError):
        return isinstance(error, (SmsRefused, SmsUnanswered))
    if isinstance(error, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and 500 <= error.smtp_code < 600


def _mark(message: Message, **columns) -> str:
    """Write the outcome, unless another worker took the message over meanwhile."""
    mine = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, attempts=message.attempts)
    mine.update(claimed_until=None, **columns)
    return columns["state"]
