"""The check on the day of a visit: what is put again before a session may start.

Every answer that is too old by then, and every instruction that the protocol holds a patient to at check-in.
"""

from collections.abc import Iterable
from datetime import date

from intake.models import Response
from intake.questions import items, shelf
from intake.questions.parts import Part
from intake.questions.shelf import Given


def stale_on_the_day(parts: Iterable[Part], given: Given, *, on: date) -> set[str]:
    """Codes of the answers that are to be put again on that day; an answer of the day itself never is."""
    parts = list(parts)
    daily = daily_codes(parts)
    questions = {question.code: question for part in parts for question in part.engine.protocol.questions}
    stale = shelf.expired(questions.values(), given, on=on) | {code for code in daily if code in given}
    return {code for code in stale if shelf.given_on(given, code) < on}


def daily_codes(parts: Iterable[Part]) -> frozenset[str]:
    """Questions that are put on the day of every session."""
    return frozenset(code for part in parts for code in items.daily_codes(part.edition))


def is_checked(parts: Iterable[Part], response: Response, *, on: date) -> bool:
    """Whether nothing of what was answered has to be put again before a session on that day."""
    if response.good_until is not None:
        return on <= response.good_until
    return not stale_on_the_day(parts, response.given, on=on)
