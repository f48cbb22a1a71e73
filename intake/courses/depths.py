"""Needle depths: what a protocol holds usual for an area, and what was used. For clinicians only.

Nothing here is computed for a patient, and no page of a patient shows it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from intake.models import SessionDepth, TreatmentSession
from intake.questions.items import document_of, sheet_of

DEEPEST = Decimal(5)
"""Millimeters; no device goes deeper (the database refuses more)."""


class Range(NamedTuple):
    """The usual depths of an area in millimeters and its warning level; None where the protocol has none."""

    area: str
    label: str
    usual_from: Decimal | None = None
    usual_to: Decimal | None = None
    warn_above: Decimal | None = None

    @property
    def words(self) -> str:
        if self.usual_from is None:
            return "No usual range in the protocol."
        usual = f"{in_mm(self.usual_from)}–{in_mm(self.usual_to)}"
        return f"Usual {usual} mm; reason above {in_mm(self.warn_above)} mm."

    def is_above(self, depth: Decimal) -> bool:
        """Whether a depth needs a reason."""
        return self.warn_above is not None and depth > self.warn_above


def ranges_of(session: TreatmentSession) -> list[Range]:
    """The range of each treated area, by the edition the session's signature was made with."""
    edition = session.review.assessment.edition
    names, document = sheet_of(edition, "en").areas, document_of(edition)
    return [range_of(area, names.get(area, area), document) for area in session.areas]


def range_of(area: str, label: str, document: Mapping[str, Any]) -> Range:
    """What a protocol says about one area."""
    entry = next((entry for entry in document["depths"] if area in entry["areas"]), None)
    if entry is None:
        return Range(area, label)
    least, most = entry["usual_mm"]
    return Range(area, label, _mm(least), _mm(most), _mm(entry["warn_above_mm"]))


def depth_words(row: SessionDepth) -> str:
    """0.5 mm, with the reason where it went above the warning level of that day."""
    return f"{in_mm(row.depth_mm)} mm" + (f" – {row.reason}" if row.reason else "")


def in_mm(value: Decimal) -> str:
    """0.5 for 0.50, 1 for 1.00."""
    return f"{value.normalize():f}"


def _mm(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))
