"""Which medicines a typed text names, and their classes.

The edition's own list goes first and whole names before guesses, so a name that the clinic has judged
is never hidden by a longer or nearer one that it has not. Free text adds, never clears: "no aspirin"
names aspirin.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass

from treatments.eligibility.typed_words import Word, key_of, visible_signs, words_of
from treatments.eligibility.whole_names import GUESSED_LETTERS, Names, Span, names_among, typed

NOTHING = frozenset({"none", "no", "n a", "nothing", "nada", "ninguno", "ninguna"})
"""Whole texts that say "I take nothing"."""

DASHES = frozenset("-‐‑‒–—―−")


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
            (span.taken[0], self._listed_match(text, words, span))
            for span in names_among(words, free, self.listed)
        ]
        if any(not words[place].dose for place in free):
            spans = names_among(words, free, self.known())
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
        spans = names_among(words, set(range(len(words))), self.listed)
        return [span.key for span in spans if self._classes[span.key] is not None]

    def near(self, word: str) -> list[tuple[str, str | None]]:
        """The medicines that a word is one edit from, each once, in alphabetical order."""
        keys = self.listed.neighbours.near(word) + self.known().neighbours.near(word)
        return sorted({named for key in keys for named in self.named(key)}, key=lambda named: named[0])

    def _listed_match(self, text: str, words: list[Word], span: Span) -> Match:
        return Match(self.listed.by_key[span.key], self._classes[span.key], typed(text, words, span))

    def _known_matches(self, text: str, words: list[Word], span: Span) -> Iterator[Match]:
        for name, cls in self.named(span.key):
            yield Match(name, cls, typed(text, words, span), guess=cls is not None)

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


def _each_once(found: list[tuple[int, Match]]) -> tuple[Match, ...]:
    """The matches in the order typed; a name found twice counts once, as sure as it was anywhere."""
    kept: dict[str, tuple[int, Match]] = {}
    for place, match in sorted(found, key=lambda item: (item[1].guess, item[0])):
        kept.setdefault(match.name, (place, match))
    return tuple([m for _, m in sorted(kept.values(), key=lambda item: (item[0], item[1].name))])
