"""Words that differ by one edit: a letter added, dropped or changed, or two neighbours swapped.

Every such pair shares a form: the words themselves, or one of them or both with one letter taken out.
Looking up a word's few forms among the forms of all names finds its neighbours without comparing it
with each name, so a word costs the same against four hundred names and against ten thousand.
"""

from collections.abc import Iterable, Iterator


def is_one_edit(one: str, other: str) -> bool:
    """Whether exactly one edit turns one word into the other."""
    if len(one) < len(other):
        one, other = other, one
    if one == other or len(one) - len(other) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
    if len(one) > len(other):
        return one[at + 1 :] == other[at:]
    if one[at + 1 :] == other[at + 1 :]:
        return True
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


def distance(one: str, other: str) -> int:
    """The fewest edits that turn one word into the other, no letter edited twice."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, match in enumerate(other, start=1):
            edits = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == match:
                edits = min(edits, last[j - 2] + 1)
            row.append(edits)
    return row[-1]


def forms(word: str) -> Iterator[str]:
    """The word, and the word with each of its letters taken out in turn."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


class Neighbours:
    """One-word names by their forms; `near(word)` gives those one edit away, in alphabetical order."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_form: dict[str, str | tuple[str, ...]] = {}
        self._longest = 0
        for name in names:
            self._longest = max(self._longest, len(name))
            for form in set(forms(name)):
                self._add(form, name)

    def _add(self, form: str, name: str) -> None:
        """Most forms belong to one name alone: kept bare, it halves what the index weighs."""
        there = self._by_form.get(form, ())
        self._by_form[form] = (there, name) if isinstance(there, str) else (*there, name) if there else name

    def near(self, word: str) -> list[str]:
        if len(word) > self._longest + 1:
            return []
        found: set[str] = set()
        for form in forms(word):
            if there := self._by_form.get(form):
                found.update((there,) if isinstance(there, str) else there)
        return sorted(name for name in found if is_one_edit(word, name))
