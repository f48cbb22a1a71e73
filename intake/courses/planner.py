"""The next session, from what really happened: pure values in, a proposal with its reasons out.

It knows no clock and no database. Days are the clinic's calendar days; an interval of n days after day d
leaves d + n open, as in the protocol's rules.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

Interval = tuple[int, int]
"""Days between two sessions: the shortest, the longest."""
IsOpen = Callable[[date], bool]
NextOpen = Callable[[date], date]

INTERVAL, WAIT, SIGNED, UNDATED = "interval", "wait", "signed", "undated"
PAUSED, CLOSED, ALL_DONE = "paused", "closed", "all_done"
MAINTENANCE_UNSET, MAINTENANCE_OVER = "maintenance_unset", "maintenance_over"


class Reason(NamedTuple):
    """Why an earlier day does not work. `until` is the first day it leaves open; None: no day says so.

    interval: skin needs its days since the last session; wait: a rule of the protocol (`rule`); signed: a
    dermatologist set the day; undated: only a dermatologist can say when; the others: the course itself.
    """

    code: str
    until: date | None
    rule: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Maintenance:
    """After the planned sessions: every so many days (None: not set yet), until a day (None: no end)."""

    every_days: int | None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """When the next session may be.

    `first_possible` is the first day on which nothing that is dated stands in the way, open or closed;
    `proposed` the first open day from there, None where only a dermatologist can say; `window_to` the last
    day of the longest interval, None where nothing went before. `reasons` stand latest first: the binding
    one, then the runner-up; undated ones before all.
    """

    first_possible: date
    proposed: date | None
    window_to: date | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def binding(self) -> Reason | None:
        """What keeps the first possible day from being earlier; None where nothing does."""
        return self.reasons[0] if self.reasons else None


@dataclass(frozen=True, slots=True)
class DayCheck:
    """One day held against a proposal: refused as too early (what binds), after the window, closed."""

    refused: Reason | None = None
    is_late: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Sessions that took place, by area: the one count that pages, summary and drawings read.

    `done` counts the rounds that every area of the course has had, `most` those of the area that had most.
    """

    days_by_area: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    @property
    def by_area(self) -> dict[str, int]:
        return {area: len(days) for area, days in self.days_by_area.items()}

    @property
    def done(self) -> int:
        return min(self.by_area.values(), default=0)

    @property
    def most(self) -> int:
        return max(self.by_area.values(), default=0)

    @property
    def in_words(self) -> str:
        """2, or "2 to 3" where an area was left out once."""
        return str(self.done) if self.done == self.most else f"{self.done} to {self.most}"

    @property
    def numbers(self) -> dict[date, int]:
        """Each day with the number its session was for the areas treated then; of several the highest."""
        numbered = [pair for days in self.days_by_area.values() for pair in enumerate(days, start=1)]
        return {day: number for number, day in sorted(numbered)}

    def reached_on(self, sessions: int) -> date | None:
        """The day on which the last area had its so many sessions; None while one has fewer."""
        if sessions < 1 or self.done < sessions:
            return None
        return max(days[sessions - 1] for days in self.days_by_area.values())


def progress_of(areas: Sequence[str], sessions: Iterable[tuple[date, Collection[str]]]) -> Progress:
    """The progress of a course on `areas` from its (day, areas treated); one day counts once an area."""
    told = list(sessions)
    return Progress({area: tuple(sorted({day for day, here in told if area in here})) for area in areas})


def plan_next(
    *,
    on: date,
    next_open: NextOpen,
    earlier: Collection[date],
    interval: Interval,
    waits: Iterable[Reason] = (),
    maintenance: Maintenance | None = None,
) -> Proposal:
    """The next session seen from the day `on`.

    `earlier` are the days of every needling of overlapping areas, whatever the course, here and elsewhere;
    `waits` what else stands in the way. With `maintenance` the planned sessions are done and its own span
    is proposed, never sooner than the shortest interval.
    """
    last = max(earlier, default=None)
    found = [reason for reason in waits if reason.until is None or reason.until > on]
    if last is not None and last + timedelta(days=interval[0]) > on:
        found.append(Reason(INTERVAL, last + timedelta(days=interval[0])))
    if maintenance is not None:
        found += _of_maintenance(maintenance, last)
    first = max([on, *(reason.until for reason in found if reason.until)])
    window = last + timedelta(days=interval[1]) if last is not None else None
    wished = first
    if maintenance is not None and last is not None:
        wished = max(first, last + timedelta(days=maintenance.every_days or 0))
        window = maintenance.ends_on
    return _proposal(first, wished, window, found, next_open)


def together(proposals: Iterable[Proposal], *, next_open: NextOpen) -> Proposal:
    """One day for several things: the latest of the first days, the earliest end of the windows."""
    each = list(proposals)
    first = max(one.first_possible for one in each)
    wished = max([first, *(one.proposed for one in each if one.proposed)])
    windows = [one.window_to for one in each if one.window_to]
    reasons = [reason for one in each for reason in one.reasons]
    return _proposal(first, wished, min(windows, default=None), reasons, next_open)


def check_day(proposal: Proposal, day: date, is_open: IsOpen) -> DayCheck:
    """Hold a day against a proposal: an early one is refused; a late or a closed one is noted."""
    if day < proposal.first_possible:
        binding = next((reason for reason in proposal.reasons if reason.until and reason.until > day), None)
        return DayCheck(refused=binding or Reason(UNDATED, None), is_closed=not is_open(day))
    is_late = proposal.window_to is not None and day > proposal.window_to
    return DayCheck(is_late=is_late, is_closed=not is_open(day))


def _of_maintenance(maintenance: Maintenance, last: date | None) -> list[Reason]:
    if maintenance.every_days is None:
        return [Reason(MAINTENANCE_UNSET, None)]
    next_one = last + timedelta(days=maintenance.every_days) if last else None
    if maintenance.ends_on is not None and next_one is not None and next_one > maintenance.ends_on:
        return [Reason(MAINTENANCE_OVER, None)]
    return []


def _proposal(
    first: date, wished: date, window: date | None, reasons: Iterable[Reason], next_open: NextOpen
) -> Proposal:
    ordered = tuple(sorted(dict.fromkeys(reasons), key=lambda reason: reason.until or date.max, reverse=True))
    undated = any(reason.until is None for reason in ordered)
    return Proposal(first, None if undated else next_open(wished), window, ordered)
