"""María's course after her first session, and browsers on the day of that session."""

import pytest

from intake.models import Course
from tests.intake.conftest import PLANNED
from tests.intake.course.steps import course_of, held
from tests.intake.steps import agree, send


@pytest.fixture
def at(monkeypatch):
    def stand_still(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return stand_still


@pytest.fixture
def course(visit, dermatologist) -> Course:
    """María's first session was held on Monday 16 March."""
    send(visit)
    agree(visit, dermatologist)
    held(visit, dermatologist)
    return course_of(visit)


@pytest.fixture
def desk(at, signed_in, front_desk):
    at(PLANNED)
    return signed_in(front_desk)


@pytest.fixture
def doctor(at, signed_in, dermatologist):
    at(PLANNED)
    return signed_in(dermatologist)
