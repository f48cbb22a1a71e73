"""What a patient's page shows of messages, of the link to the patient's own page, and of the calendar."""

from datetime import datetime
from typing import Any

from intake.actions.care_links import latest_care_link
from intake.letters import NOT_REACHED, letters_of_patient, reach_of
from intake.models import CalendarFeed, Invitation, Patient


def messages_shown(patient: Patient, at: datetime) -> dict[str, Any]:
    """The context of `desk/_own_page.html`: three queries."""
    invitation = latest_care_link(patient)
    return {
        "own_page": {
            "words": _words(invitation, at),
            "is_open": invitation is not None and invitation.ended_at is None,
            "feed": CalendarFeed.objects.filter(patient=patient, revoked_at=None).first(),
        },
        "letters": letters_of_patient(patient),
        "letters_on": "patient",
        "reach": reach_of(patient),
        "not_reached": NOT_REACHED,
    }


def _words(invitation: Invitation | None, at: datetime) -> str:
    """Where the link stands. A new one comes with every reminder, unless it was taken back or locked."""
    if invitation is None:
        return "No link has been sent yet. Every reminder brings one."
    if invitation.ended_at is not None:
        return f"The link is closed: {invitation.get_ended_reason_display().lower()}."
    if invitation.locked_at is not None:
        return "The link is locked after too many wrong birth dates. Send a new one."
    if at >= invitation.expires_at:
        return "The link has expired. The next reminder brings a new one."
    if invitation.redeemed_at is not None:
        return "The patient has opened the link."
    return "The link is open; the patient has not used it yet."
