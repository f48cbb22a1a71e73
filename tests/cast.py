"""The fixed cast: the same people in every test, so that a test's names say who may and who may not."""

import time
from collections.abc import Callable

import pytest
from django.test import Client

from clinic.models import User
from clinic.roles import DERMATOLOGIST, FRONT_DESK, LEAD, NURSE
from tests.factories import UserFactory


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
def signed_in() -> Callable[..., Client]:
    """`signed_in(front_desk)`: a browser in which this person signed in just now, or minutes ago.

    Signing in leaves its own audit event, as in life.
    """

    def sign_in(person: User, minutes_ago: float = 0, **client) -> Client:
        browser = Client(**client)
        browser.force_login(person)
        session = browser.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time() - minutes_ago * 60}
        ]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return browser

    return sign_in
