"""The visit of a raw case: what it says beside its answers, and the mistakes found in any of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from treatments.eligibility.answers import shown, unlisted
from treatments.eligibility.case import Case, RecognisedMedicine
from treatments.eligibility.dates import add_months, exact_day
from treatments.eligibility.protocol import Protocol

OLDEST_YEARS = 130
FURTHEST_PLANNED_MONTHS = 24
LONGEST_INTERVAL = 3_650
"""Days between two sessions."""
WRITTEN = "must be a date that exists, written 2026-03-14"
NAMED = (
    "as_of",
    "answered_on",
    "planned_on",
    "birth_date",
    "indication",
    "areas",
    "previous_sessions",
    "interval_days",
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


class RawVisit:
    """The visit as far as it is valid: None or empty where it is not; `invalid` names those fields.

    Without a protocol, only what needs none is checked.
    """

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
        self.interval_days = self._interval_days()
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
            self.interval_days,
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

    def _interval_days(self) -> tuple[int, int] | None:
        """A course's own interval; no other program gives one."""
        if "interval_days" not in self.raw:
            return None
        value = self.raw["interval_days"]
        whole = isinstance(value, list) and len(value) == 2 and all(type(days) is int for days in value)
        if whole and 1 <= value[0] <= value[1] <= LONGEST_INTERVAL:
            return value[0], value[1]
        self.wrong("interval_days", "must be the shortest and the longest interval in days, as [28, 42]")
        return None

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
