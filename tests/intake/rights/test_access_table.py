"""docs/access.md says who opens what; every address is asked by everybody, and answers as it says there."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from tests.intake.any_request import Clinic, open_clinic
from tests.intake.rights.access_table import COLUMNS, browsers_for, every_route, line, really, written

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def clinic(_protocol_in_the_database, django_db_blocker) -> Iterator[Clinic]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = open_clinic(timezone.now())
        browsers_for(made, timezone.now())
        yield made
        transaction.set_rollback(True)


def test_every_address_has_a_line_and_every_line_an_address():
    assert {f"/{route}" for route in every_route()} == set(written())


def test_every_line_has_everybody():
    assert {tuple(outcomes) for outcomes in written().values()} == {tuple(COLUMNS.values())}


def test_every_address_answers_everybody_as_the_table_says(clinic):
    table, wrong = written(), []
    for route, view in every_route().items():
        found = really(clinic, route, view)
        if found != table.get(f"/{route}"):
            wrong.append(line(route, found))
    assert not wrong, "docs/access.md says otherwise; if this is meant, its lines are:\n" + "\n".join(wrong)
