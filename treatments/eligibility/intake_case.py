"""Reading a raw case: every mistake is named by its field, nothing is guessed, nothing is half taken.

The invalid cases and their order are those of clinical/rules.md, "Invalid input": context first, then
answers in the questionnaire's order, then codes that are not listed.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from treatments.eligibility.answers import Days, problem_with, shown, unlisted
from treatments.eligibility.case import Case, RecognisedMedicine, prepare
from treatments.eligibility.conditions import medicine_question
from treatments.eligibility.dates import add_months, exact_day
from treatments.eligibility.engine import Engine
from treatments.eligibility.evidence import CONTEXT_OF
from treatments.eligibility.protocol import Group, Protocol
from treatments.eligibility.truth import TRUE

ReadMedicine = Callable[[str], RecognisedMedicine]

OLDEST_YEARS = 130
FURTHEST_PLANNED_MONTHS = 24
WRITTEN = "must be a date that exists, written 2026-03-14"
NAMED = (
    "as_of",
    "answered_on",
    "planned_on",
    "birth_date",
    "indication",
    "areas",
    "previous_sessions",
    "answers",
)
"""The fields of a case beside its protocol, in the order their mistakes are listed."""


class Problem(NamedTuple):
    """One mistake: the field by its bare code, and what would be right."""

    field: str
    message: str


class InvalidCase(ValueError):
    """The case has mistakes; `problems` lists all of them in order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in problems))
        self.problems = problems


class Twice(dict):
    """A JSON object in which some keys stand more than once; `twice` names them."""

    twice: tuple[str, ...] = ()


def read_case(engine: Engine, raw: Mapping[str, Any], read_medicine: ReadMedicine) -> Case:
    """The case that `raw` holds, checked against the engine's protocol.

    `read_medicine` recognises one typed medicine. Raises InvalidCase with every mistake.
    """
    context = _Context(engine.protocol, raw)
    answers = _Answers(engine, context)
    problems = context.problems + answers.problems
    if problems:
        raise InvalidCase(problems)
    return context.case(answers.values, tuple(map(read_medicine, answers.medicines())))


def context_problems(protocol: Protocol | None, raw: Mapping[str, Any]) -> list[Problem]:
    """The mistakes outside the answers; without a protocol, those that need none to be seen."""
    return _Context(protocol, raw).problems


class _Context:
    """The visit: what a case says beside its answers."""

    def __init__(self, protocol: Protocol | None, raw: Mapping[str, Any]) -> None:
        self.protocol, self.raw, self.problems = protocol, raw, []
        self.invalid: set[str] = set()
        self.twice = set(getattr(raw, "twice", ()))
        self.as_of = self._day("as_of")
        self.planned_on = self._planned_on()
        self.birth_date = self._birth_date()
        self.indication = self._indication()
        self.areas = self._areas()
        self.previous_sessions = self._previous_sessions()
        self.answered_on = self._answered_on()
        self.answers = self._object("answers", required=True)
        self.problems.sort(key=lambda problem: NAMED.index(problem.field))

    def case(self, answers: dict[str, Any], medicines: tuple[RecognisedMedicine, ...]) -> Case:
        return Case(
            self.as_of,
            self.planned_on,
            self.birth_date,
            self.indication,
            self.areas,
            self.previous_sessions,
            answers,
            self.answered_on,
            medicines,
        )

    def wrong(self, field: str, message: str) -> None:
        self.problems.append(Problem(field, message))
        self.invalid.add(field)

    def _present(self, field: str, *, required: bool = True) -> bool:
        """Whether the field is there to be checked; says so where it is missing, null or given twice."""
        if field in self.twice:
            self.wrong(field, "is given twice; give it once")
        elif field not in self.raw and not required:
            return False
        elif self.raw.get(field) is None:
            self.wrong(
                field, "is missing; every case needs it" if required else "must not be null; leave it out"
            )
        else:
            return True
        return False

    def _day(self, field: str) -> date | None:
        if not self._present(field):
            return None
        value = self.raw[field]
        day = exact_day(value) if isinstance(value, str) else None
        if day is None:
            self.wrong(field, WRITTEN)
        return day

    def _planned_on(self) -> date | None:
        day = self._day("planned_on")
        if day is None or self.as_of is None:
            return day
        if day < self.as_of:
            self.wrong("planned_on", f"must not be before as_of {self.as_of}")
        elif day > add_months(self.as_of, FURTHEST_PLANNED_MONTHS):
            self.wrong("planned_on", f"must not be more than two years after as_of {self.as_of}")
        return None if "planned_on" in self.invalid else day

    def _birth_date(self) -> date | None:
        day = self._day("birth_date")
        if day is None or self.as_of is None:
            return day
        if day > self.as_of:
            self.wrong("birth_date", f"must not be after as_of {self.as_of}")
        elif day < add_months(self.as_of, -12 * OLDEST_YEARS):
            self.wrong("birth_date", f"must not be more than {OLDEST_YEARS} years before as_of {self.as_of}")
        return None if "birth_date" in self.invalid else day

    def _indication(self) -> str | None:
        if not self._present("indication"):
            return None
        value = self.raw["indication"]
        if not isinstance(value, str):
            self.wrong("indication", "must be an indication code")
        elif self.protocol and value not in self.protocol.indications:
            self.wrong(
                "indication", f"{shown(value)} is not listed; use {', '.join(self.protocol.indications)}"
            )
        return None if "indication" in self.invalid else value

    def _areas(self) -> tuple[str, ...]:
        if not self._present("areas"):
            return ()
        value = self.raw["areas"]
        if value == []:
            self.wrong("areas", "must name at least one area")
        elif not isinstance(value, list):
            self.wrong("areas", "must be a list of area codes")
        elif self.protocol:
            for message in unlisted(value, self.protocol.areas, "area"):
                self.wrong("areas", message)
        return () if "areas" in self.invalid else tuple(dict.fromkeys(value))

    def _previous_sessions(self) -> tuple[date, ...]:
        if not self._present("previous_sessions", required=False):
            return ()
        value = self.raw["previous_sessions"]
        if not isinstance(value, list):
            self.wrong("previous_sessions", "must be a list of dates")
            return ()
        days = [self._previous_session(item) for item in value]
        return tuple([day for day in days if day])

    def _previous_session(self, item: Any) -> date | None:
        day = exact_day(item) if isinstance(item, str) else None
        if day is None:
            self.wrong("previous_sessions", f"{shown(item)} {WRITTEN}")
        elif self.birth_date and day < self.birth_date:
            self.wrong("previous_sessions", f"{day} must not be before the birth date {self.birth_date}")
        elif self.planned_on and day >= self.planned_on:
            self.wrong("previous_sessions", f"{day} must be before the planned day {self.planned_on}")
        return day

    def _object(self, field: str, *, required: bool) -> Mapping[str, Any]:
        if not self._present(field, required=required):
            return {}
        value = self.raw[field]
        if isinstance(value, Mapping):
            return value
        self.wrong(field, "must be an object of question codes")
        return {}

    def _answered_on(self) -> dict[str, date]:
        given = self._object("answered_on", required=False)
        codes = {question.code for question in self.protocol.questions} if self.protocol else None
        for code in getattr(given, "twice", ()):
            self.wrong("answered_on", f"{shown(code)} is given twice; give it once")
        return {
            code: day
            for code, value in given.items()
            if code not in getattr(given, "twice", ()) and (day := self._answer_day(code, value, codes))
        }

    def _answer_day(self, code: str, value: Any, codes: set[str] | None) -> date | None:
        if codes is not None and code not in codes:
            self.wrong("answered_on", f"{shown(code)} is not a question of this protocol")
            return None
        day = exact_day(value) if isinstance(value, str) else None
        if day is None:
            self.wrong("answered_on", f"{code} {WRITTEN}")
        elif self.as_of and day > self.as_of:
            self.wrong("answered_on", f"{code} must not be after as_of {self.as_of}")
        elif self.birth_date and day < self.birth_date:
            self.wrong("answered_on", f"{code} must not be before the birth date {self.birth_date}")
        return day


class _Answers:
    """The answers, each checked where its question is asked."""

    def __init__(self, engine: Engine, context: _Context) -> None:
        self.engine, self.context = engine, context
        self.given = context.answers
        self.twice = set(getattr(self.given, "twice", ()))
        self.questions = {question.code: question for question in engine.protocol.questions}
        self.messages: dict[str, list[str]] = {}
        self.values: dict[str, Any] = {}
        for code in self.questions:
            self._take(code)
        self.problems = self._in_order()

    def medicines(self) -> list[str]:
        """The typed texts to recognise."""
        question = medicine_question(self.engine.protocol)
        return list(self.values.get(question.code) or ()) if question else []

    def _take(self, code: str) -> None:
        answer = self.given.get(code)
        if code in self.twice:
            self.messages[code] = ["is given twice; give it once"]
        elif answer is not None and self._is_asked(code):
            days = self._days(code)
            self.messages[code] = problem_with(self.questions[code], answer, self.engine.protocol.areas, days)
            if not self.messages[code]:
                self.values[code] = answer

    def _is_asked(self, code: str) -> bool:
        """Whether the question is surely asked; not where that hangs on something invalid."""
        question = self.questions[code]
        if not question.asked_when:
            return True
        if self._hangs_on_invalid(question.asked_when):
            return False
        return self.engine.conditions.asked(code)(self._facts()) == TRUE

    def _hangs_on_invalid(self, groups: tuple[Group, ...]) -> bool:
        return any(
            (part.question is None and CONTEXT_OF[part.operator] in self.context.invalid)
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
        )
        return prepare(protocol, case)

    def _days(self, code: str) -> Days:
        context = self.context
        given_on = context.answered_on.get(code, context.as_of)
        return Days(given_on, context.as_of, context.planned_on, context.birth_date)

    def _in_order(self) -> list[Problem]:
        known = [Problem(code, message) for code in self.questions for message in self.messages.get(code, ())]
        unknown = [
            Problem(code, "is not a question of this protocol")
            for code in self.given
            if code not in self.questions
        ]
        return known + unknown
