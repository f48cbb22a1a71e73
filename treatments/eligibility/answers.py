"""Whether one answer is written as its question wants it; the message says what would be right."""

import math
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, NamedTuple

from treatments.eligibility.case import NEVER, NOT_SURE_ANSWER
from treatments.eligibility.dates import span_of
from treatments.eligibility.protocol import Question

YES_NO = ("yes", "no")
YES_NO_OR_NOT_SURE = (*YES_NO, NOT_SURE_ANSWER)


class Days(NamedTuple):
    """The days an answer is held against; None where the day itself is not valid, and is not checked."""

    given_on: date | None
    as_of: date | None
    planned_on: date | None
    birth_date: date | None


def problem_with(question: Question, answer: Any, areas: Collection[str], days: Days) -> list[str]:
    """What is wrong with an answer that is not blank, one message a mistake; empty where nothing is."""
    return _CHECKS[question.type](question, answer, areas, days)


def options_of(question: Question) -> tuple[str, ...]:
    """The codes a yes-or-no or choice question takes."""
    if question.type == "yesno":
        return YES_NO_OR_NOT_SURE if question.not_sure else YES_NO
    return question.options


def _choice(question: Question, answer: Any, areas: Collection[str], days: Days) -> list[str]:
    options = options_of(question)
    if isinstance(answer, str) and answer in options:
        return []
    return [f"must be one of {', '.join(options)}"]


def _areas(question: Question, answer: Any, areas: Collection[str], days: Days) -> list[str]:
    return unlisted(answer, areas, "area")


def unlisted(answer: Any, listed: Collection[str], what: str) -> list[str]:
    """A list of codes of which each must be listed: one message an unlisted one."""
    if not isinstance(answer, list | tuple):
        return [f"must be a list of {what} codes"]
    return [
        f"{shown(item)} is not a listed {what}; use {', '.join(listed)}"
        for item in answer
        if not isinstance(item, str) or item not in listed
    ]


def _number(question: Question, answer: Any, areas: Collection[str], days: Days) -> list[str]:
    if question.not_sure and answer == NOT_SURE_ANSWER and isinstance(answer, str):
        return []
    is_number = isinstance(answer, int) or (isinstance(answer, float) and math.isfinite(answer))
    if is_number and not isinstance(answer, bool) and answer >= 0:
        return []
    return ["must be a number, 0 or more" + (", or not_sure" if question.not_sure else "")]


def _text(question: Question, answer: Any, areas: Collection[str], days: Days) -> list[str]:
    if isinstance(answer, str) and answer.strip():
        return []
    return ["must be a text that is not empty; leave it out where there is nothing to say"]


def _text_list(question: Question, answer: Any, areas: Collection[str], days: Days) -> list[str]:
    if not isinstance(answer, list | tuple):
        return ["must be a list of texts; [] means none"]
    return [
        f"item {place} must be a text that is not empty"
        for place, item in enumerate(answer, start=1)
        if not isinstance(item, str) or not item.strip()
    ]


def _when(question: Question, answer: Any, areas: Collection[str], days: Days) -> list[str]:
    words = [NEVER] * question.never + [NOT_SURE_ANSWER] * question.not_sure
    or_words = "".join(f", or {word}" for word in words)
    if isinstance(answer, str) and answer in words:
        return []
    span = span_of(answer) if isinstance(answer, str) else None
    if span is None:
        return [f"must be a date that exists, written 2026-03-14, 2026-03 or 2026{or_words}"]
    message = _exact(span[0], days) if span[0] == span[1] else _imprecise(*span, days)
    return [message] if message else []


def _exact(day: date, days: Days) -> str | None:
    if days.planned_on and day > days.planned_on:
        return f"must not be after the planned day {days.planned_on}"
    if days.birth_date and day < days.birth_date:
        return f"must not be before the birth date {days.birth_date}"
    return None


def _imprecise(first: date, last: date, days: Days) -> str | None:
    if days.as_of and first > days.as_of:
        return f"begins after {days.as_of}, the day of the answers; a future day must be exact, as 2026-03-14"
    counted = min(last, days.given_on) if days.given_on else last
    if days.birth_date and counted < days.birth_date:
        return f"must not be before the birth date {days.birth_date}"
    return None


def shown(value: Any) -> str:
    """A value as a message shows it: short, and in ASCII whatever it holds."""
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."


_CHECKS: dict[str, Callable[[Question, Any, Collection[str], Days], list[str]]] = {
    "yesno": _choice,
    "choice": _choice,
    "areas": _areas,
    "number": _number,
    "text": _text,
    "text_list": _text_list,
    "when": _when,
}
