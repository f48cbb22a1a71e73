"""A patient with a link, in a browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from intake.actions.invitations import copy_link
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import clinic_day
from intake.models import Draft, Visit
from tests.intake.patient.steps import At, come_in, hand_over


@pytest.fixture
def visit(protocol, maria, place, front_desk) -> Visit:
    """María's booking in two weeks from the real today, because her browser's clock is the real one."""
    now = timezone.now()
    return book(
        patient=maria,
        place=place,
        starts_at=now + timedelta(days=14),
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead", "cheeks"))],
        by=front_desk,
        at=now,
        on=clinic_day(now),
    )


@pytest.fixture
def link(visit, front_desk) -> str:
    """The path of María's link."""
    return f"/i/{copy_link(visit=visit, by=front_desk, at=timezone.now())[1]}/"


@pytest.fixture
def browser(client: Client, link: str) -> Client:
    """A browser in which María gave her birth date and reads English."""
    come_in(client, link + "?lang=en")
    return client


@pytest.fixture
def tablet(signed_in, front_desk, visit) -> Client:
    """A tablet on which María gave her birth date, after the front desk handed it over; it reads Spanish."""
    browser = signed_in(front_desk)
    come_in(browser, hand_over(browser, visit).headers["Location"], first="/tablet/you/")
    return browser


@pytest.fixture
def at(browser, visit) -> Callable[..., At]:
    """`at("medicines")`: María before that question, with what `given` says answered already."""

    def there(code: str, **given) -> At:
        return At(browser, visit, code, given)

    return there


@pytest.fixture
def draft(browser, visit) -> Draft:
    browser.get("/questions/")
    return Draft.objects.get(visit=visit)
