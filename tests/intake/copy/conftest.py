"""María and Daniel with everything that can be held about somebody, and María's own page in a browser."""

import pytest
from django.test import Client
from django.utils import timezone

from intake.models import Patient
from tests.intake.aftermath.steps import care_browser
from tests.intake.copy.lived import live

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 }}&amp;"


@pytest.fixture
def lived(protocol, maria, place, front_desk, dermatologist, nurse) -> Patient:
    """María with a row in every table."""
    return live(maria, place, desk=front_desk, doctor=dermatologist, nurse=nurse, words="María’s words")


@pytest.fixture
def hostile(protocol, maria, place, front_desk, dermatologist, nurse) -> Patient:
    """María with markup in every free text."""
    return live(maria, place, desk=front_desk, doctor=dermatologist, nurse=nurse, words=HOSTILE)


@pytest.fixture
def other(protocol, daniel, place, front_desk, dermatologist, nurse) -> Patient:
    """Daniel, whose every row says so."""
    return live(daniel, place, desk=front_desk, doctor=dermatologist, nurse=nurse, words="DANIELSWORDS")


@pytest.fixture
def own_page(maria, front_desk) -> Client:
    """A browser with María's own page open."""
    return care_browser(maria, by=front_desk, at=timezone.now())
