"""The words of a message, made at the moment it is sent; a link in it is minted then and kept nowhere."""

from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from intake.actions.invitations import mint_token
from intake.addresses import guide_for, link_for
from intake.answer_text import PATIENT, day_words, moment_words
from intake.dates import clinic_day
from intake.models import Kind, Message, VisitState


class NoLongerWanted(Exception):
    """What the message is about has changed since: it is not to be sent."""


def mail_for(message: Message, *, at: datetime) -> EmailMessage:
    """The mail of a message. Raises NoLongerWanted. Call it in a transaction: it may store a link's hash."""
    if not _still_true(message, at):
        raise NoLongerWanted
    subject, _, body = render_to_string(
        f"mail/{message.kind}.{_language(message)}.txt", _words(message, at)
    ).partition("\n")
    return EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[message.to],
        headers={
            # The same each time it is tried, so that a mail tried twice is shown once.
            "Message-ID": f"<{message.pk}@{settings.BASE_HOST}>",
            "Date": format_datetime(message.created_at),
            "Auto-Submitted": "auto-generated",
        },
    )


def _still_true(message: Message, at: datetime) -> bool:
    """Whether what it says is still so: a link that opens, the newest day, a visit still called off."""
    state = message.visit.state
    if message.kind == Kind.INVITATION:
        return message.invitation.is_live(at) and state in (VisitState.BOOKED, VisitState.ARRIVED)
    if message.kind == Kind.MOVED:
        newest = message.visit.messages.filter(kind=Kind.MOVED).order_by("-created_at").first()
        return state == VisitState.BOOKED and newest == message
    return state == VisitState.CANCELLED if message.kind == Kind.CANCELLED else True


def _words(message: Message, at: datetime) -> dict[str, str]:
    visit, language = message.visit, _language(message)
    words = {
        "name": message.patient.called,
        "clinic": settings.CLINIC_NAME,
        "phone": settings.CLINIC_PHONE,
        "place": visit.place.name,
        "day": day_words(clinic_day(visit.starts_at), language, PATIENT),
        "when": moment_words(visit.starts_at, language),
    }
    if message.kind == Kind.INVITATION:
        words["link"] = link_for(mint_token(invitation=message.invitation, at=at), language)
        words["until"] = moment_words(message.invitation.last_minute, language)
        words["guide"] = guide_for(visit.requests.order_by("position").first().treatment)
    return words


def _language(message: Message) -> str:
    return "es" if message.language == "es" else "en"
