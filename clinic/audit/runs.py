"""Sets of event ids as runs, "1-500,503": so is written what a seal holds, and found what none holds."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

Run = tuple[int, int]
"""First and last id, both included."""

LARGEST_ID = 2**63 - 1
_RUN = re.compile(r"([1-9][0-9]{0,18})(?:-([1-9][0-9]{0,18}))?")
NEARBY = 500
"""Ids between two runs that are cheaper to read along and leave out than to ask around."""


def joined(ids: Iterable[int]) -> list[Run]:
    """The runs of ascending ids."""
    runs: list[Run] = []
    for number in ids:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def written(runs: Iterable[Run]) -> str:
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def read(text: str) -> list[Run]:
    """Raises ValueError for anything `written` would have written otherwise."""
    runs: list[Run] = []
    for part in text.split(","):
        match = _RUN.fullmatch(part)
        if match is None:
            raise ValueError(f"{part[:40]!r} is no run of event ids")
        low, high = int(match[1]), int(match[2] or match[1])
        is_late = not runs or low > runs[-1][1] + 1
        if not (is_late and low <= high <= LARGEST_ID) or written([(low, high)]) != part:
            raise ValueError(f"{part[:40]!r} does not follow the run before it")
        runs.append((low, high))
    return runs


def size(runs: Iterable[Run]) -> int:
    return sum(high - low + 1 for low, high in runs)


def clusters(runs: Iterable[Run], nearby: int = NEARBY) -> Iterator[Run]:
    """Ascending runs, those close together as one: fewer queries, and some ids more to leave out."""
    begun: Run | None = None
    for low, high in runs:
        if begun and low - begun[1] <= nearby:
            begun = (begun[0], max(begun[1], high))
            continue
        if begun:
            yield begun
        begun = (low, high)
    if begun:
        yield begun


class Covered:
    """The ids of all seals read so far. Small, because seals follow each other nearly without a hole."""

    def __init__(self) -> None:
        self._lows: list[int] = []
        self._highs: list[int] = []

    def add(self, low: int, high: int) -> list[Run]:
        """Take the run in; gives those of its ids that were in before."""
        first, after = bisect_left(self._highs, low - 1), bisect_right(self._lows, high + 1)
        touched = list(zip(self._lows[first:after], self._highs[first:after], strict=True))
        both = [(max(low, begin), min(high, end)) for begin, end in touched]
        low, high = min([low, *(begin for begin, _ in touched)]), max([high, *(end for _, end in touched)])
        self._lows[first:after], self._highs[first:after] = [low], [high]
        return [(begin, end) for begin, end in both if begin <= end]

    def holes(self, above: int = 0, up_to: int = LARGEST_ID) -> Iterator[Run]:
        """The runs of ids in none, from `above` (left out) to `up_to`."""
        expected = above + 1
        for place in range(bisect_right(self._highs, above), len(self._lows)):
            low, high = self._lows[place], self._highs[place]
            if low > up_to:
                break
            if low > expected:
                yield expected, low - 1
            expected = max(expected, high + 1)
        if expected <= up_to:
            yield expected, up_to

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._lows, number) - 1
        return place >= 0 and number <= self._highs[place]
