"""What was signed about a visit, as a list tells it: the decision, its day and how many areas. Never why.

Everybody at the desk reads it; a reason is for clinicians and stands nowhere in here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clinic.templatetags.clinic_dates import staff_date
from intake.dates import clinic_day
from intake.decided import Decided, DecidedRequest
from intake.models import AreaDecision, ReviewArea, Signature
from intake.questions.answer_text import short_day

TREAT, WAIT, DO_NOT_TREAT = AreaDecision.TREAT, AreaDecision.WAIT, AreaDecision.DO_NOT_TREAT
NO_DAY = "Wait, no day given"
ASK_FOR_DAY = "Signed: wait, no day given. Ask the dermatologist for a day before rebooking."
NEVER = "Signed: do not treat. No other day is to be offered unless a dermatologist decides otherwise."


@dataclass(frozen=True, slots=True)
class SignedDecision:
    """The areas of some requests as signed, seen from a day.

    `decided` is what they come to: treat where at least one may be treated on that day, wait where one may
    be later. `count` of `areas` may be treated from `first_day` on; None: nobody said when, or never.
    `is_later`: every area is to be treated, all of them only from a later day.
    """

    decided: str
    count: int
    areas: int
    first_day: date | None = None
    is_later: bool = False

    @property
    def words(self) -> str:
        """As staff read it: "Treat 1 of 3 areas", "Wait to 24 Dec", "Do not treat"."""
        some = "" if self.count == self.areas else f"{self.count} of {self.areas} areas"
        if self.decided == TREAT:
            return f"Treat {some}".strip()
        if self.decided == DO_NOT_TREAT:
            return AreaDecision.DO_NOT_TREAT.label
        if self.first_day is None:
            return NO_DAY
        day = f"{'Treat from' if self.is_later else 'Wait to'} {short_day(self.first_day)}"
        return f"{day}, {some}" if some else day

    @property
    def sentence(self) -> str:
        """What somebody reads who looks for a day and finds none."""
        if self.decided == DO_NOT_TREAT:
            return NEVER
        if self.first_day is None:
            return ASK_FOR_DAY
        return f"Signed: {self.words[0].lower()}{self.words[1:]}."


def signed_of(decided: Decided) -> SignedDecision | None:
    """What stands signed about a visit, seen from its day; None where not all of it is signed."""
    if decided.signature != Signature.GIVEN:
        return None
    return signed_on(decided.requests, clinic_day(decided.visit.starts_at))


def signed_on(requests: Iterable[DecidedRequest], day: date) -> SignedDecision:
    """What signed requests come to on a day."""
    signed = [(item.areas[area], item.may_treat(area, day)) for item in requests for area in item.areas]
    treated = sum(may for _, may in signed)
    if treated:
        return SignedDecision(TREAT, treated, len(signed), day)
    left = [area for area, _ in signed if area.decided != DO_NOT_TREAT]
    days = [area.treat_not_before for area in left if area.treat_not_before]
    first = min(days, default=None)
    is_later = len(left) == len(signed) and all(area.decided == TREAT for area in left)
    return SignedDecision(WAIT if left else DO_NOT_TREAT, days.count(first), len(signed), first, is_later)


def area_lines(item: DecidedRequest, names: Mapping[str, str], day: date) -> list[tuple[str, str]]:
    """A signed request: what was decided and where, as ("Wait to 24-Dec-2026", "Cheeks, Chin")."""
    found: dict[str, list[str]] = {}
    for code, area in item.areas.items():
        found.setdefault(_area_words(area, day), []).append(names.get(code, code))
    return [(words, ", ".join(areas)) for words, areas in found.items()]


def _area_words(area: ReviewArea, day: date) -> str:
    first = area.treat_not_before
    if area.decided == TREAT:
        return f"Treat from {staff_date(first)}" if first and first > day else "Treat"
    if area.decided == WAIT:
        return f"Wait to {staff_date(first)}" if first else NO_DAY
    return AreaDecision.DO_NOT_TREAT.label
