"""Why an action was not done (nothing was changed), in a plain sentence for the person at the page."""

from dataclasses import dataclass
from typing import Any


class NotDone(Exception):
    """An action was refused as a whole. `str()` is a sentence for staff."""


class NotNow(NotDone):
    """The visit, link or answers are not in a state that allows this."""


class Changed(NotDone):
    """Somebody else changed the same thing since the page was opened; nothing of it was overwritten."""


class AnswersMissing(NotDone):
    """Required questions are still blank; `codes` names them in order."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        super().__init__(f"{len(codes)} required questions are not answered yet.")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two windows answered the same question; both answers are kept here for the person to choose."""

    yours: Any
    theirs: Any
