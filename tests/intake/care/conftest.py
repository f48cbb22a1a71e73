"""María on her own page in a browser, whose clock is the real one: days are counted from today."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from intake.actions.care_links import copy_care_link
from intake.dates import clinic_day
from intake.models import Patient, TreatmentSession, Visit
from tests.intake.care.steps import booked, in_days
from tests.intake.course.steps import held
from tests.intake.patient.steps import come_in
from tests.intake.steps import agree, send


@pytest.fixture
def visit(protocol, maria, place, front_desk) -> Visit:
    """María's booking in two weeks."""
    return booked(maria, place, front_desk, in_days(14))


@pytest.fixture
def care_link(visit, maria, front_desk) -> str:
    """The path of the link to María's own page."""
    token = copy_care_link(patient=maria, by=front_desk, at=timezone.now())[1]
    return f"/i/{token}/"


@pytest.fixture
def browser(client: Client, care_link: str) -> Client:
    """A browser in which María gave her birth date and reads English."""
    come_in(client, care_link + "?lang=en", first="/care/")
    return client


@pytest.fixture
def session(protocol, maria, place, front_desk, dermatologist) -> TreatmentSession:
    """A session of María's that ended yesterday at half past ten."""
    now = timezone.now()
    earlier = booked(maria, place, front_desk, in_days(1))
    send(earlier, now - timedelta(days=2))
    agree(earlier, dermatologist, now - timedelta(days=2))
    return held(earlier, dermatologist, clinic_day(now) - timedelta(days=1))


@pytest.fixture
def daniel_with_page(daniel, protocol, place, front_desk) -> Patient:
    """Another patient who has a visit, too."""
    booked(daniel, place, front_desk, in_days(20))
    return daniel
