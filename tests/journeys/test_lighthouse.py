"""Lighthouse's two categories without a clock, 100 each, on a patient's and a staff page; more with `long`.

Its performance score and LCP are times: `script/bench lighthouse` reports them.
"""

import pytest
from django.conf import settings
from django.utils import timezone

from clinic.models import User
from intake.actions.invitations import copy_link
from tests.intake.patient.steps import come_in
from tests.journeys.lighthouse import WITHOUT_TIMING, failures, judged, scores
from tests.journeys.states_staff import todays

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FULL = dict.fromkeys(WITHOUT_TIMING, 100)
LONG = pytest.mark.long


def cookie_of(client) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def hold(address: str, cookie: str = "", *options: str) -> None:
    report = judged(address, *options, cookie=cookie)
    assert report["finalDisplayedUrl"] == address
    assert scores(report) == FULL, failures(report)


@pytest.mark.parametrize(
    "path",
    ["/questions/diabetes/", *(pytest.param(p, marks=LONG) for p in ("/questions/medicines/", "/check/"))],
)
def test_a_patients_page(clinic, booked_maria, client, path):
    come_in(client, booked_maria)
    hold(clinic + path, cookie_of(client))


@pytest.fixture
def booked_maria(example_day) -> str:
    """The path of María's link: her visit of the example day."""
    desk = User.objects.get(email="desk@clinic.example")
    return f"/i/{copy_link(visit=todays('García López'), by=desk, at=timezone.now())[1]}/"


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("desk", "/today/"),
        pytest.param("desk", "/patients/new/", marks=LONG),
        pytest.param("ruiz", "/queue/", marks=LONG),
        pytest.param("lead", "/protocols/", marks=LONG),
    ],
)
def test_a_staff_page(clinic, example_day, signed_in, who, path):
    browser = signed_in(User.objects.get(email=f"{who}@clinic.example"))
    hold(clinic + path, cookie_of(browser), "--preset=desktop")


@LONG
@pytest.mark.parametrize("path", ["/account/sign-in/", "/link/", "/guide/micro-needling/"])
def test_a_page_for_anybody(clinic, path):
    hold(clinic + path)
