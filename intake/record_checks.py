"""Whether signed and sent records still are what their digests say, and what stands in their own columns.

The digests have no key: they show a change made by anybody who did not also compute a new one. Who signed
what and when stands in the audit trail, too, which has a key (`manage.py audit verify`).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from intake.actions.reviews import digest_of_text
from intake.canonical import canonical, digest
from intake.models import (
    Assessment,
    Response,
    Review,
    SessionDepth,
    SessionRecord,
    SymptomReport,
    TreatmentConsent,
)

ROWS_AT_ONCE = 200
DIFFERS = "does not match its digest"
AREA = ("position", "area", "advised", "decided", "treat_not_before", "reason_code", "reason_text")
RECORD = ("device", "needle_batch", "numbing_used", "applied", "tolerance", "note")
RANGE = ("area", "usual_from_mm", "usual_to_mm", "warn_above_mm", "reason")
ORDER = ("position", "code", "ordered", "words")


@dataclass(frozen=True)
class Checked:
    """One record that was looked at; `why` is empty where it is as it was."""

    kind: str
    pk: Any
    why: str


def check_all() -> Iterator[Checked]:
    """Every record that has a digest, a few hundred in memory at a time."""
    for kind, rows, why in KINDS:
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
            yield Checked(kind, row.pk, why(row))


def review_why(review: Review) -> str:
    """The digest over the snapshot, then the columns that pages and rules read against the snapshot."""
    if digest_of_text(review.snapshot) != review.digest:
        return "what was signed does not match its digest"
    told = json.loads(review.snapshot)
    stands = _as_signed(review)
    other = sorted(name for name, value in stands.items() if canonical(value) != canonical(told.get(name)))
    if datetime.fromisoformat(told["signed_at"]) != review.signed_at:
        other.append("signed_at")
    return f"other than signed: {', '.join(other)}" if other else ""


def _as_signed(review: Review) -> dict[str, Any]:
    """What the review's own rows say, under the names of the snapshot."""
    return {
        "assessment": review.assessment_id.hex,
        "assessment_hash": review.assessment.result_hash,
        "action": review.action,
        "areas": _rows(review.areas.order_by("position"), AREA),
        "orders": _rows(review.orders.order_by("position"), ORDER),
        "note": review.note,
        "asks": review.asks,
        "role": review.role,
        "meaning": review.meaning,
    }


def response_why(response: Response) -> str:
    written = {
        "answers": response.answers,
        "given": response.given,
        "asked": response.asked,
        "missing": response.missing,
        "visit": str(response.visit_id),
        "edition": response.edition.rules_hash,
        "name": response.attested_name,
    }
    return _compared(written, response.submitted_at, response.content_hash)


def consent_why(consent: TreatmentConsent) -> str:
    written = {
        "course": str(consent.course_id),
        "text": consent.text,
        "name": consent.signed_name,
        "language": consent.language,
    }
    return _compared(written, consent.agreed_at, consent.content_hash)


def session_why(record: SessionRecord) -> str:
    """A record of before depths were hashed as kept ("1.00") holds as one of the ways they can be typed."""
    written = {name: getattr(record, name) for name in RECORD}
    written |= {"operator": str(record.operator.public_id), "session": str(record.session_id)}
    ways = product(*(_spellings(depth) for depth in record.depths.order_by("position")))
    whys = (
        _compared(written | {"depths": list(way)}, record.recorded_at, record.content_hash) for way in ways
    )
    return DIFFERS if all(whys) else ""


def _spellings(depth: SessionDepth) -> list[dict[str, str]]:
    """The row as text, its depth as "1.00", as "1.0" and as "1"; as kept first."""
    row = {name: str(getattr(depth, name)) for name in RANGE}
    mm: Decimal = depth.depth_mm
    ways = dict.fromkeys([str(mm), *(f"{mm:.{n}f}" for n in (1, 0) if Decimal(f"{mm:.{n}f}") == mm)])
    return [row | {"depth_mm": way} for way in ways]


def symptoms_why(report: SymptomReport) -> str:
    written = {
        "session": str(report.session_id),
        "patient": str(report.patient_id),
        "edition": [report.edition.rules_hash, report.edition.wording_hash],
        "answers": report.answers,
        "days_after": report.days_after,
        "signs": report.signs,
        "level": report.level,
        "mode": report.mode,
    }
    return _compared(written, report.given_at, report.content_hash)


def assessment_why(assessment: Assessment) -> str:
    """Its own digest only; `manage.py reassess` also computes it anew from its facts."""
    return "" if digest(assessment.result) == assessment.result_hash else DIFFERS


def _compared(written: dict[str, Any], at: datetime, kept: str) -> str:
    """The moment was hashed as it was given: in UTC by a page, in the clinic's zone by the example data."""
    spelled = (at.astimezone(UTC), timezone.localtime(at))
    return "" if any(digest(written | {"at": one}) == kept for one in spelled) else DIFFERS


def _rows(found: QuerySet, names: tuple[str, ...]) -> list[dict]:
    return [{name: getattr(row, name) for name in names} for row in found]


KINDS: tuple[tuple[str, QuerySet, Callable[[Model], str]], ...] = (
    ("review", Review.objects.select_related("assessment").order_by("pk"), review_why),
    ("response", Response.objects.select_related("edition").order_by("pk"), response_why),
    ("consent", TreatmentConsent.objects.order_by("pk"), consent_why),
    ("session record", SessionRecord.objects.select_related("operator").order_by("pk"), session_why),
    ("symptom report", SymptomReport.objects.select_related("edition").order_by("pk"), symptoms_why),
    ("assessment", Assessment.objects.order_by("pk"), assessment_why),
)
