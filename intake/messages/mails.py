"""A message as a mail or as a text on a phone, made at the moment it is sent."""

from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from intake.messages.words import language_of, words_of
from intake.models import Message


def mail_for(message: Message, *, at: datetime) -> EmailMessage:
    """The mail of a message. Raises NoLongerWanted. Call it in a transaction: it may store a link's hash."""
    subject, _, body = _filled("mail", message, at).partition("\n")
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


def text_for(message: Message, *, at: datetime) -> str:
    """The text of a message for a phone, on one line. As `mail_for`."""
    return " ".join(_filled("sms", message, at).split())


def _filled(folder: str, message: Message, at: datetime) -> str:
    return render_to_string(f"{folder}/{message.kind}.{language_of(message)}.txt", words_of(message, at))
