"""Which medicines a typed text names, and their classes.

The edition's own list goes first and whole names before guesses, so a name that the clinic has judged
is never hidden by a longer or nearer one that it has not. Free text adds, never clears: "no aspirin"
names aspirin.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from treatments.eligibility.one_edit import Neighbours
from treatments.eligibility.typed_words import Word, key_of, visible_signs, words_of

NOTHING = frozenset({"none", "no", "n a", "nothing", "nada", "ninguno", "ninguna"})
"""Whole texts that say "I take nothing"."""

DASHES = frozenset("-‐‑‒–—―−")

GUESSED_LETTERS = 6
"""The shortest word that is taken for a misspelt name."""

DOSES_WITHIN_NAME = 6
"""How many dose words may stand inside a name ("prednisolone 1% eye drops"); bounds the search."""


@dataclass(frozen=True, slots=True)
class Match:
    """A medicine found in a text: its name as listed, its class (None raises nothing), the words typed.

    A guess is for staff to confirm: the words were misspelt, or are another name of this medicine.
    """

    name: str
    cls: str | None
    typed: str
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """A typed text and the medicines in it, in the order typed, each once; `nothing` where it says none."""

    text: str
    names: tuple[Match, ...]
    nothing: bool = False

    @property
    def recognised(self) -> bool:
        return bool(self.names)

    @property
    def unrecognised(self) -> bool:
        """Whether staff should ask what this is."""
        return not self.names and not self.nothing

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes named, each once, in the order typed."""
        return tuple(dict.fromkeys(match.cls for match in self.names if match.cls is not None))


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


class _Span(NamedTuple):
    """A whole name at its place: the words of the text it takes (a dose between them is not taken)."""

    key: str
    taken: tuple[int, ...]


class Recogniser:
    """Reads typed medicines against one edition's list and the names known from elsewhere.

    `medicines` maps the edition's names to their class, None for one that raises nothing. `known` gives
    the names known from elsewhere; it is called only when the edition's list leaves words over, for
    loading it costs most. Words in `ordinary` are never taken for a misspelt name.
    """

    def __init__(
        self,
        medicines: Mapping[str, str | None],
        known: Callable[[], Names] = lambda: _NO_NAMES,
        ordinary: Set[str] = frozenset(),
    ) -> None:
        self.listed = Names(medicines)
        self.known = known
        self.ordinary = ordinary
        self._classes = {key: medicines[name] for key, name in self.listed.by_key.items()}

    def read(self, text: str) -> Recognised:
        """The medicines in one typed text. Any text gets an answer; the same text always the same one."""
        words = words_of(text)
        if _says_nothing(text, words):
            return Recognised(text, (), nothing=True)
        free = set(range(len(words)))
        found = [
            (span.taken[0], self._listed_match(text, words, span)) for span in _take(words, free, self.listed)
        ]
        if any(not words[place].dose for place in free):
            spans = _take(words, free, self.known())
            found += [(s.taken[0], m) for s in spans for m in self._known_matches(text, words, s)]
            found += self._guesses(text, words, free)
        return Recognised(text, _each_once(found))

    def named(self, key: str) -> list[tuple[str, str | None]]:
        """What a name stands for: itself as listed, or the listed medicines that it is or contains.

        A known name of a medicine that has a class must not pass as one without: "aspirina" is aspirin,
        "janumet" is sitagliptin and metformin.
        """
        if key in self._classes:
            return [(self.listed.by_key[key], self._classes[key])]
        known = self.known()
        inside = {k for name in known.stands_for.get(key, ()) for k in self._listed_in(name)}
        return [(self.listed.by_key[k], self._classes[k]) for k in sorted(inside)] or [
            (known.by_key[key], None)
        ]

    def _listed_in(self, name: str) -> list[str]:
        """The keys of the listed medicines with a class that a name of several words has in it."""
        words = words_of(name)
        spans = _take(words, set(range(len(words))), self.listed)
        return [span.key for span in spans if self._classes[span.key] is not None]

    def near(self, word: str) -> list[tuple[str, str | None]]:
        """The medicines that a word is one edit from, each once, in alphabetical order."""
        keys = self.listed.neighbours.near(word) + self.known().neighbours.near(word)
        return sorted({named for key in keys for named in self.named(key)}, key=lambda named: named[0])

    def _listed_match(self, text: str, words: list[Word], span: _Span) -> Match:
        return Match(self.listed.by_key[span.key], self._classes[span.key], _typed(text, words, span))

    def _known_matches(self, text: str, words: list[Word], span: _Span) -> Iterator[Match]:
        for name, cls in self.named(span.key):
            yield Match(name, cls, _typed(text, words, span), guess=cls is not None)

    def _guesses(self, text: str, words: list[Word], free: set[int]) -> Iterator[tuple[int, Match]]:
        """A guess for each left-over word that is one edit from a one-word name, as all it is near to."""
        for place in sorted(free):
            word = words[place]
            if len(word.text) >= GUESSED_LETTERS and not word.dose and word.text not in self.ordinary:
                for name, cls in self.near(word.text):
                    yield place, Match(name, cls, text[word.start : word.end], guess=True)


def unmatchable(medicines: Mapping[str, str | None]) -> list[str]:
    """What is wrong with a list of names, a sentence each: names no text can match, and names told apart
    by class alone."""
    problems, first = [], {}
    for name, cls in medicines.items():
        key = key_of(name)
        if not key:
            problems.append(f"{name!r} cannot be matched: it has no letters, or a comma or “and” splits it")
        elif medicines[first.setdefault(key, name)] != cls:
            problems.append(f"{name!r} and {first[key]!r} read alike but have different classes")
    return problems


_NO_NAMES = Names(())


def _says_nothing(text: str, words: list[Word]) -> bool:
    """Whether the whole text says "none", is a dash, or is blank."""
    if words:
        return len(words) <= 2 and " ".join(word.text for word in words) in NOTHING
    return visible_signs(text) <= DASHES


def _take(words: list[Word], free: set[int], names: Names) -> list[_Span]:
    """The whole names among the free words, the longest first; the words they take are free no more."""
    spans = [span for start in sorted(free) for span in _spans_at(words, free, start, names)]
    spans.sort(key=lambda span: (-len(span.taken), -len(span.key), span.taken))
    taken = []
    for span in spans:
        if free.issuperset(span.taken):
            free.difference_update(span.taken)
            taken.append(span)
    return taken


def _spans_at(words: list[Word], free: set[int], start: int, names: Names) -> Iterator[_Span]:
    """Every name that begins with this word."""
    pending = [_Span(words[start].text, (start,))]
    while pending:
        span = pending.pop()
        if span.key in names.by_key:
            yield span
        if span.key in names.beginnings:
            for place in _next_places(words, free, span.taken[-1]):
                pending.append(_Span(f"{span.key} {words[place].text}", (*span.taken, place)))


def _next_places(words: list[Word], free: set[int], last: int) -> Iterator[int]:
    """Where a name may go on: at the next word of its phrase, or past the doses that stand there."""
    for place in range(last + 1, min(last + 2 + DOSES_WITHIN_NAME, len(words))):
        if words[place].phrase != words[last].phrase:
            return
        if place in free:
            yield place
        if not words[place].dose:
            return


def _typed(text: str, words: list[Word], span: _Span) -> str:
    return text[words[span.taken[0]].start : words[span.taken[-1]].end]


def _each_once(found: list[tuple[int, Match]]) -> tuple[Match, ...]:
    """The matches in the order typed; a name found twice counts once, as sure as it was anywhere."""
    kept: dict[str, tuple[int, Match]] = {}
    for place, match in sorted(found, key=lambda item: (item[1].guess, item[0])):
        kept.setdefault(match.name, (place, match))
    return tuple([m for _, m in sorted(kept.values(), key=lambda item: (item[0], item[1].name))])
