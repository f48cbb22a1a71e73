"""What the page and the sheet of one session show: what was planned, ordered, done and added."""

from typing import Any

from intake.courses.depths import depth_words, ranges_of
from intake.models import ReviewOrder, SessionRecord, TreatmentSession
from intake.orders import labels_of
from intake.questions.items import sheet_of

SUGGESTED = 12
"""Sessions recorded last whose devices and batches are offered."""

Row = dict[str, Any]


def page_of(session: TreatmentSession) -> Row:
    """Flat values for both templates. `record` is None while nothing was written down."""
    sheet = sheet_of(session.review.assessment.edition, "en")
    record = _record(session)
    request = session.request
    return {
        "session": session,
        "visit": session.visit,
        "patient": session.patient,
        "treatment": sheet.treatment,
        "concern": sheet.indications.get(request.indication, request.indication),
        "areas": ", ".join(sheet.areas.get(area, area) for area in session.areas),
        "orders": _orders(session),
        "signed_later": list(session.review.addenda.select_related("by").order_by("at", "id")),
        "record": record,
        "depths": _depths(session, record) if record else [],
        "addenda": list(session.addenda.select_related("by").order_by("at", "id")),
    }


def last_used() -> dict[str, list[str]]:
    """Devices and batches of the sessions recorded last, each once, to choose from and never filled in."""
    latest = TreatmentSession.objects.filter(recorded_at__isnull=False).order_by("-recorded_at")
    keys = list(latest.values_list("pk", flat=True)[:SUGGESTED])
    rows = SessionRecord.objects.filter(session__in=keys).order_by("-recorded_at")
    used = list(rows.values_list("device", "needle_batch"))
    return {
        "device": list(dict.fromkeys(device for device, _ in used)),
        "needle_batch": list(dict.fromkeys(batch for _, batch in used)),
    }


def _record(session: TreatmentSession) -> SessionRecord | None:
    found = SessionRecord.objects.filter(session=session).select_related("operator", "recorded_by")
    return found.first()


def _depths(session: TreatmentSession, record: SessionRecord) -> list[Row]:
    """A row for each area of the session; one without a depth was not treated."""
    used = {row.area: row for row in record.depths.all()}
    return [
        {
            "label": usual.label,
            "depth": depth_words(used[usual.area]) if usual.area in used else "not treated",
            "usual": usual.words,
        }
        for usual in ranges_of(session)
    ]


def _orders(session: TreatmentSession) -> list[str]:
    """What the signature this session rests on ordered, in the protocol's words and the dermatologist's."""
    labels = labels_of(session.review.assessment.edition)
    rows = ReviewOrder.objects.filter(review=session.review_id, ordered=True).order_by("position")
    return [labels.get(row.code, row.code) + (f" – “{row.words}”" if row.words else "") for row in rows]
