"""The check on the day of a visit: what is put again before a session may start.

Every answer that is too old by then, and every instruction that the protocol holds a patient to at check-in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from intake.models import Response
from intake.questions import items, shelf
from intake.questions.parts import Part
from intake.questions.questionnaire import Questionnaire, Standing
from intake.questions.shelf import Given

CHANGED = "changed"
"""The mark, in the draft of a check, of what was told to have changed; gone once it is answered anew."""


@dataclass(frozen=True, slots=True)
class DayList:
    """The list of a check, whole until it is sent.

    `lines` is what was told before, still to be confirmed or confirmed a minute ago; `changed` those of them
    that were told to have changed in this check, answered anew or not; `today` what only this form asks.
    """

    lines: tuple[str, ...]
    changed: frozenset[str]
    today: tuple[str, ...]
    since: date | None


def list_of(
    questionnaire: Questionnaire,
    standing: Standing,
    answers: Mapping[str, Any],
    given: Given,
    before: Response | None,
) -> DayList:
    """The list of a check as drafted, beside what was sent before it."""
    sent = before.given if before else {}
    lines = tuple([code for code in standing.put if code in sent and code in given])
    anew = [code for code in lines if not shelf.is_stale(given, code)]
    differs = {code for code in anew if answers.get(code) != before.answers.get(code)}
    daily, rest = daily_codes(questionnaire.parts), [code for code in standing.put if code not in lines]
    return DayList(
        lines,
        frozenset(differs.union(told_changed(given).intersection(lines))),
        tuple([code for code in rest if code in daily or code in standing.still_open]),
        min((shelf.given_on(sent, code) for code in lines), default=None),
    )


def told_changed(given: Given) -> set[str]:
    """What was told to have changed and is still to be answered anew."""
    return {code for code, entry in given.items() if entry.get(CHANGED)}


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
