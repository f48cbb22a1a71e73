"""The shipped micro-needling protocol, its engine, and short ways to put a case to it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from treatments import editions
from treatments.eligibility import Assessment, Case, compile_protocol
from treatments.eligibility.intake_case import InvalidCase, read_case
from treatments.medicines import recogniser_for

DOCUMENT = editions.shipped_document("micro-needling")
PROTOCOL = editions.protocol_from(DOCUMENT)
ENGINE = compile_protocol(PROTOCOL)
read_medicine = recogniser_for(PROTOCOL).read

RULES = {rule.code: rule for rule in PROTOCOL.rules}
QUESTIONS = {question.code: question for question in PROTOCOL.questions}
USUAL = DOCUMENT["usual_answers"]
"""A healthy person's answers: what most tests change one answer of."""

AS_OF, PLANNED_ON, BIRTH_DATE = date(2026, 3, 2), date(2026, 3, 16), date(1990, 5, 20)
"""The days of most worked cases."""


def raw(answers: Mapping[str, Any] | None = None, **context: Any) -> dict[str, Any]:
    """A case as `screen` reads it: a healthy person's, with these answers and this context instead.

    An answer of None is left blank.
    """
    visit = {
        "as_of": AS_OF.isoformat(),
        "planned_on": PLANNED_ON.isoformat(),
        "birth_date": BIRTH_DATE.isoformat(),
        "indication": "general",
        "areas": ["forehead", "cheeks"],
        "previous_sessions": [],
    }
    return visit | context | {"answers": USUAL | dict(answers or {})}


def case_of(given: Mapping[str, Any]) -> Case:
    """A valid raw case as a Case, every answer kept, asked or not. Shares nothing with `read_case`."""
    answers = {code: answer for code, answer in given["answers"].items() if answer is not None}
    return Case(
        as_of=date.fromisoformat(given["as_of"]),
        planned_on=date.fromisoformat(given["planned_on"]),
        birth_date=date.fromisoformat(given["birth_date"]),
        indication=given["indication"],
        areas=tuple(dict.fromkeys(given["areas"])),
        previous_sessions=tuple(map(date.fromisoformat, given.get("previous_sessions", []))),
        answers=answers,
        answered_on={code: date.fromisoformat(day) for code, day in given.get("answered_on", {}).items()},
        medicines=tuple(map(read_medicine, answers.get("medicines", ()))),
        interval_days=tuple(given["interval_days"]) if "interval_days" in given else None,
    )


def read(given: Mapping[str, Any]) -> Case:
    """The case as the product reads it."""
    return read_case(ENGINE, given, read_medicine)


def assess(given: Mapping[str, Any]) -> Assessment:
    """The engine's assessment of a raw case."""
    return ENGINE.assess(read(given))


def assessed(answers: Mapping[str, Any] | None = None, **context: Any) -> Assessment:
    """The assessment of a healthy person with these answers and this context instead."""
    return assess(raw(answers, **context))


def problems(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The mistakes in a raw case, field and message; empty where it is valid."""
    try:
        read(given)
    except InvalidCase as error:
        return [tuple(problem) for problem in error.problems]
    return []


def fields(given: Mapping[str, Any]) -> list[str]:
    """The fields of the mistakes, in order."""
    return [field for field, _ in problems(given)]


def found(assessment: Assessment) -> dict[str, str]:
    """Status by code."""
    return {finding.code: finding.status for finding in assessment.findings}


def days_before(days: int, day: date = PLANNED_ON) -> str:
    """An exact date so many days before the planned one."""
    return (day - timedelta(days=days)).isoformat()
