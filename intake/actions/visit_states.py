"""The states of a visit: one table of what may be done in which, and what every step writes."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.assessing import refresh_signature
from intake.models import Visit, VisitState
from intake.refusals import NotNow

BOOKED, ARRIVED, IN_SESSION = VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION
CANCELLED, NO_SHOW, FINISHED = VisitState.CANCELLED, VisitState.NO_SHOW, VisitState.FINISHED

TRANSITIONS: dict[str, dict[str, str]] = {
    "move": {BOOKED: BOOKED, NO_SHOW: BOOKED},
    "check_in": {BOOKED: ARRIVED, NO_SHOW: ARRIVED},
    "undo_check_in": {ARRIVED: BOOKED},
    "cancel": {BOOKED: CANCELLED, ARRIVED: CANCELLED},
    "no_show": {BOOKED: NO_SHOW},
    "start_session": {ARRIVED: IN_SESSION, IN_SESSION: IN_SESSION},
    "end_session": {IN_SESSION: FINISHED},
    "finish": {ARRIVED: FINISHED},
}
"""What may be done in which state, and the state it leads to. What is not here is refused."""


def next_state(visit: Visit, action: str) -> str:
    """The state an action leads to. Raises NotNow where the visit's state does not allow it."""
    try:
        return TRANSITIONS[action][visit.state]
    except KeyError:
        words = action.replace("_", " ")
        raise NotNow(f"Cannot {words}: this visit is “{visit.get_state_display().lower()}”.") from None


def allowed_actions(visit: Visit) -> tuple[str, ...]:
    """What may be done with a visit now, in the table's order."""
    return tuple(action for action, steps in TRANSITIONS.items() if visit.state in steps)


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what to a visit, for the audit trail."""

    by: User
    role: str
    at: datetime
    request: HttpRequest | None

    def record(self, action: str, visit: Visit, *fields: str) -> None:
        audit.record(
            action,
            by=self.by,
            role=self.role,
            patient_id=visit.patient_id,
            target=f"visit {visit.pk}",
            fields=fields,
            request=self.request,
            at=self.at,
        )


def save_visit(visit: Visit) -> None:
    """Write the visit; one that is over leaves the review queue, one that is back joins it."""
    visit.version += 1
    visit.save()
    refresh_signature(visit)
