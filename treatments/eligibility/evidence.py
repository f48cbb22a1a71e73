"""Which answers a finding rests on, and which questions would settle an open case."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

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


class _Look(NamedTuple):
    """A criterion with its truth, and the questions it looks at where these are always the same."""

    criterion: Criterion
    truth: Truth
    always: tuple[str, ...]


class _Looks(NamedTuple):
    """A group with its truth and its criteria."""

    truth: Truth
    parts: tuple[_Look, ...]


class Evidence:
    """Follows the conditions of one protocol back to the answers behind them."""

    def __init__(self, conditions: Conditions) -> None:
        rules, questions = conditions.protocol.rules, conditions.protocol.questions
        self.conditions = conditions
        self.place = {question.code: i for i, question in enumerate(questions)}
        self._rank = {rule.code: rank_of(rule.effects) for rule in rules}
        self._plain = {rule.code: self._plain_questions(rule) for rule in rules}
        self._groups = {rule.code: self._compiled(_whole(rule)) for rule in rules}
        self._asked_when = {question.code: self._compiled(question.asked_when) for question in questions}

    def teller(self, rule: Rule) -> Callable[[int, Facts], tuple[Because, ...]]:
        """Tells the answers behind a rule that is present or unresolved, each once, in the rule's order."""
        plain = self._plain[rule.code]
        if plain is None:
            return partial(self._because, self._groups[rule.code])
        return partial(_as_given, plain)

    def _because(self, groups: Sequence[_Looks], truth: int, facts: Facts) -> tuple[Because, ...]:
        behind = [group for group in groups if len(groups) == 1 or group.truth(facts) == truth]
        questions = dict.fromkeys(
            question
            for group in behind
            for look in group.parts
            for question in look.always or self._questions(look.criterion, facts)
        )
        return tuple([Because(question, answer_to(question, facts)) for question in questions])

    def open_questions(self, rules: Iterable[Rule], missing: Iterable[str], facts: Facts) -> tuple[str, ...]:
        """What to ask: by the strongest effect each could still raise, then in the questionnaire's order.

        Strength is the decision's (a review is stronger than a deferral); what no rule waits for comes last.
        """
        strength = dict.fromkeys(missing, NOTHING_TO_RAISE)
        for rule in rules:
            rank, plain = self._rank[rule.code], self._plain[rule.code]
            groups = self._groups[rule.code]
            for question in self._unsettled(groups, facts) if plain is None else _unanswered(plain, facts):
                if strength.get(question, NOTHING_TO_RAISE) <= rank:
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
        if criterion.question is None or facts_of.NOT_SURE_ANSWER in criterion.values:
            return False
        return self._looks_at_its_question(criterion)

    def _looks_at_its_question(self, criterion: Criterion) -> bool:
        """Whether that is all it looks at, whatever the answers."""
        contradicts = criterion.operator == "medicine_contradicts"
        return self.conditions.asked(criterion.question) is None and not contradicts

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

    def _unsettled(self, groups: Sequence[_Looks], facts: Facts) -> Iterator[str]:
        """Questions whose answer, now blank or not sure, leaves any of the groups open."""
        for group in groups:
            if group.truth(facts) >= NOT_SURE:
                for look in group.parts:
                    if look.truth(facts) >= NOT_SURE:
                        yield from self._open_in(look.criterion, facts)

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
            yield from self._unsettled(self._asked_when[question], facts)

    def _compiled(self, groups: tuple[Group, ...]) -> tuple[_Looks, ...]:
        group_truth = self.conditions.group
        return tuple([_Looks(group_truth(group), tuple(map(self._look, group))) for group in groups])

    def _look(self, criterion: Criterion) -> _Look:
        always: tuple[str, ...] = ()
        if criterion.question is None:
            always = (CONTEXT_OF[criterion.operator],)
        elif self._looks_at_its_question(criterion):
            always = (criterion.question,)
        return _Look(criterion, self.conditions.criterion(criterion), always)


def _whole(rule: Rule) -> tuple[Group, ...]:
    """The rule's groups, with the criterion that an area rule adds of itself."""
    if rule.area_question is None:
        return rule.when
    return tuple((*group, touches(rule)) for group in rule.when)


def _as_given(questions: tuple[str, ...], truth: int, facts: Facts) -> tuple[Because, ...]:
    given = facts[facts_of.CASE].answers.get
    return tuple([Because(question, given(question)) for question in questions])


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
