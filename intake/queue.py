"""The review queue: visits a dermatologist is to sign, soonest first, page after page on one index."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from intake.models import Signature, Visit, VisitState
from intake.today import Row, rows_of

PAGE = 30

_MOMENT = "%Y%m%dT%H%M%S.%f"
_OPEN = (VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue; `after` is what the next page starts behind, None on the last."""

    rows: list[Row]
    after: str | None


def review_queue(*, at: datetime, after: str = "", size: int = PAGE) -> Page:
    """Visits to sign. `after` comes from the page before; one that cannot be read gives the first page."""
    found = _to_sign().select_related("patient", "place").order_by("starts_at", "id")
    place = _read(after)
    if place is not None:
        moment, key = place
        found = found.filter(Q(starts_at__gt=moment) | Q(starts_at=moment, id__gt=key))
        found = found.filter(starts_at__gte=moment)  # lets the index begin there
    visits = list(found[: size + 1])
    rows = rows_of(visits[:size], at=at)
    return Page(rows, _write(visits[size - 1]) if len(visits) > size else None)


def next_to_sign(visit: Visit) -> Visit | None:
    """The visit to open after this one is signed: the next in the queue, else the first."""
    found = _to_sign().exclude(pk=visit.pk).order_by("starts_at", "id")
    behind = found.filter(
        Q(starts_at__gt=visit.starts_at) | Q(starts_at=visit.starts_at, id__gt=visit.pk)
    ).first()
    return behind or found.first()


def count_to_sign(most: int = 100) -> int:
    """How many wait, up to `most`: a badge needs no more."""
    return len(_to_sign().values_list("pk")[:most])


def _to_sign() -> QuerySet[Visit]:
    return Visit.objects.filter(signature=Signature.AWAITED, state__in=_OPEN)


def _write(visit: Visit) -> str:
    return f"{visit.starts_at.astimezone(UTC):{_MOMENT}}_{visit.pk}"


def _read(after: str) -> tuple[datetime, UUID] | None:
    moment, _, key = after.partition("_")
    try:
        return datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC), UUID(key)
    except ValueError:
        return None
