"""`manage.py screen FILE [--protocol CODE[@EDITION]]`: the engine for other programs."""

import json
import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from treatments.engines import Engines, UnknownProtocol
from treatments.medicines import recogniser_for
from treatments.screening import screen

VALID, SOME_INVALID, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    help = "Screen cases (JSON Lines, one JSON object, or - for standard input) against a protocol."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="JSON Lines of cases, one JSON object, or - for standard input")
        parser.add_argument("--protocol", help="CODE or CODE@EDITION for every case, whatever the case names")

    def handle(self, *args: Any, **options: Any) -> None:
        engines = Engines(notice=lambda text: self.stderr.write(text, self.style.NOTICE))
        try:
            forced = engines.named(options["protocol"]) if options["protocol"] is not None else None
            with _opened(options["file"]) as stream:
                status = self._screen(stream, (lambda _: forced) if forced else engines.named)
        except UnknownProtocol as error:
            self._stop(f"--protocol {error.args[0]}")
        except OSError as error:
            self._stop(f"{options['file']}: {error.strerror or error}")
        except DatabaseError as error:
            self._stop(f"The database could not be read: {str(error).splitlines()[0]}")
        sys.exit(status)

    def _screen(self, stream, engine_for) -> int:
        status = VALID
        for result, valid in screen(stream, engine_for, lambda protocol: recogniser_for(protocol).read):
            self._out(self.stdout.write, json.dumps(result, allow_nan=False))
            status = status if valid else SOME_INVALID
        self._out(self.stdout.flush)
        return status

    def _out(self, write: Callable, *text: str) -> None:
        """The reader of a pipe may have gone away, the disk may be full: not the input file's fault."""
        try:
            write(*text)
        except OSError as error:
            self._stop(f"The results could not be written: {error.strerror or error}")

    def _stop(self, message: str) -> None:
        self.stderr.write(message)
        sys.exit(UNREADABLE)


@contextmanager
def _opened(name: str):
    if name == "-":
        yield sys.stdin.buffer
    else:
        with open(name, "rb") as stream:
            yield stream
