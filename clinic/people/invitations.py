"""How somebody who works here comes in: by a one-time link instead of a password sent around; and what the
lead ends for them: a lost second factor, sessions left open."""

import logging
from datetime import datetime
from smtplib import SMTPException

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string

from clinic import people
from clinic.models import User

log = logging.getLogger(__name__)
CLOSED = "This account is closed. Open it first."


@transaction.atomic
def invite(
    person: User, *, by: User | None, at: datetime | None = None, request: HttpRequest | None = None
) -> str:
    """A fresh link. Links of before are dead from now on, and the person's sessions are over."""
    people.begin_change(by)
    people.must_be_another(person, by)
    if not person.is_active:
        raise ValidationError(CLOSED)
    people.end_what_was_handed_out(person)
    people.record_change(person, ["invitation"], by=by, at=at, request=request)
    return people.password_link(person)


def mail_invitation(person: User, link: str) -> bool:
    """Mail the link. Call it after the transaction. False where the mail server did not take it."""
    shown = {"person": person, "link": link, "clinic_name": settings.CLINIC_NAME}
    text = render_to_string("clinic_pages/invitation.txt", shown)
    try:
        return bool(send_mail(f"Your account at {settings.CLINIC_NAME}", text, None, [person.email]))
    except (SMTPException, OSError) as error:
        # The error's own text may hold the address.
        log.warning("An invitation could not be mailed: %s", type(error).__name__)
        return False


@transaction.atomic
def reset_second_factor(
    person: User, *, by: User, at: datetime | None = None, request: HttpRequest | None = None
) -> None:
    """Forget every second factor of somebody who lost theirs; the next sign-in asks to set up another.

    Each factor removed is an event besides (clinic.sign_in.second_factor_events).
    """
    people.begin_change(by)
    people.must_be_another(person, by)
    Authenticator.objects.filter(user=person).delete()
    people.end_what_was_handed_out(person)
    people.record_change(person, ["second factor"], by=by, at=at, request=request)


@transaction.atomic
def end_sessions(
    person: User, *, by: User, at: datetime | None = None, request: HttpRequest | None = None
) -> None:
    """Sign the person out everywhere."""
    people.begin_change(by)
    people.must_be_another(person, by)
    people.end_what_was_handed_out(person)
    people.record_change(person, ["sessions"], by=by, at=at, request=request)
