"""Six weeks with forty patients in every run, a year with two hundred in `script/test long`."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection

from tests.factories import PatientFactory
from tests.intake.course.steps import moment
from tests.intake.simulation.life import Life
from tests.intake.simulation.promises import Promises

pytestmark = pytest.mark.django_db
BEGINS = date(2026, 2, 20)
"""Over the change of the clocks in March."""


def live(life: Life, days: int) -> None:
    promises = Promises()
    for ahead in range(days):
        day = BEGINS + timedelta(days=ahead)
        if ahead % 90 == 20:
            life.publish_anew(day)
        life.day(day)
        promises.hold(day, moment(day, 23))
    promises.the_whole_trail_is_sealed_and_unbroken(moment(day, 23))


def clinic_of(count: int, seed: int, place, front_desk, nurse, dermatologist) -> Life:
    patients = [
        PatientFactory(
            email=f"p{number}@mail.example", language=("en", "es")[number % 2], created_by=front_desk
        )
        for number in range(count)
    ]
    return Life(place, front_desk, nurse, dermatologist, patients, Random(seed))


def test_six_weeks_with_forty_patients(protocol, place, front_desk, nurse, dermatologist):
    life = clinic_of(40, 7, place, front_desk, nurse, dermatologist)
    live(life, 42)
    # The life was a full one: what the promises are about did happen.
    for event in (
        "booked",
        "answered",
        "signed",
        "treated",
        "sent_home",
        "moved",
        "no_show",
        "changed_today",
    ):
        assert life.lived[event], (event, life.lived)


@pytest.mark.long
def test_a_year_with_two_hundred_patients(protocol, place, front_desk, nurse, dermatologist):
    """Another life on each database."""
    seed = {"sqlite": 11, "postgresql": 12}[connection.vendor]
    life = clinic_of(200, seed, place, front_desk, nurse, dermatologist)
    live(life, 365)
    assert life.lived["treated"] > 500 and life.lived["symptoms_call"], life.lived
