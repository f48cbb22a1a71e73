"""Answers over time: how long each stays good, which are to be put again, and which a decision used.

Shelf lives are the protocol's (clinical/care-and-schedule.md, "Times and scales"); a question without one
is about something that cannot change, and is never put twice.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from intake.canonical import digest
from treatments.eligibility import Engine
from treatments.eligibility.protocol import Question

Given = Mapping[str, Mapping[str, Any]]
"""What is kept about each answer: the day it was given ("on"), by which way, by whom; "stale" in a draft."""

CARRIED, STALE = "carried", "stale"
"""The marks of an answer carried into a draft, and of one that is to be put again; gone once given anew."""


def last_good_day(question: Question, given_on: date) -> date | None:
    """The last day on which an answer counts; None where it never expires."""
    if question.shelf_life_days is None:
        return None
    return given_on + timedelta(days=question.shelf_life_days)


def expired(questions: Iterable[Question], given: Given, *, on: date) -> set[str]:
    """The answered questions whose answer is older on that day than its shelf life."""
    return {
        question.code
        for question in questions
        if question.code in given and _is_over(last_good_day(question, given_on(given, question.code)), on)
    }


def good_until(questions: Iterable[Question], given: Given, daily: Collection[str] = ()) -> date | None:
    """The last day on which all these answers count; None where none expires.

    Those of `daily` are put on the day of every session, whatever their shelf life.
    """
    answered = [
        (question, given_on(given, question.code)) for question in questions if question.code in given
    ]
    days = [on if question.code in daily else last_good_day(question, on) for question, on in answered]
    return min((day for day in days if day is not None), default=None)


def given_on(given: Given, code: str) -> date:
    """The clinic's day on which an answer was given."""
    return date.fromisoformat(given[code]["on"])


def carried(given: Given, stale: Collection[str]) -> dict[str, dict[str, Any]]:
    """An earlier response's bookkeeping for a new draft: the days stay, what is to be put again is marked."""
    return {
        code: {key: entry[key] for key in ("on", "by", "user")} | {CARRIED: True, STALE: code in stale}
        for code, entry in given.items()
    }


def settled(given: Given) -> set[str]:
    """The questions whose answer was carried into the draft and still counts: they are not put again."""
    return {code for code, entry in given.items() if _is_settled(entry)}


def is_settled(given: Given, code: str) -> bool:
    """Whether this is one of the `settled`."""
    return code in given and _is_settled(given[code])


def _is_settled(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get(CARRIED)) and not entry.get(STALE)


def stale(given: Given) -> set[str]:
    """The questions whose answer was carried into the draft and is still to be put again."""
    return {code for code, entry in given.items() if entry.get(STALE)}


def is_stale(given: Given, code: str) -> bool:
    """Whether this is one of the `stale`."""
    return code in given and bool(given[code].get(STALE))


def used_digest(engine: Engine, answers: Mapping[str, Any]) -> str:
    """The digest of the answers a decision uses: those read by a rule that does more than note."""
    return digest({code: answers[code] for code in engine.used_questions if code in answers})


def _is_over(last: date | None, on: date) -> bool:
    return last is not None and last < on
