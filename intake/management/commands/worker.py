"""`manage.py worker`: sends what waits in the outbox. Any number may run; each message is taken by one."""

import logging
import signal
import threading
from time import monotonic

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from intake.actions.recalls import recall_left_behind
from intake.outbox import drain

log = logging.getLogger(__name__)

RECALLS_EVERY = 3_600.0
"""Seconds between two looks at the visits of days gone by."""


class Command(BaseCommand):
    help = "Send waiting messages, now and as they come. Stops cleanly on SIGTERM and Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due and end")
        parser.add_argument(
            "--every", type=float, default=2.0, metavar="SECONDS", help="how often to look (default 2)"
        )

    def handle(self, *args, once: bool, every: float, **options) -> None:
        stop = threading.Event()
        self._stop_on_signals(stop)
        looked_back = 0.0
        while True:
            sent = self._drain(stop, once)
            if once or monotonic() - looked_back > RECALLS_EVERY or not looked_back:
                looked_back = monotonic()
                self._find_left_behind()
            if once:
                self.stdout.write(f"{sent} message{'' if sent == 1 else 's'} dealt with.")
                return
            if stop.wait(every):
                return

    def _drain(self, stop: threading.Event, once: bool) -> int:
        """A database that is away for a while must not end the worker; `--once` says so instead."""
        if not once:
            close_old_connections()  # as Django does between two requests: one that broke is made anew
        try:
            return drain(clock=timezone.now, stopped=stop.is_set)
        except DatabaseError as error:
            if once:
                raise
            log.warning("database: %s; trying again", type(error).__name__)
            return 0

    def _find_left_behind(self) -> None:
        """Who had to wait and was never booked again comes on the recall list; the next round tries again."""
        try:
            recall_left_behind(at=timezone.now())
        except DatabaseError as error:
            log.warning("database: %s; trying again", type(error).__name__)

    def _stop_on_signals(self, stop: threading.Event) -> None:
        """The message in hand is finished first. Only the main thread may set signals (tests run others)."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
