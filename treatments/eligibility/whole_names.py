"""Whole names of medicines among the words of a typed text: the longest first, past the doses within them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from treatments.eligibility.one_edit import Neighbours
from treatments.eligibility.typed_words import Word, key_of

GUESSED_LETTERS = 6
"""The shortest word that is taken for a misspelt name."""

DOSES_WITHIN_NAME = 6
"""How many dose words may stand inside a name ("prednisolone 1% eye drops"); bounds the search."""


class Names:
    """Names to look for, by their words joined with spaces ("retin a"); of two alike the first counts.

    A name may come with what it is another name of, as the list it is from says: "marevan" is warfarin.
    """

    def __init__(self, names: Mapping[str, tuple[str, ...]] | Iterable[str]) -> None:
        self.by_key: dict[str, str] = {}
        self.stands_for: dict[str, tuple[str, ...]] = {}
        self.beginnings: set[str] = set()
        for name in names:
            self._add(name, names[name] if isinstance(names, Mapping) else ())

    def _add(self, name: str, stands_for: tuple[str, ...]) -> None:
        key = key_of(name)
        if not key or key in self.by_key:
            return
        self.by_key[key] = name
        if stands_for:
            self.stands_for[key] = stands_for
        while " " in key:
            key = key.rpartition(" ")[0]
            self.beginnings.add(key)

    @cached_property
    def neighbours(self) -> Neighbours:
        """The one-word names that a word of enough letters can be one edit from."""
        return Neighbours(k for k in self.by_key if len(k) >= GUESSED_LETTERS - 1 and k.isalpha())

    @cached_property
    def by_initial(self) -> dict[str, list[tuple[str, str]]]:
        """The letters of each name, several words written as one, with the name; by their first letter."""
        found: dict[str, list[tuple[str, str]]] = {}
        for key, name in self.by_key.items():
            letters = key.replace(" ", "")
            if letters.isalpha():
                found.setdefault(letters[0], []).append((letters, name))
        return found


class Span(NamedTuple):
    """A whole name at its place: the words of the text it takes (a dose between them is not taken)."""

    key: str
    taken: tuple[int, ...]


def names_among(words: list[Word], free: set[int], names: Names) -> list[Span]:
    """The whole names among the free words, the longest first; the words they take are free no more."""
    spans = [span for start in sorted(free) for span in _spans_at(words, free, start, names)]
    spans.sort(key=lambda span: (-len(span.taken), -len(span.key), span.taken))
    taken = []
    for span in spans:
        if free.issuperset(span.taken):
            free.difference_update(span.taken)
            taken.append(span)
    return taken


def _spans_at(words: list[Word], free: set[int], start: int, names: Names) -> Iterator[Span]:
    """Every name that begins with this word."""
    pending = [Span(words[start].text, (start,))]
    while pending:
        span = pending.pop()
        if span.key in names.by_key:
            yield span
        if span.key in names.beginnings:
            for place in _next_places(words, free, span.taken[-1]):
                pending.append(Span(f"{span.key} {words[place].text}", (*span.taken, place)))


def _next_places(words: list[Word], free: set[int], last: int) -> Iterator[int]:
    """Where a name may go on: at the next word of its phrase, or past the doses that stand there."""
    for place in range(last + 1, min(last + 2 + DOSES_WITHIN_NAME, len(words))):
        if words[place].phrase != words[last].phrase:
            return
        if place in free:
            yield place
        if not words[place].dose:
            return


def typed(text: str, words: list[Word], span: Span) -> str:
    """The part of the text that a name takes, as it was typed."""
    return text[words[span.taken[0]].start : words[span.taken[-1]].end]
