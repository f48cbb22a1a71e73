"""The engine: a protocol compiled once, a case assessed in one pass.

Semantics are those of clinical/rules.md, "From findings to a decision"; the numbers in the comments are its
points. A slow reading of the same page, the oracle, stands in tests/treatments/eligibility/oracle.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from treatments.eligibility import case as facts_of
from treatments.eligibility.assessment import DECISIONS, Assessment, Because, Finding, Wait
from treatments.eligibility.case import Case, prepare
from treatments.eligibility.conditions import Conditions, touches
from treatments.eligibility.dates import day_of
from treatments.eligibility.decisions import blocked_areas, dates_of, latest_of, overall_of, ranks_of
from treatments.eligibility.evidence import Evidence
from treatments.eligibility.operators import EndOf, Facts, Truth
from treatments.eligibility.protocol import Group, Protocol, Rule
from treatments.eligibility.truth import BLANK, NOT_SURE, TRUE, all_of

ENGINE_VERSION = "1"
"""Kept with each assessment; raised when the same facts could give another result."""


class _End(NamedTuple):
    """The wait of one group: when it is over, and the truth of the group's other conditions."""

    ends: EndOf
    others: Truth


@dataclass(slots=True)
class _Ready:
    """One rule made ready: its truth, and per group the truth and the wait's end (if it has one).

    `looks_at` are the questions behind a finding where they are always the same ones; `voids` tells, by
    truth, whether the rule leaves every date unknown.
    """

    rule: Rule
    holds: Truth
    groups: tuple[tuple[Truth, EndOf | None], ...]
    waits: tuple[_End, ...]
    looks_at: tuple[str, ...] | None
    defers: bool
    voids: tuple[bool, bool, bool, bool]
    unresolved_effects: tuple[str, ...]


class Engine:
    """Assesses cases against one protocol edition. Build it with `compile_protocol`."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.conditions = Conditions(protocol)
        self._evidence = Evidence(self.conditions)
        self._rules = [self._ready(rule) for rule in protocol.rules]
        guards = [self.conditions.guard(rule) for rule in protocol.rules]
        at_least_two = (facts_of.AS_OF,) * 2  # itemgetter makes no tuple of one
        self._guarded_by = itemgetter(*[guard.question for guard in guards], *at_least_two)
        self._tables = [guard.table for guard in guards]
        self._otherwise = [guard.otherwise for guard in guards]
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
        areas, as_of = facts[facts_of.AREAS], facts[facts_of.CASE].as_of
        findings, unknown, waits, undated = [], [], [], False
        for ready in self._opened(facts):
            truth = ready.holds(facts)
            if truth:
                undated = undated or ready.voids[truth]
                if truth != BLANK:
                    findings.append(self._finding(ready, truth, facts))
                if truth != TRUE:
                    unknown.append(ready.rule)
            if ready.waits:
                waits += self._counted_waits(ready, facts)
        missing = self._missing(facts)
        if len(waits) > 1:
            waits.sort(key=lambda wait: wait.ends_on, reverse=True)
        ranks = ranks_of(findings, areas, bool(missing))
        blocked = areas if missing or undated else blocked_areas(findings, areas)
        return Assessment(
            self.protocol,
            DECISIONS[overall_of(ranks, bool(missing))],
            None if len(blocked) == len(areas) else latest_of(as_of, waits),
            {area: DECISIONS[rank] for area, rank in zip(areas, ranks, strict=True)},
            dates_of(as_of, waits, areas, blocked),
            tuple(findings),
            missing,
            self._evidence.open_questions(unknown, missing, facts) if missing or unknown else (),
            tuple(waits),
            self._schedules[facts[facts_of.INDICATION]],
        )

    def _opened(self, facts: Facts) -> Iterator[_Ready]:
        """The rules that their guards leave open: all others are absent, and their waits are over.

        One pass in C over all rules: it is where most of a decision's time would go.
        """
        open_or_not = map(dict.get, self._tables, self._guarded_by(facts), self._otherwise)
        return compress(self._rules, open_or_not)

    def _ready(self, rule: Rule) -> _Ready:
        groups = tuple((self.conditions.group(group), self._end_in(group)) for group in rule.when)
        contradicts = any(part.operator == "medicine_contradicts" for group in rule.when for part in group)
        open_end = "stop" in rule.effects or "defer" in rule.effects
        return _Ready(
            rule,
            self.conditions.rule(rule),
            groups,
            tuple(self._ends(rule)) if "defer" in rule.effects else (),
            self._evidence.looks_at(rule),
            defers="defer" in rule.effects,
            voids=(False, contradicts, open_end, False),  # 6: by FALSE, TRUE, NOT_SURE, BLANK
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
                yield _End(end, _together((*others, *extra)))

    def _finding(self, ready: _Ready, truth: int, facts: Facts) -> Finding:
        rule = ready.rule
        if ready.looks_at is None:
            because = self._evidence.because(rule, truth, facts)
        else:
            given = facts[facts_of.CASE].answers.get
            because = tuple([Because(question, given(question)) for question in ready.looks_at])
        if truth == NOT_SURE:  # 2: open because somebody was not sure
            return Finding(rule, "unresolved", ready.unresolved_effects, None, None, because)
        areas = self._areas_of(rule, facts) if rule.area_question else None
        ends_on = _end_of(ready, facts) if ready.defers else None
        return Finding(rule, "present", rule.effects, areas, ends_on, because)

    def _areas_of(self, rule: Rule, facts: Facts) -> tuple[str, ...] | None:
        """Where an area rule counts: the answered areas among those requested; None is everywhere."""
        if rule.area_question is None or not self.conditions.is_asked(rule.area_question, facts):
            return None
        answered = facts[rule.area_question]
        return tuple([area for area in facts[facts_of.AREAS] if area in answered])

    def _missing(self, facts: Facts) -> tuple[str, ...]:
        """3: every question that is asked, required and blank, by code."""
        if not facts[facts_of.BLANKS]:
            return ()
        is_asked, required = self.conditions.is_asked, self._required
        blank = [code for code in facts[facts_of.BLANKS] if code in required and is_asked(code, facts)]
        return tuple(sorted(blank))

    def _counted_waits(self, ready: _Ready, facts: Facts) -> list[Wait]:
        """6: the rule's waits that end after the answers' day, in force or not, if nothing rules them out."""
        as_of = facts[facts_of.AS_OF]
        return [
            Wait(ready.rule, day_of(end), self._areas_of(ready.rule, facts))
            for ends, others in ready.waits
            if (end := ends(facts)) is not None and end > as_of and others(facts) in (TRUE, NOT_SURE)
        ]


def compile_protocol(protocol: Protocol) -> Engine:
    """Make an edition ready to assess cases; costs milliseconds, so keep the result."""
    return Engine(protocol)


def _together(truths: Sequence[Truth]) -> Truth:
    if not truths:
        return lambda facts: TRUE
    return lambda facts: all_of([truth(facts) for truth in truths])


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
