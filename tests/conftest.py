"""What every test may use. The cast of people and the factories stand beside the rooms they belong to."""

import gc
import os
from collections.abc import Iterator

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests import emptied
from tests.empty_tables import EmptyTables, kept_in

pytest_plugins = ["tests.cast", "tests.attacks.table"]

# Deterministic and bounded, so that a red run on one machine is red on every machine.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", parent=settings.get_profile("ci"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "attacked"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out tests that touch no database: script/test runs the rest again on PostgreSQL",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        without = [item for item in items if not touches_database(item)]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if touches_database(item)]


def pytest_collection_finish() -> None:
    """Eight thousand collected tests stay to the end: the garbage collector need not walk them all again
    and again, which took a fifth of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def touches_database(item: pytest.Item) -> bool:
    """Whether the test may query, or attacks a site that does."""
    if item.get_closest_marker("django_db") or DATABASE_FIXTURES.intersection(item.fixturenames):
        return True
    return item.cls is not None and issubclass(item.cls, TransactionTestCase)


@pytest.fixture(scope="session", autouse=True)
def _records_can_be_emptied_between_tests() -> Iterator[None]:
    """A test with transaction=True ends by emptying every table, which the append-only triggers refuse.

    They are taken off for that moment; the end of flush puts them back, as after every migrate.
    """
    from clinic import append_only

    with pytest.MonkeyPatch.context() as patch:
        empty = flush.Command.handle

        def without_triggers(command, **options):
            if connection.vendor == "postgresql":
                return emptied.on_postgresql()
            append_only.uninstall(options["database"])
            return empty(command, **options)

        patch.setattr(flush.Command, "handle", without_triggers)
        yield


@pytest.fixture(autouse=True)
def _in_the_language_of_the_settings() -> Iterator[None]:
    """A page read in Spanish leaves the thread's language behind; the next test begins anew."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def empty_tables(django_db_setup: EmptyTables) -> EmptyTables:
    """What an installation of a test's own may begin with."""
    return django_db_setup


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[EmptyTables]:
    """pytest-django's, and at once a copy of what it made."""
    with django_db_blocker.unblock():
        kept = kept_in(tmp_path_factory.mktemp("empty_tables"))
    yield kept
    with django_db_blocker.unblock():
        kept.drop()


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """A running Chromium (playwright's Browser). script/test names the program in CHROMIUM."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, which makes Django refuse the database although nothing is async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = [
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")  # Chromium's sandbox does not start for root
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=quiet)
        yield browser
        browser.close()
