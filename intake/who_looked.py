"""Who has looked at one patient's record: every event about it, newest first, page after page by keyset.

The index `audit_by_patient` serves it; a page costs one query with its people, whatever the trail holds.
"""

from typing import Any

from django.db.models import Q

from clinic.audit.page import Place
from clinic.models import AuditEvent
from intake.copy.choice_words import choice_words
from intake.models import Patient

PAGE_SIZE = 50
PRINTED = 500
"""Events on one printed part; what is older is printed as the next part."""
TABLE = "looked_at"

Row = dict[str, Any]


def events_about(patient: Patient, *, before: str, most: int = PAGE_SIZE) -> tuple[list[AuditEvent], str]:
    """A page of events and where the next one begins, "" on the last. Raises BadRequest for a wrong place."""
    found = AuditEvent.objects.filter(patient_id=patient.pk).select_related("actor")
    if before:
        last = Place.read(before)
        found = found.filter(at__lte=last.at).filter(Q(at__lt=last.at) | Q(pk__lt=last.number))
    events = list(found.order_by("-at", "-id")[: most + 1])
    if len(events) <= most:
        return events, ""
    return events[:most], str(Place(events[most - 1].at, events[most - 1].pk))


def staff_rows(events: list[AuditEvent]) -> list[Row]:
    """As staff read them: what exactly was opened, and refusals marked."""
    return [
        {
            "at": event.at,
            "who": str(event.actor) if event.actor else "",
            "role": event.actor_role.replace("_", " "),
            "action": event.action,
            "is_refused": event.outcome != AuditEvent.Outcome.SUCCESS,
            "outcome": event.outcome,
            "target": event.target,
            "fields": ", ".join(event.fields),
        }
        for event in events
    ]


def patient_rows(events: list[AuditEvent], language: str) -> list[Row]:
    """As the patient reads them: when, who by the name under a signature, as what, and what was done."""
    return [
        {
            "at": event.at,
            "who": event.actor.signature_name if event.actor else "",
            "role": choice_words(TABLE, "actor_role", event.actor_role, language),
            "action": choice_words(TABLE, "action", event.action, language),
            "outcome": ""
            if event.outcome == AuditEvent.Outcome.SUCCESS
            else choice_words(TABLE, "outcome", event.outcome, language),
        }
        for event in events
    ]
