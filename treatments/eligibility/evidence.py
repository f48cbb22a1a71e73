"""Which answers a finding rests on, and which questions would settle an open case."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from treatments.eligibility import case as facts_of
from treatments.eligibility.assessment import Because, rank_of
from treatments.eligibility.conditions import Conditions, touches
from treatments.eligibility.operators import Facts, Truth
from treatments.eligibility.protocol import Criterion, Group, Rule
from treatments.eligibility.truth import NOT_SURE

CONTEXT_OF = {
    "age_under": "birth_date",
    "age_between": "birth_date",
    "sooner_than_schedule": "previous_sessions",
    "later_than_schedule": "previous_sessions",
    "indication": "indication",
    "areas_include": "areas",
}
"""The context that an operator without a question looks at."""

NOTHING_TO_RAISE = -1
"""Weaker than a note."""


class Evidence:
    """Follows the conditions of one protocol back to the answers behind them."""

    def __init__(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self.place = {question.code: i for i, question in enumerate(conditions.protocol.questions)}
        self._groups: dict[tuple[Group, ...], list[tuple[Truth, list[tuple[Criterion, Truth]]]]] = {}
        self._rank = {rule.code: rank_of(rule.effects) for rule in conditions.protocol.rules}
        self._plain = {rule.code: self._plain_questions(rule) for rule in conditions.protocol.rules}

    def teller(self, rule: Rule) -> Callable[[int, Facts], tuple[Because, ...]]:
        """Tells the answers behind a rule that is present or unresolved, each once, in the rule's order."""
        plain = self._plain[rule.code]
        if plain is None:
            return partial(self._because, rule)
        return lambda truth, facts: _as_given(plain, facts[facts_of.CASE].answers)

    def _because(self, rule: Rule, truth: int, facts: Facts) -> tuple[Because, ...]:
        found: dict[str, Any] = {}
        for criterion in self._behind(rule, truth, facts):
            for question in self._questions(criterion, facts):
                found.setdefault(question, answer_to(question, facts))
        return tuple([Because(question, answer) for question, answer in found.items()])

    def open_questions(self, rules: Iterable[Rule], missing: Iterable[str], facts: Facts) -> tuple[str, ...]:
        """What to ask: by the strongest effect each could still raise, then in the questionnaire's order.

        Strength is the decision's (a review is stronger than a deferral); what no rule waits for comes last.
        """
        strength = dict.fromkeys(missing, NOTHING_TO_RAISE)
        for rule in rules:
            rank, plain = self._rank[rule.code], self._plain[rule.code]
            unsettled = (
                self._unsettled(self._whole(rule), facts) if plain is None else _unanswered(plain, facts)
            )
            for question in unsettled:
                if rank > strength.get(question, NOTHING_TO_RAISE - 1):
                    strength[question] = rank
        if len(strength) == 1:
            return tuple(strength)
        return tuple(sorted(strength, key=lambda code: (-strength[code], self.place[code])))

    def _plain_questions(self, rule: Rule) -> tuple[str, ...] | None:
        """The questions of a rule that always looks at the same ones; None where answers decide which."""
        if len(rule.when) != 1 or rule.area_question is not None:
            return None
        if not all(self._is_plain(criterion) for criterion in rule.when[0]):
            return None
        return tuple(dict.fromkeys(criterion.question for criterion in rule.when[0]))

    def _is_plain(self, criterion: Criterion) -> bool:
        if criterion.question is None or criterion.operator == "medicine_contradicts":
            return False
        expects_not_sure = facts_of.NOT_SURE_ANSWER in criterion.values
        return self.conditions.asked(criterion.question) is None and not expects_not_sure

    def _behind(self, rule: Rule, truth: int, facts: Facts) -> Iterator[Criterion]:
        for group_truth, criteria in self._compiled(self._whole(rule)):
            if group_truth(facts) == truth:
                yield from (criterion for criterion, _ in criteria)

    def _questions(self, criterion: Criterion, facts: Facts) -> Iterator[str]:
        """The questions one criterion looked at: those of its "asked when" where it was not asked."""
        if criterion.question is None:
            yield CONTEXT_OF[criterion.operator]
            return
        if not self.conditions.is_asked(criterion.question, facts):
            groups = self.conditions.questions[criterion.question].asked_when
            yield from (
                question for group in groups for part in group for question in self._questions(part, facts)
            )
            return
        yield criterion.question
        if criterion.operator == "medicine_contradicts":
            yield from self.conditions.contradicted(facts)

    def _unsettled(self, groups: tuple[Group, ...], facts: Facts) -> Iterator[str]:
        """Questions whose answer, now blank or not sure, leaves any of the groups open."""
        for group_truth, criteria in self._compiled(groups):
            if group_truth(facts) >= NOT_SURE:
                for criterion, truth in criteria:
                    if truth(facts) >= NOT_SURE:
                        yield from self._open_in(criterion, facts)

    def _open_in(self, criterion: Criterion, facts: Facts) -> Iterator[str]:
        if not self._is_answered(criterion.question, facts):
            yield from self._to_ask(criterion.question, facts)
            return
        for question in self.conditions.uncontradicted(facts):  # all that an answer can leave open
            yield from self._to_ask(question, facts)

    def _is_answered(self, question: str, facts: Facts) -> bool:
        answered = facts[question] not in (None, facts_of.NOT_SURE_ANSWER)
        return answered and self.conditions.is_asked(question, facts)

    def _to_ask(self, question: str, facts: Facts) -> Iterator[str]:
        """The question itself where it is asked, else those that its "asked when" waits for."""
        if self.conditions.is_asked(question, facts):
            yield question
        else:
            yield from self._unsettled(self.conditions.questions[question].asked_when, facts)

    def _whole(self, rule: Rule) -> tuple[Group, ...]:
        """The rule's groups, with the criterion that an area rule adds of itself."""
        if rule.area_question is None:
            return rule.when
        return tuple((*group, touches(rule)) for group in rule.when)

    def _compiled(self, groups: tuple[Group, ...]) -> list[tuple[Truth, list[tuple[Criterion, Truth]]]]:
        if groups not in self._groups:
            self._groups[groups] = [
                (self.conditions.group(group), [(part, self.conditions.criterion(part)) for part in group])
                for group in groups
            ]
        return self._groups[groups]


def _as_given(questions: Iterable[str], answers: Mapping[str, Any]) -> tuple[Because, ...]:
    return tuple([Because(question, answers.get(question)) for question in questions])


def _unanswered(questions: Iterable[str], facts: Facts) -> list[str]:
    return [question for question in questions if facts[question] in (None, facts_of.NOT_SURE_ANSWER)]


def answer_to(question: str, facts: Facts) -> Any:
    """The answer as given, or the context of that name in the form it is written in a case."""
    case = facts[facts_of.CASE]
    if question in facts:
        return case.answers.get(question)
    value = getattr(case, question)
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return str(value)
