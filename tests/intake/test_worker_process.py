"""The worker as a process: it ends cleanly on SIGTERM and survives a database that is away."""

import signal

import pytest
from django.core.management import call_command
from django.db import OperationalError

from intake.management.commands.worker import Command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_connection_stays_open(monkeypatch):
    monkeypatch.setattr("intake.management.commands.worker.close_old_connections", lambda: None)


def test_sigterm_ends_it_after_the_message_in_hand(monkeypatch, settings):
    handlers = {}
    monkeypatch.setattr(signal, "signal", lambda number, action: handlers.update({number: action}))
    seen = []

    def drain(*, clock, stopped):
        seen.append(stopped())
        handlers[signal.SIGTERM](signal.SIGTERM, None)
        seen.append(stopped())
        return 0

    monkeypatch.setattr("intake.management.commands.worker.drain", drain)
    call_command("worker", "--every", "60")
    assert seen == [False, True]


def test_a_database_that_is_away_does_not_end_it(monkeypatch):
    def away(**kwargs):
        raise OperationalError("the database is restarting")

    monkeypatch.setattr("intake.management.commands.worker.drain", away)
    assert Command()._drain(lambda: False, once=False) == 0
    with pytest.raises(OperationalError):
        Command()._drain(lambda: False, once=True)


def test_messages_wait_for_a_duty_whose_time_has_come(monkeypatch):
    """However long the queue: a worker that only sends would not seal the trail nor be seen."""
    clock = iter(range(0, 10_000, 61))  # each look at the clock is a minute on
    monkeypatch.setattr("intake.management.commands.worker.monotonic", lambda: next(clock))
    asked = []
    monkeypatch.setattr(
        "intake.management.commands.worker.DUTIES", ((lambda *, at: asked.append("duty"), 60.0),)
    )

    def drain(*, clock, stopped):
        asked.append("drain")
        if len(asked) > 3:
            raise KeyboardInterrupt
        return asked.append(f"stopped: {stopped()}") or 1

    monkeypatch.setattr("intake.management.commands.worker.drain", drain)
    with pytest.raises(KeyboardInterrupt):
        call_command("worker", "--every", "0.01")
    assert asked == ["duty", "drain", "stopped: True", "duty", "drain"]
