"""The summary's plan: sessions, interval, next dates, depth, and what to do before. All from the protocol."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import UUIDField

from clinic.prepared import Prepared
from intake.courses.with_visit import with_visit
from intake.decided import DecidedRequest
from intake.models import TreatmentRequest, TreatmentSession
from intake.questions.items import Sheet, said
from intake.summary.protocols import Protocols

Row = dict[str, Any]

_HELD = Prepared(
    lambda course: TreatmentSession.objects.filter(request__course=course).only(
        "request", "areas", "performed_on"
    ),
    course=UUIDField(),
)


def plan_of(item: DecidedRequest, protocols: Protocols) -> Row:
    """What the schedule proposes for one request. Depths are for clinicians only.

    `done` is told in words, as on the page of the course; `numbers` are its sessions by day. `next_to` is
    empty where only a drawing can tell what follows: maintenance, or nothing.
    """
    request = item.request
    sheet, document = protocols.sheet_for(request.pk), protocols.document_for(request.pk)
    schedule = _schedule(document, request.indication)
    sessions, (shortest, longest) = _pinned(request) or (schedule["sessions"], schedule["interval_days"])
    held = _HELD.all(course=request.course_id) if request.course_id else []
    stands = with_visit(item, held, (shortest, longest))
    return {
        "request": str(request.pk),
        "treatment": request.treatment,
        "areas": list(request.areas),
        "for": sheet.indications.get(request.indication, request.indication),
        "sessions": list(sessions),
        "interval_days": [shortest, longest],
        "done": stands.progress.in_words if stands.progress.most else "",
        "numbers": {day.isoformat(): number for day, number in stands.progress.numbers.items()},
        "is_held": stands.is_held,
        "next_from": _written(stands.window.first),
        "next_to": _written(stands.window.last),
        "maintenance_to": _written(stands.window.maintenance_to),
        "maintenance": said(schedule.get("maintenance"), "en"),
        "sources": list(schedule.get("basis", ())),
        "depths": [_depth(area, sheet, document) for area in request.areas],
    }


def _pinned(request: TreatmentRequest) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Sessions and interval of the request's course: its dermatologist may have changed them."""
    if request.course_id is None:
        return None
    course = request.course
    return (course.sessions_from, course.sessions_to), (course.interval_from_days, course.interval_to_days)


def care_of(documents: list[Mapping[str, Any]], planned_on: date) -> list[Row]:
    """What the patient is told to do before, with the days it holds, to confirm at the visit."""
    rows = [_instruction(entry, planned_on) for document in documents for entry in document["before"]]
    return [row for place, row in enumerate(rows) if row not in rows[:place]]


def _instruction(entry: Mapping[str, Any], planned_on: date) -> Row:
    begins = entry.get("from_days")
    return {
        "code": entry["code"],
        "from": _before(planned_on, begins) if begins is not None else None,
        "to": _before(planned_on, entry.get("until_days", 0)) if begins is not None else None,
        "only_if_ordered": entry.get("when_ordered", False),
        "at_check_in": entry.get("at_check_in", "none"),
        "text": said(entry["text"], "en"),
        "sources": list(entry.get("basis", ())),
    }


def _before(planned_on: date, days: int) -> str:
    return (planned_on - timedelta(days=days)).isoformat()


def _schedule(document: Mapping[str, Any], indication: str) -> Mapping[str, Any]:
    return next(entry for entry in document["schedules"] if indication in entry["indications"])


def _depth(area: str, sheet: Sheet, document: Mapping[str, Any]) -> Row:
    """The usual range of an area in millimetres and its warning level; None where the protocol has none."""
    entry = next((entry for entry in document["depths"] if area in entry["areas"]), None)
    return {
        "area": area,
        "label": sheet.areas.get(area, area),
        "usual_mm": list(entry["usual_mm"]) if entry else None,
        "warn_above_mm": entry["warn_above_mm"] if entry else None,
    }


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
