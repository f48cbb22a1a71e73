"""What many tests begin with is made once and copied in: the protocol in force, the example clinic's day.

Making the day takes three seconds, copying it a few hundredths of one.
Elsewhere than on SQLite it is made anew.
"""

import sqlite3
import time
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from clinic.models import User
from intake.dates import clinic_day
from intake.example.day import example_day
from tests.intake.conftest import put_in_force

NO_OLDER = 10 * 60
"""Seconds: who waits on a copied day has waited so much longer than on the day as it is made."""
_kept: dict[str, tuple[float, sqlite3.Connection]] = {}


def protocol_in_force() -> None:
    """For a clinic where nobody is yet; otherwise the protocol comes to those who are there."""
    if User.objects.exists():
        put_in_force()
        return
    _begin_with("protocol in force", put_in_force)


def examples_of_today() -> None:
    """The example clinic as example_day() makes it now, in a database that holds the protocol at most.

    Raises AssertionError where somebody is there already: the copy would take their place.
    """
    assert not User.objects.exists(), "the day is copied in before anybody else comes"
    _begin_with(f"day {clinic_day(timezone.now())}", _make_day)


def _make_day() -> None:
    assert example_day(timezone.now())


def _begin_with(name: str, make: Callable[[], object]) -> None:
    if connection.vendor != "sqlite":
        make()
        return
    connection.ensure_connection()
    made_at, copy = _kept.get(name, (-NO_OLDER, None))
    if copy and time.monotonic() - made_at < NO_OLDER:
        copy.backup(connection.connection)
        return
    make()
    copy = sqlite3.connect(":memory:")
    connection.connection.backup(copy)
    _kept[name] = (time.monotonic(), copy)
