"""The protocol in force, a clock, and a visit to begin with."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import clinic_day, clinic_zone
from intake.models import Visit
from treatments import editions, publishing
from treatments.models import ProtocolEdition, Publication

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=clinic_zone())
PLANNED = datetime(2026, 3, 16, 10, 0, tzinfo=clinic_zone())
"""Two weeks ahead: the planned day of the worked cases."""


def put_in_force() -> ProtocolEdition:
    """The shipped protocol, published; without the publishing checks, which have tests of their own."""
    edition = publishing.store(editions.shipped_document("micro-needling"), origin="shipped", at=NOW)
    Publication.objects.create(
        edition=edition, treatment=edition.treatment, number=1, published_at=NOW, at_installation=True
    )
    return editions.in_force("micro-needling")


@pytest.fixture(scope="session")
def _protocol_in_the_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Stored once for all tests; a test that empties the database puts it in again.

    Without its event: that would stay, and tests of other rooms begin with an empty audit trail.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("treatments.publishing.audit.record", lambda *args, **fields: None)
        if editions.in_force("micro-needling") is None:
            put_in_force()
    yield


@pytest.fixture
def protocol(_protocol_in_the_database, db) -> ProtocolEdition:
    """The micro-needling edition in force."""
    return protocol_in_force()


def protocol_in_force() -> ProtocolEdition:
    """The edition in force, stored again where a test before emptied the database."""
    return editions.in_force("micro-needling") or put_in_force()


@pytest.fixture
def visit(protocol, maria, place, front_desk) -> Visit:
    """María's booking: wrinkles on forehead and cheeks, in two weeks."""
    return book(
        patient=maria,
        place=place,
        starts_at=PLANNED,
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead", "cheeks"))],
        by=front_desk,
        at=NOW,
        on=clinic_day(NOW),
    )
