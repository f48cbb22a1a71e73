"""From what the rules add up to, to a decision and a date for each area and for the whole visit.

The numbers are the points of clinical/rules.md, "From findings to a decision".
"""

from collections.abc import Mapping, Sequence
from datetime import date

from treatments.eligibility.assessment import DECISIONS, INCOMPLETE, NEEDS_REVIEW, NOT_A_CANDIDATE, Wait
from treatments.eligibility.standings import Local


def decided(
    rank: int, local: Sequence[Local], areas: Sequence[str], incomplete: bool
) -> tuple[str, Mapping[str, str]]:
    """4 and 5: the decision on the visit and on each area; `rank` is the strongest of what counts in all."""
    if incomplete and rank < INCOMPLETE:
        rank = INCOMPLETE
    if not local:  # all areas have one decision, and so has the visit
        return DECISIONS[rank], dict.fromkeys(areas, DECISIONS[rank])
    ranks = [max([rank, *(part.rank for part in local if area in part.areas)]) for area in areas]
    by_area = {area: DECISIONS[here] for area, here in zip(areas, ranks, strict=True)}
    return DECISIONS[_overall(ranks, incomplete)], by_area


def _overall(ranks: Sequence[int], incomplete: bool) -> int:
    """5: a stop for one area only is for the dermatologist to review."""
    if min(ranks) == NOT_A_CANDIDATE:
        return NOT_A_CANDIDATE
    return INCOMPLETE if incomplete else min(max(ranks), NEEDS_REVIEW)


def dated(
    undated: bool, local: Sequence[Local], waits: Sequence[Wait], areas: Sequence[str], as_of: date
) -> tuple[date | None, Mapping[str, date | None]]:
    """6: the earliest date of the visit and that of each area; the waits stand latest end first."""
    if undated:
        return None, dict.fromkeys(areas)
    if not local and not waits:
        return as_of, dict.fromkeys(areas, as_of)
    blocked = {area for part in local if part.blocks for area in part.areas}
    dates = {area: None if area in blocked else _latest_of(as_of, waits, area) for area in areas}
    return None if len(blocked) == len(areas) else _latest_of(as_of, waits), dates


def _latest_of(as_of: date, waits: Sequence[Wait], area: str | None = None) -> date:
    """The latest of the answers' day and the waits that concern `area` (None: the whole visit)."""
    for wait in waits:
        if area is None or wait.areas is None or area in wait.areas:
            return wait.ends_on
    return as_of
