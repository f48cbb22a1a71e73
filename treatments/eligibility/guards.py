"""The look at one answer that settles most rules: some answers leave a rule absent, whatever the others are.

"No" to the question that a rule is about leaves it absent. To look for such an answer first changes what a
decision costs, never what it is. With a harmless answer no wait of the rule counts either: there is no day
to count from, or something else rules the wait out.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Any, NamedTuple

from treatments.eligibility import case as facts_of
from treatments.eligibility.answers import YES_NO
from treatments.eligibility.case import NEVER, NOT_SURE_ANSWER
from treatments.eligibility.conditions import touches
from treatments.eligibility.protocol import WAITS, Criterion, Group, Protocol, Rule

Harmless = dict[str, frozenset[Any]]
"""By question, or key of the context: the answers with each of which alone a condition is false."""

NOTHING_TYPED = frozenset([()])


class Guard(NamedTuple):
    """The question to look at first, and its answers with which the rule is absent."""

    question: str
    harmless: frozenset[Any]


class Guards:
    """Finds the guard of each rule of one protocol."""

    def __init__(self, protocol: Protocol) -> None:
        self.questions = {question.code: question for question in protocol.questions}
        self.indications = frozenset(protocol.indications)

    def guard(self, rule: Rule) -> Guard:
        """The first answer that can settle a rule; a guard that never does where there is none."""
        area = (touches(rule),) if rule.area_question else ()
        harmless = self._of_any([(*group, *area) for group in rule.when])
        usable = (Guard(question, answers) for question, answers in harmless.items() if answers)
        return next(usable, Guard(facts_of.INDICATION, frozenset()))

    def _of_any(self, groups: Iterable[Group]) -> Harmless:
        """What leaves every group false."""
        return reduce(_in_both, map(self._of_all, groups))

    def _of_all(self, group: Group) -> Harmless:
        """What leaves one part of a group false."""
        found: Harmless = {}
        for part in group:
            for question, answers in self._of_one(part).items():
                found[question] = found.get(question, frozenset()) | answers
        return found

    def _of_one(self, part: Criterion) -> Harmless:
        """What leaves a criterion false; of a follow-up question, what leaves it unasked."""
        if part.question is None:
            return dict(self._of_context(part))
        asked_when = self.questions[part.question].asked_when
        return self._of_any(asked_when) if asked_when else {part.question: self._answers(part)}

    def _of_context(self, part: Criterion) -> Iterator[tuple[str, frozenset[Any]]]:
        if part.operator == "indication":
            yield facts_of.INDICATION, self.indications.difference(part.values)
        if part.operator in ("sooner_than_schedule", "later_than_schedule"):
            yield facts_of.LAST_SESSION, frozenset([None])

    def _answers(self, part: Criterion) -> frozenset[Any]:
        if part.operator == "is":
            return self._listed(part.question).difference((NOT_SURE_ANSWER, *part.values))
        if part.operator in (*WAITS, "is_date"):
            return frozenset([NEVER])
        return NOTHING_TYPED if part.operator.startswith("medicine_") else frozenset()

    def _listed(self, code: str) -> frozenset[str]:
        question = self.questions[code]
        if question.type == "yesno":
            return frozenset(YES_NO)
        return frozenset([NEVER] if question.type == "when" else question.options)


def _in_both(one: Harmless, other: Harmless) -> Harmless:
    return {question: answers & other[question] for question, answers in one.items() if question in other}
