"""One answer, from what was typed or tapped to what is stored; a refusal says what to do."""

import math
from collections.abc import Collection
from typing import Any

from intake.questions.wording import Refused
from intake.texts import clean_line, clean_text
from treatments.eligibility.answers import Days, problem_with
from treatments.eligibility.dates import span_of
from treatments.eligibility.protocol import Question

LINES = 60
"""Entries of a list of texts (medicines, allergies)."""
LARGEST_NUMBER = 10_000
"""No question means a number beyond it; more is a slip of the finger."""


def read_answer(question: Question, value: Any, areas: Collection[str], days: Days) -> Any:
    """The answer as stored, None for blank. Numbers may come as text. Raises Refused."""
    answer = _READ[question.type](value, areas) if value is not None else None
    if answer is None:
        return None
    if problem_with(question, answer, areas, days):
        raise Refused(_why(question, answer, days))
    return answer


def is_blank(question: Question, value: Any) -> bool:
    """Whether an answer says nothing. An empty list of texts says "none"; of areas, it says nothing."""
    return value is None or (question.type == "areas" and not value)


def _code(value: Any, areas: Collection[str]) -> str | None:
    if not isinstance(value, str):
        raise Refused("not_listed")
    return value or None


def _areas(value: Any, areas: Collection[str]) -> list[str] | None:
    if not isinstance(value, list | tuple) or any(not isinstance(item, str) for item in value):
        raise Refused("not_listed")
    if set(value) - set(areas):
        raise Refused("not_listed")
    return [area for area in areas if area in value] or None


def _number(value: Any, areas: Collection[str]) -> int | float | str | None:
    if isinstance(value, str):
        value = value.strip()
        return _typed_number(value) if value and value != "not_sure" else value or None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refused("not_number")
    return _within_reason(value)


def _typed_number(text: str) -> int | float:
    """6, 6.5 or 6,5; ASCII digits only."""
    whole, _, part = text.replace(",", ".").partition(".")
    plain = whole + part
    if not (plain.isascii() and plain.isdigit() and whole) or len(plain) > 12:
        raise Refused("not_number")
    number = float(f"{whole}.{part or 0}")
    return _within_reason(int(number) if number.is_integer() else number)


def _within_reason(number: int | float) -> int | float:
    if number > LARGEST_NUMBER:
        raise Refused("number_too_large", most=LARGEST_NUMBER)
    return number


def _text(value: Any, areas: Collection[str]) -> str | None:
    return clean_text(value) or None


def _text_list(value: Any, areas: Collection[str]) -> list[str]:
    if not isinstance(value, list | tuple):
        raise Refused("not_text")
    if len(value) > LINES:
        raise Refused("too_many", most=LINES)
    return [line for line in (clean_line(item) for item in value) if line]


_READ = {
    "yesno": _code,
    "choice": _code,
    "areas": _areas,
    "number": _number,
    "text": _text,
    "text_list": _text_list,
    "when": _code,
}


def _why(question: Question, answer: Any, days: Days) -> str:
    """The key of the sentence for an answer that its question does not take."""
    if question.type == "number":
        return "not_number"
    if question.type != "when":
        return "not_listed"
    span = span_of(answer)
    if span is None:
        return "not_date"
    first, last = span
    if days.birth_date and last < days.birth_date:
        return "before_birth"
    if first != last and days.as_of and first > days.as_of:
        return "future_needs_day"
    return "after_visit" if days.planned_on and first > days.planned_on else "before_birth"
