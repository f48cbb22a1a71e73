"""Sessions that ended and have no record yet: they stand before clinicians until somebody writes it."""

from typing import NamedTuple

from clinic.models import User
from clinic.roles import SEES_REASONS
from intake.models import TreatmentSession

MOST = 12
"""Sessions a line names; how many more there are it does not say."""


class ToRecord(NamedTuple):
    """The sessions that ended longest ago, and whether there are more."""

    sessions: tuple[TreatmentSession, ...] = ()
    and_more: bool = False


def to_record(user: User) -> ToRecord:
    """For whom records are; nobody else asks the database. One query, on its own index."""
    if not user.has_role(*SEES_REASONS):
        return ToRecord()
    left = TreatmentSession.objects.filter(recorded_at=None, ended_at__isnull=False)
    found = left.select_related("patient").order_by("ended_at")[: MOST + 1]
    rows = tuple(found)
    return ToRecord(rows[:MOST], len(rows) > MOST)
