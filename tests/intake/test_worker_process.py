"""The worker as a process: it ends cleanly on SIGTERM and survives a database that is away."""

import signal
import threading

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
    assert Command()._drain(threading.Event(), once=False) == 0
    with pytest.raises(OperationalError):
        Command()._drain(threading.Event(), once=True)
