"""What stands decided about one request: the advice, the signature that still covers it, the one that lapsed.

Pure: it looks at rows that somebody read, models or the lines of a list alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from intake.dates import clinic_day
from intake.models import AreaDecision, Assessment, Review, ReviewAction, ReviewArea, TreatmentRequest, Visit


@dataclass(slots=True)
class DecidedRequest:
    """One request: what the engine advises and what a dermatologist signed about it.

    `review` is the signed decision that stands, `asked` a standing demand for more information,
    `lapsed` an earlier review that no longer covers what is known, and `lapsed_areas` what it said.
    """

    request: TreatmentRequest
    assessment: Assessment | None = None
    review: Review | None = None
    asked: Review | None = None
    lapsed: Review | None = None
    areas: Mapping[str, ReviewArea] = field(default_factory=dict)
    lapsed_areas: Mapping[str, ReviewArea] = field(default_factory=dict)

    @property
    def is_signed(self) -> bool:
        return self.review is not None

    def may_treat(self, area: str, on: date) -> bool:
        """Whether a standing signature lets this area be treated on that day."""
        signed = self.areas.get(area)
        if signed is None or signed.decided != AreaDecision.TREAT:
            return False
        return signed.treat_not_before is None or signed.treat_not_before <= on

    def treats(self, on: date) -> bool:
        """Whether a standing signature lets any area be treated on that day."""
        return any(self.may_treat(area, on) for area in self.areas)


def request_decided(
    request: TreatmentRequest,
    visit: Visit,
    assessments: Sequence[Assessment],
    reviews: Mapping[UUID, Review],
    areas_of: Mapping[UUID, Sequence[ReviewArea]],
) -> DecidedRequest:
    """`assessments` are the request's own, latest first; `reviews` by assessment; `areas_of` by review."""
    decided = DecidedRequest(request, assessments[0] if assessments else None)
    signed = next((row for row in assessments if row.pk in reviews), None)
    if signed is None:
        return decided
    review, now = reviews[signed.pk], assessments[0]
    areas = {area.area: area for area in areas_of[review.pk]}
    asks = review.action == ReviewAction.MORE_INFORMATION
    answered = asks and signed.response_id != now.response_id
    if answered or not covers(signed, now) or _wait_is_over(areas.values(), visit):
        decided.lapsed, decided.lapsed_areas = review, areas
    elif asks:
        decided.asked = review
    else:
        decided.review, decided.areas = review, areas
    return decided


def covers(signed: Assessment, now: Assessment) -> bool:
    """Whether a decision about `signed` still holds for `now`: the answers it used, and nothing new found."""
    if not _used_the_same(signed, now) or set(now.missing) - set(signed.missing):
        return False
    known = [dict(mark) for mark in signed.marks]
    return all(mark in known for mark in now.marks)


def _used_the_same(signed: Assessment, now: Assessment) -> bool:
    """One response is used the same whatever edition reads it; a row of before digests were kept has none."""
    if signed.response_id == now.response_id:
        return True
    return signed.used_hash == now.used_hash != ""


def _wait_is_over(areas: Iterable[ReviewArea], visit: Visit) -> bool:
    """A signed wait says nothing about a visit on or after its day: somebody has to decide again."""
    day = clinic_day(visit.starts_at)
    return any(
        area.decided == AreaDecision.WAIT and area.treat_not_before and area.treat_not_before <= day
        for area in areas
    )
