"""What a booking is refused for at its field, and what is asked about before it is made all the same."""

from collections.abc import Container
from datetime import date, datetime, timedelta

from clinic.models import User
from clinic.templatetags.clinic_dates import staff_time
from intake.actions.first_days import check_booking
from intake.actions.requests import Wanted
from intake.models import Visit, VisitState
from intake.refusals import NotNow

LONGEST = timedelta(hours=8)
"""Of a visit: whatever began earlier is over."""
STILL_TO_BE = (VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION)
"""States of a visit whose time is still taken."""


class HourOver(NotNow):
    """The day would do, the hour of it is past."""

    def __init__(self) -> None:
        super().__init__("This time is over. Choose a later time or another day.")


class MadeOtherwise(NotNow):
    """The visit is there already, with other earlier sessions for its request at `position`."""

    def __init__(self, visit: Visit, position: int) -> None:
        self.visit, self.position = visit, position
        super().__init__(
            f"This visit exists already ({staff_time(visit.starts_at)}), with other earlier sessions. "
            "The days typed here are not kept: to change them, cancel that visit, then book it again."
        )


class AskFirst(NotNow):
    """Nothing is against it but what `told` says: whoever has read these sentences may do it all the same."""

    def __init__(self, told: list[str]) -> None:
        self.told = told
        super().__init__(" ".join(told))


def ask(told: list[str], read: Container[str]) -> None:
    """Raise AskFirst where one of the sentences was not read yet."""
    if any(sentence not in read for sentence in told):
        raise AskFirst(told)


def too_early(visit: Visit, wanted: list[Wanted], *, by: User, on: date) -> list[str]:
    """What a booking for this day would be refused with."""
    try:
        check_booking(patient_id=visit.patient_id, wanted=wanted, day=on, by=by, on=on)
    except NotNow as error:
        return [str(error)]
    return []


def at_that_time(visit: Visit) -> list[str]:
    """What else the same patient comes for while this visit lasts."""
    near = {"starts_at__gt": visit.starts_at - LONGEST, "starts_at__lt": _end_of(visit)}
    others = visit.patient.visits.filter(state__in=STILL_TO_BE, **near).exclude(pk=visit.pk)
    return [
        f"This patient has a visit on {staff_time(other.starts_at)} already."
        for other in others.order_by("starts_at", "id")
        if _end_of(other) > visit.starts_at
    ]


def _end_of(visit: Visit) -> datetime:
    return visit.starts_at + timedelta(minutes=visit.minutes)
