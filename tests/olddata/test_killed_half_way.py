"""A migrate that is killed, between two migrations or within one, and then run again, ends the same."""

import signal

import pytest

from tests.olddata.installation import FOLDER
from tests.olddata.looking import columns, contents, rows_of, whole

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EVERY_SO_MANY = 11
"""Statements between two kills of the long test."""


def killed(there, what: str, number: int) -> bool:
    """Whether it was killed; else the migrate came to its end first."""
    done = there.run(FOLDER / "killed_migrate.py", what, str(number))
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-3000:]
    return done.returncode != 0


def applied(there) -> int:
    return len(rows_of(there, "SELECT name FROM django_migrations"))


def ends_the_same(before, migrated, there) -> bool:
    """Nothing of before is lost half-way; run again, all is as if it never had been killed."""
    of = columns(before)
    kept_half_way = contents(there, of) == contents(before, of)
    there.output("manage.py", "migrate", "--verbosity=0")
    return kept_half_way and whole(there) == whole(migrated)


@pytest.mark.parametrize("number", [1, 2])
def test_killed_between_two_migrations(before, migrated, copy_of, number):
    there = copy_of(before)
    assert killed(there, "migrations", number)
    assert applied(before) < applied(there) < applied(migrated)
    assert ends_the_same(before, migrated, there)


@pytest.mark.parametrize("number", [2, 9])
def test_killed_within_a_migration(before, migrated, copy_of, number):
    there = copy_of(before)
    assert killed(there, "statements", number)
    assert applied(there) < applied(migrated)
    assert ends_the_same(before, migrated, there)


def test_half_way_the_site_says_that_it_is_not_ready(before, copy_of):
    there = copy_of(before)
    assert killed(there, "migrations", 1)
    ask = "from clinic.web import health; print(health.why_not_ready())"
    assert "migration not applied: " in there.output("manage.py", "shell", "--no-imports", "-v0", "-c", ask)


@pytest.mark.long
@pytest.mark.parametrize("what", ["migrations", "statements"])
def test_killed_anywhere(before, migrated, copy_of, what):
    step = EVERY_SO_MANY if what == "statements" else 1
    for number in range(1, 1_000, step):
        there = copy_of(before)
        if not killed(there, what, number):
            break
        assert ends_the_same(before, migrated, there), f"{what} {number}"
    assert number > 2 * step
