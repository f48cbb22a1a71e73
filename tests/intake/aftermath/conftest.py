"""A session of María's, and the clock."""

from collections.abc import Callable
from datetime import datetime

import pytest

from intake.models import TreatmentSession
from tests.intake.aftermath.steps import session_on


@pytest.fixture
def session(visit, dermatologist) -> TreatmentSession:
    """María's first session, on 16 March 2026 from ten to half past."""
    return session_on(visit, dermatologist)


@pytest.fixture
def at(monkeypatch) -> Callable[[datetime], None]:
    """`at(NOW)`: from here on it is that moment."""

    def stand_still(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        monkeypatch.setattr("time.time", moment.timestamp)

    return stand_still
