"""A course as a small drawing: what took place, what is booked, the window of the next session, waits.

Pure: days and words in, places in user units out. The same value is drawn as SVG on pages and paper and by
Typst in the PDF. Where a day stands follows the calendar as far as the words under it leave room.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil

DONE, ELSEWHERE, MORE, THIS, BOOKED = "done", "elsewhere", "more", "this", "booked"
WAIT, FROM, TO, UNTIL = "wait", "from", "to", "until"
PAST = (DONE, ELSEWHERE)
ORDER = (DONE, ELSEWHERE, THIS, BOOKED, WAIT, FROM, TO, UNTIL)
"""How events of one day follow each other."""

WIDTH = 320
"""Units of a drawing: at their own size they stand on a phone and in a column of the summary."""
HEIGHT, LINE = 52, 14
"""Units of a drawing whose days all go without a year, and of the line that years add."""
LETTER, BOLD = 7.4, 8.4
"""How wide a letter set in 14 units is, on the average of a word in a wide font: under a day, of a day."""
BETWEEN = 8
"""Units between two words."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day. `number` is that of a session of the course; no other is counted."""

    on: date
    kind: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How a reader is told: the word under each kind, a day in short and in full, and the course's name.

    `told` is what is said of a kind where its one word would not do without the drawing; `year` the year of
    a day on which it does not go without saying.
    """

    words: dict[str, str]
    told: dict[str, str]
    day: Callable[[date], str]
    whole_day: Callable[[date], str]
    title: str
    year: Callable[[date], str] = lambda on: ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event at its place, with lines of words under it: the day, its year where it has one, what it is."""

    x: int
    kind: str
    number: int | None
    day: str
    year: str
    word: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days: a wait, the window of the next session, maintenance."""

    x: int
    width: int
    kind: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing of so many units; `label` says all of it in a sentence."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    label: str


def events_of(
    *,
    done: Mapping[date, int | None],
    elsewhere: Iterable[date] = (),
    this: date | None = None,
    booked: Iterable[date] = (),
    waits: Iterable[date] = (),
    window: tuple[date | None, date | None] = (None, None),
    maintenance_to: date | None = None,
) -> list[Event]:
    """The events of a course in order; `done` has the number of each session, None for one of another course.

    Of a window only its first day may be known.
    In maintenance the window has no last day of its own: it goes on to `maintenance_to`.
    """
    found = [Event(day, DONE, number) for day, number in done.items()]
    found += [Event(day, ELSEWHERE) for day in set(elsewhere)]
    found += [Event(this, THIS)] if this else []
    found += [Event(day, BOOKED) for day in booked]
    found += [Event(day, WAIT) for day in sorted(set(waits))[-2:]]
    ends = ((window[0], FROM), (None if maintenance_to else window[1], TO), (maintenance_to, UNTIL))
    found += [Event(day, kind) for day, kind in ends if day]
    return sorted(found, key=lambda event: (event.on, ORDER.index(event.kind)))


def drawn(events: Sequence[Event], *, wording: Wording, width: int = WIDTH) -> Timeline | None:
    """The drawing, with sessions long ago put together; None where nothing took place or is to come.

    It is wider where even then the words under it would run into each other.
    """
    if not events:
        return None
    shown = list(events)
    while _least(shown, wording) > width and (fewer := _fewer(shown)):
        shown = fewer
    width = max(width, ceil(_least(shown, wording)))
    places = _places(shown, width, wording)
    marks = tuple([_mark(event, x, wording) for event, x in zip(shown, places, strict=True)])
    height = HEIGHT + LINE * any(mark.year for mark in marks)
    return Timeline(width, height, marks, tuple(_bars(shown, places)), label_of(events, wording))


def _mark(event: Event, x: int, wording: Wording) -> Mark:
    day, year = wording.day(event.on), wording.year(event.on)
    return Mark(x, event.kind, event.number, day, year, wording.words[event.kind])


def label_of(events: Sequence[Event], wording: Wording) -> str:
    """Every event with its whole day, for somebody who does not see the drawing."""
    words = wording.words | wording.told
    parts = [f"{words[event.kind]} {wording.whole_day(event.on)}" for event in events]
    return f"{wording.title}: {'; '.join(parts)}."


def _fewer(events: Sequence[Event]) -> list[Event]:
    """The two oldest sessions as one mark with their number, else the later of two waits; empty: no fewer."""
    past = [event for event in events if event.kind in (*PAST, MORE)]
    waits = [event for event in events if event.kind == WAIT]
    if past[1:]:
        count = sum(event.number if event.kind == MORE else 1 for event in past[:2])
        both = Event(past[1].on, MORE, count)
        return [both if event is past[1] else event for event in events if event is not past[0]]
    return [event for event in events if event is not waits[0]] if waits[1:] else []


def _room(event: Event, wording: Wording) -> float:
    """The units that an event's words take."""
    day = max(len(wording.day(event.on)), len(wording.year(event.on)))
    return max(BOLD * day, LETTER * len(wording.words[event.kind]))


def _least(events: Sequence[Event], wording: Wording) -> float:
    return sum(_room(event, wording) for event in events) + BETWEEN * (len(events) - 1)


def _places(events: Sequence[Event], width: int, wording: Wording) -> list[int]:
    """The middle of each event: room for its words, and what is left shared out by the days between."""
    rooms = [_room(event, wording) for event in events]
    days = [(later.on - earlier.on).days for earlier, later in pairwise(events)]
    spare = max(0.0, width - _least(events, wording))
    x, found = rooms[0] / 2, []
    for place, room in enumerate(rooms):
        if place:
            share = spare * days[place - 1] / sum(days) if sum(days) else 0.0
            x += (rooms[place - 1] + room) / 2 + BETWEEN + share
        found.append(round(x))
    return found


def _bars(events: Sequence[Event], places: Sequence[int]) -> Iterable[Bar]:
    """From the first day of a window to its last; and to the end of a wait from what stands before it."""
    starts = {event.kind: x for event, x in zip(events, places, strict=True) if event.kind == FROM}
    for place, (event, x) in enumerate(zip(events, places, strict=True)):
        if event.kind in (TO, UNTIL) and FROM in starts and starts[FROM] < x:
            yield Bar(starts[FROM], x - starts[FROM], event.kind)
        if event.kind == WAIT:
            begins = max((places[i] for i in range(place) if _anchors(events[i])), default=0)
            yield Bar(begins, x - begins, WAIT)


def _anchors(event: Event) -> bool:
    """A wait is drawn from the visit that it keeps waiting, else from what took place last."""
    return event.kind not in (WAIT, FROM, TO, UNTIL)
