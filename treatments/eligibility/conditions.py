"""Conditions made ready to run: each criterion becomes a function of the facts that returns a truth.

A condition on a question that is not asked has the truth of that question's "asked when" (rules.md, 1).
"""

from collections.abc import Sequence

from treatments.eligibility import case as facts_of
from treatments.eligibility.operators import (
    EndOf,
    Facts,
    Truth,
    end_after_days,
    end_after_months,
    end_of_interval,
    truth_of,
)
from treatments.eligibility.protocol import Criterion, Group, Protocol, Question, Rule
from treatments.eligibility.truth import BLANK, FALSE, TRUE, any_of


class Conditions:
    """Compiles the conditions of one protocol, sharing the "asked when" of each question."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.questions = {question.code: question for question in protocol.questions}
        self.medicine_question = medicine_question(protocol)
        self._asked: dict[str, Truth | None] = {}
        self._contradictions = [
            (frozenset(row.classes), row.question, self._answered(row.question, frozenset(row.values)))
            for row in protocol.contradictions
        ]

    def asked(self, code: str) -> Truth | None:
        """Whether a question is asked; None for one that always is."""
        if code not in self._asked:
            groups = self.questions[code].asked_when
            self._asked[code] = self.any_group(groups) if groups else None
        return self._asked[code]

    def is_asked(self, code: str, facts: Facts) -> bool:
        """Whether a question surely is asked of this case."""
        gate = self.asked(code)
        return gate is None or gate(facts) == TRUE

    def any_group(self, groups: tuple[Group, ...]) -> Truth:
        """Holds when any of the groups holds."""
        truths = [self.group(group) for group in groups]
        return truths[0] if len(truths) == 1 else _any(truths)

    def group(self, group: Group) -> Truth:
        """Holds when all criteria of the group hold."""
        truths = [self.criterion(criterion) for criterion in group]
        return truths[0] if len(truths) == 1 else _all(truths)

    def rule(self, rule: Rule) -> Truth:
        """Holds when any group holds and, for an area rule, its areas touch a requested one."""
        truth = self.any_group(rule.when)
        if rule.area_question is None:
            return truth
        return _all([truth, self.criterion(touches(rule))])

    def criterion(self, criterion: Criterion) -> Truth:
        """One criterion, behind the "asked when" of its question."""
        gate = self.asked(criterion.question) if criterion.question else None
        if criterion.operator == "medicine_contradicts":
            return self._contradiction(criterion.question, gate)
        truth = truth_of(criterion.operator, criterion.question, criterion.values)
        return truth if gate is None else _gated(gate, truth)

    def end_of(self, criterion: Criterion) -> EndOf | None:
        """When the wait of a criterion is over; None for a criterion that is no wait."""
        if criterion.operator == "sooner_than_schedule":
            return end_of_interval
        if criterion.operator not in _ENDS:
            return None
        end = _ENDS[criterion.operator](criterion.question, *criterion.values)
        gate = self.asked(criterion.question)
        if gate is None:
            return end
        return lambda facts: end(facts) if gate(facts) == TRUE else None

    def contradicted(self, facts: Facts) -> list[str]:
        """The questions whose answer a typed medicine speaks against."""
        return self._spoken_against(facts, TRUE)

    def uncontradicted(self, facts: Facts) -> list[str]:
        """The blank questions that a typed medicine may yet speak against."""
        return self._spoken_against(facts, BLANK)

    def _spoken_against(self, facts: Facts, truth: int) -> list[str]:
        classes = facts[facts_of.CLASSES]
        rows = (row for row in self._contradictions if not row[0].isdisjoint(classes))
        return [question for _, question, answered in rows if answered(facts) == truth]

    def _contradiction(self, medicines: str, gate: Truth | None) -> Truth:
        def contradicts(facts: Facts) -> int:
            if gate is not None and gate(facts) != TRUE:
                return gate(facts)
            if facts[medicines] is None:
                return BLANK
            classes = facts[facts_of.CLASSES]
            return any_of(
                [answered(facts) for row, _, answered in self._contradictions if not row.isdisjoint(classes)]
            )

        return contradicts

    def _answered(self, code: str, values: frozenset[str]) -> Truth:
        """An answer that a medicine speaks against. Not sure contradicts nothing, so it is false."""
        gate = self.asked(code)

        def answered(facts: Facts) -> int:
            asked = TRUE if gate is None else gate(facts)
            if asked != TRUE:
                return BLANK if asked == BLANK else FALSE
            answer = facts[code]
            return BLANK if answer is None else TRUE if answer in values else FALSE

        return answered


def touches(rule: Rule) -> Criterion:
    """The criterion an area rule adds of itself: its answered areas touch a requested one."""
    return Criterion("overlaps_requested", rule.area_question)


def medicine_question(protocol: Protocol) -> Question | None:
    """The question whose typed texts the medicine criteria look at."""
    codes = {
        criterion.question
        for rule in protocol.rules
        for group in rule.when
        for criterion in group
        if criterion.operator.startswith("medicine_")
    }
    return next((question for question in protocol.questions if question.code in codes), None)


def _all(truths: Sequence[Truth]) -> Truth:
    """`all_of` that stops at the first false part."""

    def all_hold(facts: Facts) -> int:
        strongest = TRUE
        for truth in truths:
            one = truth(facts)
            if one == FALSE:
                return FALSE
            if one > strongest:
                strongest = one
        return strongest

    return all_hold


def _any(truths: Sequence[Truth]) -> Truth:
    """`any_of` that stops at the first true part."""

    def any_holds(facts: Facts) -> int:
        strongest = FALSE
        for truth in truths:
            one = truth(facts)
            if one == TRUE:
                return TRUE
            if one > strongest:
                strongest = one
        return strongest

    return any_holds


def _gated(gate: Truth, truth: Truth) -> Truth:
    def gated(facts: Facts) -> int:
        asked = gate(facts)
        return truth(facts) if asked == TRUE else asked

    return gated


_ENDS = {"within_days": end_after_days, "within_months": end_after_months}
