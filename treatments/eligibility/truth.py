"""Truth on the planned day: false, true, not sure, blank.

"Not sure" is an answer somebody gave; blank is one nobody gave. Both are unknown, and neither is ever "no".
The numbers are chosen so that the strongest kind of unknown is simply the largest.
"""

from collections.abc import Iterable

FALSE, TRUE, NOT_SURE, BLANK = 0, 1, 2, 3


def all_of(truths: Iterable[int]) -> int:
    """Kleene's "and": one false part settles it; unknown for both reasons counts as blank."""
    strongest = TRUE
    for truth in truths:
        if truth == FALSE:
            return FALSE
        if truth > strongest:
            strongest = truth
    return strongest


def any_of(truths: Iterable[int]) -> int:
    """Kleene's "or": one true part settles it; unknown for both reasons counts as blank."""
    strongest = FALSE
    for truth in truths:
        if truth == TRUE:
            return TRUE
        if truth > strongest:
            strongest = truth
    return strongest
