"""What every test may use. The cast of people and the factories stand beside the rooms they belong to."""

import os
from collections.abc import Iterator

import pytest
from django.core.management.commands import flush
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.cast"]

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


@pytest.fixture(scope="session", autouse=True)
def _records_can_be_emptied_between_tests() -> Iterator[None]:
    """A test with transaction=True ends by emptying every table, which the append-only triggers refuse.

    They are taken off for that moment; the end of flush puts them back, as after every migrate.
    """
    from clinic import append_only

    with pytest.MonkeyPatch.context() as patch:
        empty = flush.Command.handle

        def without_triggers(command, **options):
            append_only.uninstall(options["database"])
            return empty(command, **options)

        patch.setattr(flush.Command, "handle", without_triggers)
        yield


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
