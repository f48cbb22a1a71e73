"""A clock that stands still, and the desk's browsers."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from intake.actions.visits import check_in
from intake.models import Visit
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, send


@pytest.fixture
def at(monkeypatch) -> Callable[[datetime], None]:
    """`at(NOW)`: from here on it is that moment."""

    def stand_still(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return stand_still


@pytest.fixture
def desk(at, front_desk, signed_in) -> Client:
    """The front desk's browser, on the planned day of María's visit."""
    at(PLANNED)
    return signed_in(front_desk)


@pytest.fixture
def said() -> Callable[[Client], list[str]]:
    """The sentences that the next page will show."""

    def messages_of(browser: Client) -> list[str]:
        page = browser.get("/patients/")
        return [str(message) for message in page.context["messages"]]

    return messages_of


@pytest.fixture
def arrived(visit, front_desk, dermatologist):
    """Answered and signed two weeks ago; the patient is here."""
    send(visit, NOW)
    agree(visit, dermatologist, at=NOW)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    return Visit.objects.get(pk=visit.pk)
