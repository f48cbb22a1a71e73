"""A clock that a test sets: everything that asks for the time hears the moved one, and it goes on."""

import time
from datetime import UTC, datetime

from pytest import MonkeyPatch


class Clock:
    """`clock.to(moment)`: from here on it is that moment, and time passes as it does.

    Pages, the worker and the limits of a sign-in all follow; what waits inside a browser does not.
    """

    def __init__(self, patch: MonkeyPatch) -> None:
        self._real, self._ahead = time.time, 0.0
        patch.setattr("time.time", self._seconds)
        patch.setattr("django.utils.timezone.now", self.now)

    def to(self, moment: datetime) -> None:
        self._ahead = moment.timestamp() - self._real()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._seconds(), UTC)

    def _seconds(self) -> float:
        return self._real() + self._ahead
