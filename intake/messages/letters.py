"""What was sent to a patient, for the desk: what, when, which way, whether it failed, and no word of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.messages.ways import way_to
from intake.models import Channel, Kind, Message, MessageState, Patient

LATEST = 20
"""Messages a patient's page shows."""

NOT_REACHED = "This patient cannot be reached by message: no e-mail, and no phone that may get texts. Call."
_UNSURE = "No answer came back, so it may have arrived. Ask the patient before you send it again."
_UNSUBSCRIBED = "The owner of this number wants no messages from us. Call, or write an e-mail."
_FAILED = "Check the address, or call."
_STOPPED = "21610"
"""Twilio's number for somebody who answered STOP."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in words. `advice` says what to do about one that failed."""

    message: Message
    what: str
    way: str
    state: str
    advice: str

    @property
    def has_failed(self) -> bool:
        return self.message.state == MessageState.FAILED


def letters_of_patient(patient: Patient) -> list[Letter]:
    """The latest messages about anything, in one query."""
    return [letter_of(message) for message in patient.messages.order_by("-created_at")[:LATEST]]


def letters_in(messages: Iterable[Message]) -> list[Letter]:
    """These messages in words."""
    return [letter_of(message) for message in messages]


def letter_of(message: Message) -> Letter:
    """One message in words."""
    return Letter(
        message,
        what=message.get_kind_display() + _which(message),
        way="shown on screen" if message.channel == Channel.COPY else message.to,
        state=message.get_state_display().lower(),
        advice=_advice(message) if message.state == MessageState.FAILED else "",
    )


def reach_of(patient: Patient) -> str:
    """The way messages go to this patient, in words for a button: "by e-mail", "by text", or ""."""
    way = way_to(patient)
    if way is None:
        return ""
    return "by e-mail" if way.channel == Channel.EMAIL else "by text"


def _which(message: Message) -> str:
    if message.kind == Kind.REMINDER:
        return f", {message.detail} day{'' if message.detail == '1' else 's'} before"
    return f", {message.detail} hours after" if message.kind == Kind.SYMPTOMS else ""


def _advice(message: Message) -> str:
    if message.error.startswith("SmsUnanswered"):
        return _UNSURE
    return _UNSUBSCRIBED if message.error.endswith(_STOPPED) else _FAILED
