"""The visits of a list with their patients, by as much as a line shows or its next step depends on.

Named tuples, as the lines of `intake.decided.lines`: a hundred visits and patients as models cost a third of
the list. Who wants to change a visit fetches it by its key.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Field, QuerySet

from clinic.prepared import Many
from clinic.prepared.rows import PreparedRows
from intake.models import Patient, Visit, VisitState

_STATES = dict(VisitState.choices)


class PatientLine(NamedTuple):
    """A `Patient` by name, birth date and ways to reach them."""

    family_name: str
    given_name: str
    preferred_name: str
    birth_date: date
    email: str
    phone: str
    texts_allowed: bool

    __str__ = Patient.__str__

    def __repr__(self) -> str:
        """Nothing about the person: this is what stands in a message about a mistake of ours."""
        return "PatientLine(…)"


class VisitLine(NamedTuple):
    """A `Visit` with its patient, without who did what to it when."""

    pk: UUID
    patient_id: UUID
    place_id: int
    starts_at: datetime
    state: str
    signature: str
    walk_in: bool
    version: int
    arrived_at: datetime | None
    patient: PatientLine

    is_open = Visit.is_open

    def get_state_display(self) -> str:
        """The state as staff read it, as a `Visit` gives it."""
        return _STATES[self.state]


_OWN = VisitLine._fields[:-1]
_Columns = NamedTuple("_Columns", [(name, Any) for name in _OWN + PatientLine._fields])


class VisitLines:
    """A prepared query for a list of visits; `make` need say nothing of columns."""

    def __init__(self, make: Callable[..., QuerySet[Visit]], **fields: Field | Many) -> None:
        self._rows = PreparedRows(_Columns, lambda **given: _narrowed(make(**given)), **fields)

    def all(self, **values: Any) -> list[VisitLine]:
        own = len(_OWN)
        return [VisitLine(*row[:own], PatientLine(*row[own:])) for row in self._rows.all(**values)]


def _narrowed(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Only the columns of a line."""
    theirs = {name: F(f"patient__{name}") for name in PatientLine._fields}
    return visits.only(*_OWN).annotate(**theirs)
