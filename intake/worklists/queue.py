"""The review queue: visits a dermatologist is to sign, page after page on one index.

First who is here and held by the check of the day: a patient sits and waits for the decision. Then the rest,
soonest first.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, UUIDField

from clinic.prepared import Given, Many
from clinic.prepared.rows import Key, PreparedRows
from intake.dates import bounds_of, clinic_day
from intake.models import SAME_DAY, Response, Signature, Visit, VisitState
from intake.worklists.today import Row, rows_of
from intake.worklists.visit_lines import VisitLine, VisitLines

PAGE = 30
MOST_COUNTED = 100

_MOMENT = "%Y%m%dT%H%M%S.%f"
_OPEN = (VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue; `after` is what the next page starts behind, None on the last.

    The first page begins with everybody who is held; they are in addition to its size.
    """

    rows: list[Row]
    after: str | None


def review_queue(*, at: datetime, after: str = "", size: int = PAGE) -> Page:
    """Visits to sign. `after` comes from the page before; one that cannot be read gives the first page."""
    begins, ends = bounds_of(clinic_day(at))
    held = _HELD.all(begins=begins, ends=ends)
    known, place = [visit.pk for visit in held], _read(after)
    if place is None:
        visits = _first_page(size + 1).all(held=known)
    else:
        visits = _next_page(size + 1).all(held=known, moment=place[0], key=place[1])
    rows = rows_of([*held, *visits[:size]] if place is None else visits[:size], at=at)
    return Page(rows, _write(visits[size - 1]) if len(visits) > size else None)


def next_to_sign(visit: Visit, *, at: datetime) -> Visit | None:
    """The visit to open after this one is signed: who is held, the next in the queue, else the first."""
    held = _held(*bounds_of(clinic_day(at))).exclude(pk=visit.pk).first()
    if held is not None:
        return held
    found = _to_sign().exclude(pk=visit.pk).order_by("starts_at", "id")
    behind = found.filter(
        Q(starts_at__gt=visit.starts_at) | Q(starts_at=visit.starts_at, id__gt=visit.pk)
    ).first()
    return behind or found.first()


def count_to_sign() -> int:
    """How many wait, up to `MOST_COUNTED`: a badge needs no more."""
    return len(_COUNTED.all())


def _to_sign() -> QuerySet[Visit]:
    return Visit.objects.filter(signature=Signature.AWAITED, state__in=_OPEN)


def _held(begins: datetime | Given, ends: datetime | Given) -> QuerySet[Visit]:
    """Who is here today, did the check of the day, and is to be signed (again): a range of the same index."""
    checked = Response.objects.filter(visit=OuterRef("pk"), questionnaire=SAME_DAY, retraction=None)
    here = _to_sign().filter(starts_at__gte=begins, starts_at__lt=ends, state=VisitState.ARRIVED)
    return here.filter(Exists(checked)).order_by("starts_at", "id")


_HELD = VisitLines(_held, begins=DateTimeField(), ends=DateTimeField())
_COUNTED = PreparedRows(Key, lambda: _to_sign().only("pk")[:MOST_COUNTED])


def _others(held: Given) -> QuerySet[Visit]:
    return _to_sign().exclude(pk__in=held).order_by("starts_at", "id")


@cache
def _first_page(most: int) -> VisitLines:
    return VisitLines(lambda held: _others(held)[:most], held=Many(UUIDField()))


@cache
def _next_page(most: int) -> VisitLines:
    def behind(held: Given, moment: Given, key: Given) -> QuerySet[Visit]:
        found = _others(held).filter(starts_at__gte=moment)  # lets the index begin there
        return found.filter(Q(starts_at__gt=moment) | Q(starts_at=moment, id__gt=key))[:most]

    return VisitLines(behind, held=Many(UUIDField()), moment=DateTimeField(), key=UUIDField())


def _write(visit: VisitLine) -> str:
    return f"{visit.starts_at.astimezone(UTC):{_MOMENT}}_{visit.pk}"


def _read(after: str) -> tuple[datetime, UUID] | None:
    moment, _, key = after.partition("_")
    try:
        return datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC), UUID(key)
    except ValueError:
        return None
