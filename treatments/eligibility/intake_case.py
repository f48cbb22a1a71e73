"""Reading a raw case: every mistake is named by its field, nothing is guessed, nothing is half taken.

The invalid cases and their order are those of clinical/rules.md, "Invalid input": context first, then
answers in the questionnaire's order, then codes that are not listed.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from treatments.eligibility.answers import Days, problem_with
from treatments.eligibility.case import Case, RecognisedMedicine, prepare
from treatments.eligibility.engine import Engine
from treatments.eligibility.evidence import CONTEXT_OF
from treatments.eligibility.protocol import Criterion, Group, Protocol
from treatments.eligibility.raw_visit import InvalidCase, Problem, RawVisit, Twice

__all__ = ["InvalidCase", "Problem", "ReadMedicine", "Twice", "context_problems", "read_case"]

ReadMedicine = Callable[[str], RecognisedMedicine]

ALSO_RESTS_ON = {
    "birth_date": ("planned_on",),
    "previous_sessions": ("planned_on", "indication", "interval_days"),
}
"""Beside the context that a condition names, what it takes to work that out."""


def read_case(engine: Engine, raw: Mapping[str, Any], read_medicine: ReadMedicine) -> Case:
    """The case that `raw` holds, checked against the engine's protocol.

    `read_medicine` recognises one typed medicine. Raises InvalidCase with every mistake.
    """
    context = RawVisit(engine.protocol, raw)
    answers = _Answers(engine, context, read_medicine)
    problems = context.problems + answers.problems
    if problems:
        raise InvalidCase(problems)
    return context.case(answers.values, answers.medicines)


def context_problems(protocol: Protocol | None, raw: Mapping[str, Any]) -> list[Problem]:
    """The mistakes outside the answers; without a protocol, those that need none to be seen."""
    return RawVisit(protocol, raw).problems


class _Answers:
    """The answers, each checked where its question is asked."""

    def __init__(self, engine: Engine, context: RawVisit, read_medicine: ReadMedicine) -> None:
        self.engine, self.context, self.read_medicine = engine, context, read_medicine
        self.given = context.answers
        self.twice = set(getattr(self.given, "twice", ()))
        self.questions = {question.code: question for question in engine.protocol.questions}
        self.messages: dict[str, list[str]] = {}
        self.values: dict[str, Any] = {}
        self.medicines: tuple[RecognisedMedicine, ...] = ()
        self.days = self._days(context.as_of)
        for code in self.questions:
            self._take(code)
        self.problems = self._in_order()

    def _take(self, code: str) -> None:
        answer = self.given.get(code)
        if code in self.twice:
            self.messages[code] = ["is given twice; give it once"]
        elif answer is not None and self._is_asked(code):
            given_on = self.context.answered_on.get(code)
            days = self._days(given_on) if given_on else self.days
            self.messages[code] = problem_with(self.questions[code], answer, self.engine.protocol.areas, days)
            if not self.messages[code]:
                self._keep(code, answer)

    def _keep(self, code: str, answer: Any) -> None:
        self.values[code] = answer
        typed = self.engine.conditions.medicine_question
        if typed and typed.code == code:
            self.medicines = tuple(map(self.read_medicine, answer))

    def _is_asked(self, code: str) -> bool:
        """Whether the question is surely asked; not where that hangs on something invalid."""
        question = self.questions[code]
        if not question.asked_when:
            return True
        if self._hangs_on_invalid(question.asked_when):
            return False
        return self.engine.conditions.is_asked(code, self._facts())

    def _hangs_on_invalid(self, groups: tuple[Group, ...]) -> bool:
        return any(
            not self.context.invalid.isdisjoint(_context_behind(part))
            or (part.question is not None and self._is_invalid(part.question))
            for group in groups
            for part in group
        )

    def _is_invalid(self, code: str) -> bool:
        return bool(self.messages.get(code)) or self._hangs_on_invalid(self.questions[code].asked_when)

    def _facts(self) -> Mapping[str, Any]:
        """The facts so far; a context that is invalid stands in with a harmless value nobody reads."""
        context, protocol = self.context, self.engine.protocol
        some_day = date(2000, 1, 1)
        case = Case(
            context.as_of or some_day,
            context.planned_on or some_day,
            context.birth_date or some_day,
            context.indication or protocol.indications[0],
            context.areas,
            context.previous_sessions,
            self.values,
            context.answered_on,
            self.medicines,
            context.interval_days,
        )
        return prepare(protocol, case)

    def _days(self, given_on: date | None) -> Days:
        context = self.context
        return Days(given_on, context.as_of, context.planned_on, context.birth_date)

    def _in_order(self) -> list[Problem]:
        known = [Problem(code, message) for code in self.questions for message in self.messages.get(code, ())]
        unknown = [
            Problem(code, "is not a question of this protocol")
            for code in self.given
            if code not in self.questions
        ]
        return known + unknown


def _context_behind(part: Criterion) -> tuple[str, ...]:
    """The fields of the visit that a condition without a question takes."""
    if part.question is not None:
        return ()
    named = CONTEXT_OF[part.operator]
    return (named, *ALSO_RESTS_ON.get(named, ()))
