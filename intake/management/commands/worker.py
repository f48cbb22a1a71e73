"""`manage.py worker`: writes what is due, sends what waits. Any number may run; a message goes out once."""

import logging
import signal
import threading
from collections.abc import Callable
from time import monotonic

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from clinic.audit import chain
from clinic.web import worker_seen
from intake.actions.care_links import end_care_over
from intake.actions.recalls import recall_left_behind
from intake.messages.outbox import drain
from intake.messages.reminders import write_due

log = logging.getLogger(__name__)

EVERY_MINUTE, EVERY_HOUR = 60.0, 3_600.0
DUTIES: tuple[tuple[Callable[..., object], float], ...] = (
    (recall_left_behind, EVERY_HOUR),
    (end_care_over, EVERY_HOUR),
    (write_due, EVERY_MINUTE),
    (chain.seal, EVERY_MINUTE),
    (worker_seen.note, EVERY_MINUTE),
)
"""What else a worker does, each called with `at`, and how many seconds lie between two times.

Messages wait for a duty whose time has come, one message at a time: behind a mail server that hangs a long
queue would keep the trail from its seals and the worker from being seen for an hour.
"""


def due(done_at: dict[int, float]) -> list[int]:
    """The places in DUTIES whose time has come. `done_at`: when each was last done, by `monotonic`."""
    return [
        place
        for place, (_, seconds) in enumerate(DUTIES)
        if place not in done_at or monotonic() - done_at[place] >= seconds
    ]


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
        done_at: dict[int, float] = {}
        while True:
            if not once:
                close_old_connections()  # as Django does between two requests: one that broke is made anew
            self._do_duties(done_at, once)
            sent = self._drain(lambda: stop.is_set() or (not once and bool(due(done_at))), once)
            if once:
                self.stdout.write(f"{sent} message{'' if sent == 1 else 's'} dealt with.")
                return
            if stop.wait(every):
                return

    def _do_duties(self, done_at: dict[int, float], once: bool) -> None:
        """Those whose time has come. One that fails must not keep messages from being sent."""
        for place in due(done_at):
            duty, seconds = DUTIES[place]
            done_at[place] = monotonic()
            try:
                duty(at=timezone.now())
            except Exception:
                if once:
                    raise
                log.exception("%s: trying again in %.0f seconds", duty.__name__, seconds)

    def _drain(self, stopped: Callable[[], bool], once: bool) -> int:
        """A database that is away for a while must not end the worker; `--once` says so instead."""
        try:
            return drain(clock=timezone.now, stopped=stopped)
        except DatabaseError as error:
            if once:
                raise
            log.warning("database: %s; trying again", type(error).__name__)
            return 0

    def _stop_on_signals(self, stop: threading.Event) -> None:
        """The message in hand is finished first. Only the main thread may set signals (tests run others)."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
