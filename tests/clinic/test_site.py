"""The site as a whole: its own checks pass, and no model changed without its migration."""

import pytest
from django.core import checks
from django.core.management import call_command

from clinic.configuration.checks import MIDDLEWARE_ORDER


def ids(found) -> set[str]:
    return {message.id for message in found}


def test_no_migration_is_pending(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_checks_find_nothing(db):
    # templates.E002 is the tests' own marker for a variable that a view forgot to give.
    assert ids(checks.run_checks(databases=["default"])) <= {"templates.E002"}


@pytest.mark.parametrize("guard", MIDDLEWARE_ORDER)
def test_a_guard_that_was_taken_away_stops_the_start(settings, guard):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != guard]
    assert "clinic.E002" in ids(checks.run_checks())


def test_a_guard_in_another_place_stops_the_start(settings):
    settings.MIDDLEWARE = [settings.MIDDLEWARE[-1], *settings.MIDDLEWARE[:-1]]
    assert "clinic.E002" in ids(checks.run_checks())


@pytest.mark.urls("tests.clinic.pages")
def test_a_view_without_a_policy_stops_the_start():
    assert "clinic.E001" in ids(checks.run_checks())


def test_a_cache_that_each_process_keeps_for_itself_stops_the_start(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert "clinic.E003" in ids(checks.run_checks())
