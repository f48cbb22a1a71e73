"""Where a patient's link stands, in the desk's words."""

from datetime import datetime

from intake.models import Invitation, Purpose

_NONE_YET = {
    Purpose.QUESTIONNAIRE: "No link has been made yet.",
    Purpose.CARE: "No link has been sent yet.",
}
_EXPIRED = {
    Purpose.QUESTIONNAIRE: "The link has expired. Send a new one.",
    Purpose.CARE: "The link has expired.",
}


_EVERY_REMINDER, _NEXT_REMINDER = " Every reminder brings one.", " The next reminder brings a new one."


def link_words(
    invitation: Invitation | None, purpose: Purpose, at: datetime, *, reminded: bool = False
) -> str:
    """One sentence, and a second on the own page's link where the patient is `reminded` by message: reminders
    renew that link, unless it was taken back or locked.
    """
    if invitation is None:
        return _NONE_YET[purpose] + _EVERY_REMINDER * reminded
    if invitation.ended_at is not None:
        return f"The link is closed: {invitation.get_ended_reason_display().lower()}."
    if invitation.locked_at is not None:
        return "The link is locked after too many wrong birth dates. Send a new one."
    if at >= invitation.expires_at:
        return _EXPIRED[purpose] + _NEXT_REMINDER * reminded
    if invitation.redeemed_at is not None:
        return "The patient has opened the link."
    return "The link is open; the patient has not used it yet."
