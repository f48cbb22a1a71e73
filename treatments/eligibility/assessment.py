"""What the engine returns: a decision that explains itself."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from treatments.eligibility.protocol import Protocol, Rule, Schedule

DECISIONS = ("ready", "defer", "needs_review", "incomplete", "not_a_candidate")
"""Weakest first; a decision's place in this list is its rank."""

READY, DEFER, NEEDS_REVIEW, INCOMPLETE, NOT_A_CANDIDATE = range(5)

RANK_OF_EFFECT = {"note": READY, "defer": DEFER, "review": NEEDS_REVIEW, "stop": NOT_A_CANDIDATE}


@cache
def rank_of(effects: tuple[str, ...]) -> int:
    """The rank of the strongest effect."""
    return max(RANK_OF_EFFECT[effect] for effect in effects)


class Because(NamedTuple):
    """An answer a rule looked at, as it was given. Context counts as an answer under its own name."""

    question: str
    answer: Any


class Finding(NamedTuple):
    """A rule that is present or unresolved on the planned day.

    `areas` is None for the whole person; `ends_on` is the day a deferral ends, None where no date says so.
    """

    rule: Rule
    status: str
    effects: tuple[str, ...]
    areas: tuple[str, ...] | None
    ends_on: date | None
    because: tuple[Because, ...]

    @property
    def code(self) -> str:
        return self.rule.code


class Wait(NamedTuple):
    """A wait that counts towards the earliest date: until `ends_on` in `areas` (None: everywhere)."""

    rule: Rule
    ends_on: date
    areas: tuple[str, ...] | None


class Assessment(NamedTuple):
    """The decision for one request. `waits` stand latest end first: the binding one, then the runner-up."""

    protocol: Protocol
    decision: str
    earliest_date: date | None
    areas: Mapping[str, str]
    dates: Mapping[str, date | None]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    ask: tuple[str, ...]
    waits: tuple[Wait, ...]
    schedule: Schedule
