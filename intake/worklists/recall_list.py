"""The recall list, the longest due first, page after page; who has no day yet stands at its end."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from clinic.prepared.rows import Key, PreparedRows
from intake.actions.recalls import open_recalls
from intake.models import Recall

PAGE = 30
MOST_COUNTED = 100

_COUNTED = PreparedRows(Key, lambda: open_recalls().only("pk")[:MOST_COUNTED])


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `after` is what the next page begins behind, None on the last."""

    recalls: list[Recall]
    after: str | None


def recall_page(*, after: str = "", size: int = PAGE) -> Page:
    """People to call. `after` comes from the page before; one that cannot be read gives the first page."""
    found = open_recalls().select_related("patient", "visit")
    found = found.order_by(F("due_on").asc(nulls_last=True), "id")
    place = _read(after)
    rows = list((_behind(found, *place) if place else found)[: size + 1])
    return Page(rows[:size], _write(rows[size - 1]) if len(rows) > size else None)


def count_to_recall() -> int:
    """How many wait to be called, up to `MOST_COUNTED`: a badge needs no more."""
    return len(_COUNTED.all())


def _behind(found: QuerySet[Recall], day: date | None, key: UUID) -> QuerySet[Recall]:
    if day is None:
        return found.filter(due_on=None, id__gt=key)
    return found.filter(Q(due_on__gt=day) | Q(due_on=day, id__gt=key) | Q(due_on=None))


def _write(recall: Recall) -> str:
    return f"{recall.due_on or ''}_{recall.pk}"


def _read(after: str) -> tuple[date | None, UUID] | None:
    day, line, key = after.partition("_")
    try:
        return (date.fromisoformat(day) if day else None, UUID(key)) if line else None
    except ValueError:
        return None
