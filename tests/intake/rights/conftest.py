"""The example day with a browser for everybody, made once a file: each test undoes its changes."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from tests.intake.any_request import Clinic, open_clinic


@pytest.fixture(scope="module")
def everybody(_protocol_in_the_database, django_db_blocker) -> Iterator[Clinic]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield open_clinic(timezone.now())
        transaction.set_rollback(True)
