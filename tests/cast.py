"""The fixed cast: the same people in every test, so that a test's names say who may and who may not."""

from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from clinic.models import Place, User
from clinic.roles import DERMATOLOGIST, FRONT_DESK, LEAD, NURSE
from intake.models import Patient
from tests import second_factors
from tests.factories import PatientFactory, PlaceFactory, UserFactory


@pytest.fixture
def front_desk(db) -> User:
    return UserFactory(email="frankie@clinic.example", full_name="Frankie Desk", roles=[FRONT_DESK])


@pytest.fixture
def nurse(db) -> User:
    return UserFactory(email="noor@clinic.example", full_name="Noor Haddad", title="RN", roles=[NURSE])


@pytest.fixture
def dermatologist(db) -> User:
    return UserFactory(
        email="ada@clinic.example", full_name="Ada Okafor", title="MD, Dermatologist", roles=[DERMATOLOGIST]
    )


@pytest.fixture
def other_dermatologist(db) -> User:
    return UserFactory(
        email="ben@clinic.example", full_name="Ben Castillo", title="MD, Dermatologist", roles=[DERMATOLOGIST]
    )


@pytest.fixture
def lead(db) -> User:
    return UserFactory(email="lena@clinic.example", full_name="Lena Novak", roles=[LEAD])


@pytest.fixture
def nobody(db) -> User:
    """Somebody who can sign in and holds no role (any more)."""
    return UserFactory(email="olaf@clinic.example", full_name="Olaf Former")


@pytest.fixture
def place(db) -> Place:
    return PlaceFactory(name="Lakeside")


@pytest.fixture
def maria(db, front_desk) -> Patient:
    """The patient most tests are about: Spanish, with an e-mail address."""
    return PatientFactory(
        family_name="García López",
        given_name="María",
        birth_date=date(1991, 3, 14),
        phone="(212) 555-0142",
        email="maria@mail.example",
        language="es",
        created_by=front_desk,
    )


@pytest.fixture
def daniel(db, front_desk) -> Patient:
    """Another patient, who must never be reached from the first one; has no e-mail."""
    return PatientFactory(
        family_name="Okafor",
        given_name="Daniel",
        birth_date=date(1968, 2, 11),
        phone="212 555 0177",
        email="",
        created_by=front_desk,
    )


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """`signed_in(front_desk)`: a browser in which this person signed in just now, or minutes ago.

    By password and authenticator app, see tests/second_factors.py. Signing in leaves its own audit event, as
    in life.
    """

    def sign_in(person: User, minutes_ago: float = 0, **client) -> Client:
        return second_factors.signed_in(Client(**client), person, minutes_ago)

    return sign_in


@pytest.fixture
def site_account(db) -> Iterator[str]:
    """From here on the connection may what a clinic's own site may on PostgreSQL; undone at the end."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE clinic_site NOLOGIN")
        call_command("databaseroles", "clinic_site", verbosity=0, stdout=StringIO())
        cursor.execute("SET LOCAL ROLE clinic_site")
        yield "clinic_site"
        cursor.execute("RESET ROLE")
