"""How each rule stands in a case: what it adds to the decision, worked out in one go.

A rule becomes a judge, a function from the facts to its standing, None where it adds nothing. The numbers are
the points of clinical/rules.md, "From findings to a decision".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from treatments.eligibility import case as facts_of
from treatments.eligibility.assessment import READY, Because, Finding, Wait, rank_of
from treatments.eligibility.conditions import Conditions, touches
from treatments.eligibility.dates import day_of
from treatments.eligibility.evidence import Evidence
from treatments.eligibility.operators import EndOf, Facts, Truth
from treatments.eligibility.protocol import Criterion, Group, Rule
from treatments.eligibility.truth import BLANK, FALSE, NOT_SURE, TRUE, all_of, any_of

Areas = tuple[str, ...] | None


class Local(NamedTuple):
    """What a finding adds in some areas only; `blocks` says that no date can be given there."""

    areas: tuple[str, ...]
    rank: int
    blocks: bool


@dataclass(slots=True)
class Standing:
    """What one rule adds: `rank` in every area, `undated` that no date can be given in any.

    Each tuple holds one thing or none, that of the waits any number: standings add up by adding tuples.
    """

    findings: tuple[Finding, ...] = ()
    open_rules: tuple[Rule, ...] = ()
    waits: tuple[Wait, ...] = ()
    rank: int = READY
    undated: bool = False
    local: tuple[Local, ...] = ()


Judge = Callable[[Facts], Standing | None]

Part = Callable[[Facts], tuple[int, int | None]]
"""Of one group its truth and, where nothing else rules it out, the day on which its wait is over."""


def judge_of(rule: Rule, conditions: Conditions, evidence: Evidence) -> Judge:
    """The judge of one rule."""
    return _Ready(rule, conditions, evidence).judge()


class _Ready:
    """One rule made ready: all about it that no answer changes."""

    def __init__(self, rule: Rule, conditions: Conditions, evidence: Evidence) -> None:
        self.rule, self.conditions = rule, conditions
        self.because = evidence.teller(rule)
        self.defers = "defer" in rule.effects
        self.stops = "stop" in rule.effects
        self.contradicts = any(
            part.operator == "medicine_contradicts" for group in rule.when for part in group
        )
        self.rank = rank_of(rule.effects)
        self.open_effects = rule.effects if rule.effects == ("note",) else ("review",)
        self.open_rank = rank_of(self.open_effects)

    def judge(self) -> Judge:
        rule = self.rule
        if self.defers and any(self._waits(group) for group in rule.when):
            return self._by_waits() if rule.area_question or len(rule.when) > 1 else self._by_one_wait()
        if len(rule.when) == len(rule.when[0]) == 1 and rule.area_question is None:
            [[part]] = rule.when
            if part.operator == "is" and self.conditions.asked(part.question) is None:
                return self._by_answer(part.question, part.values)
        return self._by_conditions()

    def _by_answer(self, question: str, values: tuple[str, ...]) -> Judge:
        """A rule that hangs on one answer has one standing for each, made once."""
        not_sure = facts_of.NOT_SURE_ANSWER
        standings = {None: Standing(open_rules=(self.rule,))}
        standings[not_sure] = self._unresolved((Because(question, not_sure),))
        standings |= {answer: self._present((Because(question, answer),)) for answer in values}
        return lambda facts: standings.get(facts[question])

    def _by_conditions(self) -> Judge:
        """A rule without a wait."""
        holds, in_areas = self.conditions.rule(self.rule), self.rule.area_question is not None

        def judge(facts: Facts) -> Standing | None:
            truth = holds(facts)
            if truth == FALSE:
                return None
            return self._standing(truth, facts, self._areas(facts) if in_areas and truth == TRUE else None)

        return judge

    def _by_one_wait(self) -> Judge:
        """A deferral with one wait. In force or over, the wait counts where nothing rules it out."""
        part = self._part(self.rule.when[0])

        def judge(facts: Facts) -> Standing | None:
            truth, end = part(facts)
            counts = end is not None and end > facts[facts_of.AS_OF]
            if truth == FALSE and not counts:
                return None
            day = None if end is None else day_of(end)
            return self._standing(truth, facts, None, day, (Wait(self.rule, day, None),) if counts else ())

        return judge

    def _by_waits(self) -> Judge:
        """The same with several groups, or in areas: present, it ends with the last group that holds."""
        parts = [self._part(group) for group in self.rule.when]
        area = self.rule.area_question
        touch = self.conditions.criterion(touches(self.rule)) if area else None

        def judge(facts: Facts) -> Standing | None:
            touched = touch(facts) if touch else TRUE
            if touched == FALSE:
                return None
            found = [part(facts) for part in parts]
            truth = all_of((any_of([holds for holds, _ in found]), touched))
            ends = [end for holds, end in found if holds == TRUE]
            ends_on = None if None in ends or not ends else day_of(max(ends))
            as_of = facts[facts_of.AS_OF]
            counted = [end for _, end in found if end is not None and end > as_of and touched != BLANK]
            areas = self._areas(facts) if area and (truth == TRUE or counted) else None
            waits = tuple([Wait(self.rule, day_of(end), areas) for end in counted])
            return self._standing(truth, facts, areas, ends_on, waits) if truth or waits else None

        return judge

    def _part(self, group: Group) -> Part:
        waits = self._waits(group)
        if not waits:
            holds = self.conditions.group(group)
            return lambda facts: (holds(facts), None)
        others = [part for part in group if part not in waits]
        return _waiting_part(
            self.conditions.group(tuple(others)) if others else _always,
            self.conditions.criterion(waits[0]),
            self.conditions.end_of(waits[0]),
        )

    def _waits(self, group: Group) -> list[Criterion]:
        return [part for part in group if self.conditions.end_of(part) is not None]

    def _standing(
        self,
        truth: int,
        facts: Facts,
        areas: Areas = None,
        ends_on: date | None = None,
        waits: tuple[Wait, ...] = (),
    ) -> Standing:
        if truth == TRUE:
            return self._present(self.because(truth, facts), areas, ends_on, waits)
        if truth == NOT_SURE:
            return self._unresolved(self.because(truth, facts), waits)
        return Standing(open_rules=(self.rule,) if truth == BLANK else (), waits=waits)

    def _present(
        self,
        because: tuple[Because, ...],
        areas: Areas = None,
        ends_on: date | None = None,
        waits: tuple[Wait, ...] = (),
    ) -> Standing:
        finding = Finding(self.rule, "present", self.rule.effects, areas, ends_on, because)
        blocks = self.stops or (self.defers and ends_on is None)
        if areas is None:
            return Standing((finding,), (), waits, self.rank, blocks or self.contradicts)
        local = Local(areas, self.rank, blocks)
        return Standing((finding,), (), waits, READY, self.contradicts, (local,))

    def _unresolved(self, because: tuple[Because, ...], waits: tuple[Wait, ...] = ()) -> Standing:
        """2: open because somebody was not sure; it covers every requested area."""
        finding = Finding(self.rule, "unresolved", self.open_effects, None, None, because)
        return Standing((finding,), (self.rule,), waits, self.open_rank, self.stops or self.defers)

    def _areas(self, facts: Facts) -> Areas:
        """Where an area rule counts: the answered areas among those requested; None is everywhere."""
        question = self.rule.area_question
        if not self.conditions.is_asked(question, facts):
            return None
        answered = facts[question]
        return tuple([area for area in facts[facts_of.AREAS] if area in answered])


def _waiting_part(others: Truth, waiting: Truth, end_of: EndOf) -> Part:
    def part(facts: Facts) -> tuple[int, int | None]:
        other = others(facts)
        if other == FALSE:
            return FALSE, None
        end = end_of(facts)
        truth = waiting(facts) if end is None else TRUE if facts[facts_of.PLANNED] < end else FALSE
        return (max(truth, other) if truth else FALSE), (None if other == BLANK else end)

    return part


def _always(facts: Facts) -> int:
    return TRUE
