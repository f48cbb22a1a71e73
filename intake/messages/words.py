"""What a message says, and whether it is still true: asked at the moment it is sent, never before.

No word here or in the templates tells of health or of a treatment: a mail is read over a shoulder, a text
stands on a locked screen. What a patient is to do stands on the page behind the link and the date of birth.
"""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from intake.actions.care_links import link_in_message
from intake.actions.invitations import mint_token
from intake.addresses import guide_for, link_for
from intake.care.before import weekday_and_moment
from intake.dates import clinic_day
from intake.models import Kind, Message, VisitState
from intake.questions.answer_text import PATIENT, day_words, moment_words

BY_ITSELF = (Kind.REMINDER, Kind.SYMPTOMS, Kind.RECALL)
"""Kinds that nobody's act brings about at that moment: not sent at night, nor to who wants no reminders."""

LEADS_TO = {Kind.SYMPTOMS: "how", Kind.CARE: "own", Kind.RECEIVED: "own", Kind.REMINDER: "own"}
"""What a link to the patient's own page says behind it (`intake.views.patient_homes`)."""


class NoLongerWanted(Exception):
    """What the message is about has changed since: it is not to be sent."""


def reminder_key(visit, days: int) -> str:
    """Names a reminder: a visit moved to another day has reminders of its own for that day."""
    return f"{Kind.REMINDER}:{visit.pk}:{clinic_day(visit.starts_at)}:{days}"


def words_of(message: Message, at: datetime) -> dict[str, str]:
    """What its template is filled with. Raises NoLongerWanted.

    Call it in a transaction: a link is minted here, and its hash is stored.
    """
    if not _is_still_true(message, at):
        raise NoLongerWanted
    words = {
        "name": message.patient.called,
        "clinic": settings.CLINIC_NAME,
        "phone": settings.CLINIC_PHONE,
        "emergency": settings.EMERGENCY_NUMBER,
    }
    return words | _of_the_visit(message) | _links(message, at)


def own_page_text(address: str, language: str) -> str:
    """What staff copy into a phone message of their own, in the patient's language."""
    words = {"clinic": settings.CLINIC_NAME, "phone": settings.CLINIC_PHONE, "link": address}
    return render_to_string(f"sms/{Kind.CARE}.{language}.txt", words).strip()


def language_of(message: Message) -> str:
    """The language its templates are kept in."""
    return "es" if message.language == "es" else "en"


def _of_the_visit(message: Message) -> dict[str, str]:
    visit, language = message.visit, language_of(message)
    if visit is None:
        return {}
    with override(language):  # the worker speaks no language of its own
        return {
            "place": visit.place.name,
            "day": day_words(clinic_day(visit.starts_at), language, PATIENT),
            "when": moment_words(visit.starts_at, language),
            "weekday_and_when": weekday_and_moment(visit.starts_at, language),
        }


def _links(message: Message, at: datetime) -> dict[str, str]:
    language = language_of(message)
    if message.kind == Kind.INVITATION:
        return {
            "link": link_for(mint_token(invitation=message.invitation, at=at), language),
            "until": moment_words(message.invitation.last_minute, language),
            "guide": guide_for(message.visit.requests.order_by("position").first().treatment, language),
        }
    if message.kind in LEADS_TO:
        return {"link": link_in_message(message=message, to=LEADS_TO[message.kind], at=at)}
    return {}


def _is_still_true(message: Message, at: datetime) -> bool:
    """Whether what it says is still so: a link that opens, the newest day, a visit still called off."""
    if message.kind in BY_ITSELF and not message.patient.reminders_wanted:
        return False
    return _STILL_TRUE[message.kind](message, at)


def _link_opens(message: Message, at: datetime) -> bool:
    state = message.visit.state
    return message.invitation.is_live(at) and state in (VisitState.BOOKED, VisitState.ARRIVED)


def _is_newest_day(message: Message, at: datetime) -> bool:
    newest = message.visit.messages.filter(kind=Kind.MOVED).order_by("-created_at").first()
    return message.visit.state == VisitState.BOOKED and newest == message


def _still_comes(message: Message, at: datetime) -> bool:
    """The visit is still to come, on the day the reminder was written for."""
    visit = message.visit
    same_day = message.dedupe_key == reminder_key(visit, int(message.detail))
    return visit.state == VisitState.BOOKED and at < visit.starts_at and same_day


_STILL_TRUE = {
    Kind.INVITATION: _link_opens,
    Kind.RECEIVED: lambda message, at: True,
    Kind.MOVED: _is_newest_day,
    Kind.CANCELLED: lambda message, at: message.visit.state == VisitState.CANCELLED,
    Kind.REMINDER: _still_comes,
    Kind.CARE: lambda message, at: message.invitation.is_live(at),
    Kind.SYMPTOMS: lambda message, at: message.session.ended_at is not None,
    Kind.RECALL: lambda message, at: message.visit.recalls.filter(closed_at=None).exists(),
}
