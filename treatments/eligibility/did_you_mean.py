"""What a patient may have meant by a medicine that nothing recognises.

Shown while the patient types, never decided on: it looks further than the recogniser's one edit, and
what the patient does not take up stays as typed.
"""

from collections.abc import Iterator
from itertools import pairwise

from treatments.eligibility.medicines import Recogniser
from treatments.eligibility.one_edit import distance
from treatments.eligibility.typed_words import Word, words_of

MOST_WORDS = 12
"""How many words of a text are looked at; the rest of a long story suggests nothing."""

SHORTEST, LONGEST = 5, 40
"""The letters of a word that is looked up; its first letter is taken as meant."""

TWO_EDITS_FROM = 7
"""Letters from which a word may be two edits away from a name; shorter ones are near everything."""


def suggestions(recogniser: Recogniser, text: str, most: int = 3) -> tuple[str, ...]:
    """Up to `most` names for a text: the guesses in it, else the nearest names; none where it is sure."""
    read = recogniser.read(text)
    if not read.unrecognised:
        return tuple([match.name for match in read.names if match.guess])[:most]
    best: dict[str, tuple] = {}
    for typed in dict.fromkeys(_typed(recogniser, words_of(text)[:MOST_WORDS])):
        for rank, name in _nearest(recogniser, typed):
            best[name] = min(rank, best.get(name, rank))
    return tuple(sorted(best, key=lambda name: (best[name], name))[:most])


def _typed(recogniser: Recogniser, words: list[Word]) -> Iterator[str]:
    """The words worth a look: each alone, and each with its follower, for names written in two."""
    letters = [word.text for word in words if word.text.isalpha() and not word.dose]
    for word in letters:
        if word not in recogniser.ordinary or len(letters) == 1:
            yield word
    for one, other in pairwise(letters):
        if one not in recogniser.ordinary and other not in recogniser.ordinary:
            yield one + other


def _nearest(recogniser: Recogniser, typed: str) -> Iterator[tuple[tuple, str]]:
    """Names close to a word, with their rank: edits first, then the edition's own names."""
    if not SHORTEST <= len(typed) <= LONGEST:
        return
    furthest = 2 if len(typed) >= TWO_EDITS_FROM else 1
    for place, names in enumerate((recogniser.listed, recogniser.known())):
        for letters, name in names.by_initial.get(typed[0], ()):
            if _may_be_near(typed, letters) and (edits := distance(typed, letters)) <= furthest:
                yield (edits, place), name


def _may_be_near(one: str, other: str) -> bool:
    """Whether two words can be two edits apart; spares most of them the counting."""
    return abs(len(one) - len(other)) <= 2 and len(set(one) ^ set(other)) <= 4
