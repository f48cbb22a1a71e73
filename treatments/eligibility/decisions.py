"""From findings and waits to a decision and a date per area, and to those of the whole visit.

The numbers are the points of clinical/rules.md, "From findings to a decision".
"""

from collections.abc import Collection, Sequence
from datetime import date

from treatments.eligibility.assessment import (
    INCOMPLETE,
    NEEDS_REVIEW,
    NOT_A_CANDIDATE,
    READY,
    Finding,
    Wait,
    rank_of,
)


def ranks_of(findings: Sequence[Finding], areas: Sequence[str], incomplete: bool) -> list[int]:
    """4: per requested area, the strongest of what was found there."""
    whole, here = INCOMPLETE if incomplete else READY, {}
    for finding in findings:
        rank = rank_of(finding.effects)
        if finding.areas is None:
            whole = rank if rank > whole else whole
        else:
            here.update((area, max(rank, here.get(area, READY))) for area in finding.areas)
    return [max(whole, here.get(area, READY)) for area in areas] if here else [whole] * len(areas)


def overall_of(ranks: Sequence[int], incomplete: bool) -> int:
    """5: a stop for one area only is for the dermatologist to review."""
    if min(ranks) == NOT_A_CANDIDATE:
        return NOT_A_CANDIDATE
    return INCOMPLETE if incomplete else min(max(ranks), NEEDS_REVIEW)


def blocked_areas(findings: Sequence[Finding], areas: Sequence[str]) -> Collection[str]:
    """6: the areas that no date can be given for: a stop, or a deferral without one."""
    blocked: set[str] = set()
    for finding in findings:
        undated = "defer" in finding.effects and finding.ends_on is None
        if undated or "stop" in finding.effects:
            blocked.update(areas if finding.areas is None else finding.areas)
    return blocked


def dates_of(
    as_of: date, waits: Sequence[Wait], areas: Sequence[str], blocked: Collection[str]
) -> dict[str, date | None]:
    """6: the same per area."""
    if not waits and not blocked:
        return dict.fromkeys(areas, as_of)
    return {area: None if area in blocked else latest_of(as_of, waits, area) for area in areas}


def latest_of(as_of: date, waits: Sequence[Wait], area: str | None = None) -> date:
    """The latest of the answers' day and the waits that concern `area` (None: the whole visit)."""
    for wait in waits:
        if area is None or wait.areas is None or area in wait.areas:
            return wait.ends_on
    return as_of
