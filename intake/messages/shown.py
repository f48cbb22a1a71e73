"""What a patient's page shows of messages, of the link to the patient's own page, and of the calendar."""

from datetime import datetime
from typing import Any

from intake.actions.care_links import latest_care_link
from intake.link_words import link_words
from intake.messages.letters import NOT_REACHED, letters_of_patient, reach_of
from intake.models import CalendarFeed, Patient, Purpose


def messages_shown(patient: Patient, at: datetime) -> dict[str, Any]:
    """The context of `desk/_own_page.html`: three queries."""
    invitation, reach = latest_care_link(patient), reach_of(patient)
    reminded = bool(reach) and patient.reminders_wanted
    return {
        "own_page": {
            "words": link_words(invitation, Purpose.CARE, at, reminded=reminded),
            "is_open": invitation is not None and invitation.ended_at is None,
            "feed": CalendarFeed.objects.filter(patient=patient, revoked_at=None).first(),
        },
        "letters": letters_of_patient(patient),
        "letters_on": "patient",
        "reach": reach,
        "not_reached": NOT_REACHED,
    }
