"""The engine: a protocol compiled once, a case assessed in one pass.

Semantics are those of clinical/rules.md, "From findings to a decision"; the numbers in the comments are its
points. A slow reading of the same page, the oracle, stands in tests/treatments/eligibility/oracle.py.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from treatments.eligibility import case as facts_of
from treatments.eligibility.assessment import (
    DECISIONS,
    INCOMPLETE,
    NEEDS_REVIEW,
    NOT_A_CANDIDATE,
    READY,
    Assessment,
    Finding,
    Wait,
    rank_of,
)
from treatments.eligibility.case import Case, prepare
from treatments.eligibility.conditions import Conditions, touches
from treatments.eligibility.dates import day_of
from treatments.eligibility.evidence import Evidence
from treatments.eligibility.operators import EndOf, Facts, Truth
from treatments.eligibility.protocol import Group, Protocol, Rule
from treatments.eligibility.truth import BLANK, NOT_SURE, TRUE, all_of

ENGINE_VERSION = "1"
"""Kept with each assessment; raised when the same facts could give another result."""


class _End(NamedTuple):
    """The wait of one group: when it is over, and the truth of the group's other conditions."""

    rule: Rule
    ends: EndOf
    others: Truth


class _Ready(NamedTuple):
    """One rule made ready: its truth, and per group the truth and the wait's end (if it has one)."""

    rule: Rule
    holds: Truth
    groups: tuple[tuple[Truth, EndOf | None], ...]
    defers: bool
    stops: bool
    contradicts: bool
    unresolved_effects: tuple[str, ...]


class Engine:
    """Assesses cases against one protocol edition. Build it with `compile_protocol`."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.conditions = Conditions(protocol)
        self._evidence = Evidence(self.conditions)
        self._rules = [self._ready(rule) for rule in protocol.rules]
        self._guarded = [(*self._guard(ready.rule), ready.holds, ready) for ready in self._rules]
        self._waits = [
            (*self._guard(rule), *end)
            for rule in protocol.rules
            if "defer" in rule.effects
            for end in self._ends(rule)
        ]
        self._required = {question.code for question in protocol.questions if question.required}
        self._schedules = {schedule.indication: schedule for schedule in protocol.schedules}

    def asked(self, case: Case) -> tuple[str, ...]:
        """The questions this case is asked, in the questionnaire's order."""
        facts = prepare(self.protocol, case)
        return tuple([code for code in self.conditions.questions if self.conditions.is_asked(code, facts)])

    def assess(self, case: Case) -> Assessment:
        """The decision on one case, with all that explains it."""
        return self.decide(prepare(self.protocol, case))

    def decide(self, facts: Facts) -> Assessment:
        """The decision on prepared facts (`case.prepare`)."""
        areas = facts[facts_of.AREAS]
        hits, missing, waits = self._hits(facts), self._missing(facts), self._counted_waits(facts)
        findings = [self._finding(ready, truth, facts) for ready, truth in hits if truth != BLANK]
        unknown = [ready.rule for ready, truth in hits if truth != TRUE]
        ranks = _ranks(findings, areas, bool(missing))
        blocked = areas if missing or _voided(hits) else _blocked(findings, areas)
        dates = _dates(facts, waits, areas, blocked)
        return Assessment(
            self.protocol,
            DECISIONS[_overall(ranks, bool(missing))],
            None if len(blocked) == len(areas) else _latest(facts, waits),
            {area: DECISIONS[rank] for area, rank in zip(areas, ranks, strict=True)},
            dates,
            tuple(findings),
            missing,
            self._evidence.open_questions(unknown, missing, facts) if missing or unknown else (),
            waits,
            self._schedules[facts[facts_of.INDICATION]],
        )

    def _hits(self, facts: Facts) -> list[tuple[_Ready, int]]:
        """The rules that are not absent, each with its truth."""
        return [
            (ready, truth)
            for question, guard, otherwise, holds, ready in self._guarded
            if guard(facts[question], otherwise) and (truth := holds(facts))
        ]

    def _guard(self, rule: Rule) -> tuple[str, Callable, int]:
        guard = self.conditions.guard(rule)
        return guard.question, guard.table.get, guard.otherwise

    def _ready(self, rule: Rule) -> _Ready:
        groups = tuple((self.conditions.group(group), self._end_in(group)) for group in rule.when)
        return _Ready(
            rule,
            self.conditions.rule(rule),
            groups,
            defers="defer" in rule.effects,
            stops="stop" in rule.effects,
            contradicts=any(part.operator == "medicine_contradicts" for group in rule.when for part in group),
            unresolved_effects=rule.effects if rule.effects == ("note",) else ("review",),
        )

    def _end_in(self, group: Group) -> EndOf | None:
        ends = [end for end in map(self.conditions.end_of, group) if end is not None]
        return ends[0] if ends else None

    def _ends(self, rule: Rule) -> Iterable[_End]:
        extra = (self.conditions.criterion(touches(rule)),) if rule.area_question else ()
        for group in rule.when:
            end = self._end_in(group)
            if end is not None:
                others = [
                    self.conditions.criterion(part) for part in group if not self.conditions.end_of(part)
                ]
                yield _End(rule, end, _together((*others, *extra)))

    def _finding(self, ready: _Ready, truth: int, facts: Facts) -> Finding:
        rule, because = ready.rule, self._evidence.because(ready.rule, truth, facts)
        if truth == NOT_SURE:  # 2: open because somebody was not sure
            return Finding(rule, "unresolved", ready.unresolved_effects, None, None, because)
        areas = self._areas_of(rule, facts) if rule.area_question else None
        return Finding(
            rule, "present", rule.effects, areas, _end_of(ready, facts) if ready.defers else None, because
        )

    def _areas_of(self, rule: Rule, facts: Facts) -> tuple[str, ...] | None:
        """Where an area rule counts: the answered areas among those requested; None is everywhere."""
        if rule.area_question is None or not self.conditions.is_asked(rule.area_question, facts):
            return None
        answered = facts[rule.area_question]
        return tuple([area for area in facts[facts_of.AREAS] if area in answered])

    def _missing(self, facts: Facts) -> tuple[str, ...]:
        """3: every question that is asked, required and blank, by code."""
        is_asked, required = self.conditions.is_asked, self._required
        blank = [code for code in facts[facts_of.BLANKS] if code in required and is_asked(code, facts)]
        return tuple(sorted(blank)) if blank else ()

    def _counted_waits(self, facts: Facts) -> tuple[Wait, ...]:
        """6: every wait that ends after the answers' day, in force or not, unless ruled out otherwise."""
        as_of = facts[facts_of.AS_OF]
        found = [
            Wait(rule, day_of(end), self._areas_of(rule, facts))
            for question, guard, otherwise, rule, ends, others in self._waits
            if guard(facts[question], otherwise)
            and (end := ends(facts)) is not None
            and end > as_of
            and others(facts) in (TRUE, NOT_SURE)
        ]
        if len(found) > 1:
            found.sort(key=lambda wait: wait.ends_on, reverse=True)
        return tuple(found)


def compile_protocol(protocol: Protocol) -> Engine:
    """Make an edition ready to assess cases; costs milliseconds, so keep the result."""
    return Engine(protocol)


def _together(truths: Sequence[Truth]) -> Truth:
    if not truths:
        return lambda facts: TRUE
    return lambda facts: all_of([truth(facts) for truth in truths])


def _voided(hits: Sequence[tuple[_Ready, int]]) -> bool:
    """6: an open stop or deferral, or a medicine that contradicts an answer, leaves every date unknown."""
    for ready, truth in hits:
        if ready.contradicts if truth == TRUE else truth == NOT_SURE and (ready.stops or ready.defers):
            return True
    return False


def _end_of(ready: _Ready, facts: Facts) -> date | None:
    """The day on which every group that holds is over; None where one has no date."""
    latest = 0
    for truth, ends in ready.groups:
        if len(ready.groups) == 1 or truth(facts) == TRUE:
            end = ends(facts) if ends else None
            if end is None:
                return None
            latest = max(latest, end)
    return day_of(latest)


def _ranks(findings: Sequence[Finding], areas: Sequence[str], incomplete: bool) -> list[int]:
    """4: per requested area, the strongest of what was found there."""
    whole = INCOMPLETE if incomplete else READY
    here: dict[str, int] = {}
    for finding in findings:
        rank = rank_of(finding.effects)
        if finding.areas is None:
            whole = max(whole, rank)
        else:
            here.update((area, max(rank, here.get(area, READY))) for area in finding.areas)
    return [max(whole, here.get(area, READY)) for area in areas] if here else [whole] * len(areas)


def _overall(ranks: Sequence[int], incomplete: bool) -> int:
    """5: a stop for one area only is for the dermatologist to review."""
    if min(ranks) == NOT_A_CANDIDATE:
        return NOT_A_CANDIDATE
    return INCOMPLETE if incomplete else min(max(ranks), NEEDS_REVIEW)


def _blocked(findings: Sequence[Finding], areas: Sequence[str]) -> Collection[str]:
    """6: the areas that no date can be given for: a stop, or a deferral without one."""
    blocked: set[str] = set()
    for finding in findings:
        undated = "defer" in finding.effects and finding.ends_on is None
        if undated or "stop" in finding.effects:
            blocked.update(areas if finding.areas is None else finding.areas)
    return blocked


def _dates(
    facts: Facts, waits: Sequence[Wait], areas: Sequence[str], blocked: Collection[str]
) -> dict[str, date | None]:
    """6: the same per area."""
    return {area: None if area in blocked else _latest(facts, waits, area) for area in areas}


def _latest(facts: Facts, waits: Sequence[Wait], area: str | None = None) -> date:
    """The latest of the answers' day and the waits that concern `area` (None: the whole visit)."""
    for wait in waits:
        if area is None or wait.areas is None or area in wait.areas:
            return wait.ends_on
    return facts[facts_of.CASE].as_of
