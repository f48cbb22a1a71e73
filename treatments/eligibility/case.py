"""One patient's answers and visit, as the engine reads them.

`prepare` turns a case into facts: a plain dict of every question's value in comparable form (dates as
ordinals, lists as tuples, None for blank), and the context under keys that begin with a dot, which no
question code does. `.blanks` lists the questions without an answer, asked or not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from typing import Protocol as Shape

from treatments.eligibility.dates import age_on, span_of
from treatments.eligibility.protocol import Protocol

CASE = ".case"
PLANNED = ".planned_on"
AS_OF = ".as_of"
BLANKS = ".blanks"
AGE = ".age"
INDICATION = ".indication"
AREAS = ".areas"
AREA_SET = ".area_set"
LAST_SESSION = ".last_session"
SHORTEST = ".shortest_interval"
LONGEST = ".longest_interval"
CLASSES = ".medicine_classes"
UNRECOGNISED = ".medicine_unrecognised"

NEVER, NOT_SURE_ANSWER = "never", "not_sure"


class RecognisedMedicine(Shape):
    """What a typed medicine was recognised as (`treatments.eligibility.medicines.Recognised`)."""

    @property
    def classes(self) -> Iterable[str]: ...
    @property
    def unrecognised(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Case:
    """A valid case. `answers` hold values as given, by question code; None or absent is blank.

    `answered_on` says on which day an answer was given where that was before `as_of`; `medicines` are what
    the typed texts were recognised as. `interval_days` are the shortest and the longest interval between two
    sessions where they are not those of the protocol's schedule.
    """

    as_of: date
    planned_on: date
    birth_date: date
    indication: str
    areas: tuple[str, ...]
    previous_sessions: tuple[date, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    answered_on: Mapping[str, date] = field(default_factory=dict)
    medicines: tuple[RecognisedMedicine, ...] = ()
    interval_days: tuple[int, int] | None = None


def when_value(text: str, given_on: date) -> str | int:
    """A `when` answer as an ordinal: an imprecise date is its latest possible day, capped by `given_on`."""
    if text in (NEVER, NOT_SURE_ANSWER):
        return text
    first, last = span_of(text)
    return (last if first == last else min(last, given_on)).toordinal()


_COMPARABLE: dict[str, Callable[[Any, date], Any]] = {
    "when": when_value,
    "areas": lambda areas, _: tuple(areas) or None,  # an empty list of areas is blank
    "text_list": lambda texts, _: tuple(texts),
}
"""How an answer is made comparable, by the type of its question; the others are so as they are given."""


def prepare(protocol: Protocol, case: Case) -> dict[str, Any]:
    """The facts of a case, every question present."""
    answers, given = case.answers, case.answered_on
    facts: dict[str, Any] = {}
    for question in protocol.questions:
        code, value = question.code, answers.get(question.code)
        if value is not None and (comparable := _COMPARABLE.get(question.type)):
            value = comparable(value, given.get(code, case.as_of))
        facts[code] = value
    facts[BLANKS] = [code for code, value in facts.items() if value is None]
    facts.update(_context(protocol, case))
    return facts


def _context(protocol: Protocol, case: Case) -> dict[str, Any]:
    schedule = next(s for s in protocol.schedules if s.indication == case.indication)
    shortest, longest = case.interval_days or schedule.interval_days
    return {
        CASE: case,
        PLANNED: case.planned_on.toordinal(),
        AS_OF: case.as_of.toordinal(),
        AGE: age_on(case.birth_date, case.planned_on),
        INDICATION: case.indication,
        AREAS: case.areas,
        AREA_SET: frozenset(case.areas),
        LAST_SESSION: max(case.previous_sessions).toordinal() if case.previous_sessions else None,
        SHORTEST: shortest,
        LONGEST: longest,
        CLASSES: frozenset(c for medicine in case.medicines for c in medicine.classes),
        UNRECOGNISED: any(medicine.unrecognised for medicine in case.medicines),
    }
