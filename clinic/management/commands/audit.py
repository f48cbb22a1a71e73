"""`manage.py audit seal|verify|anchor`: closes events into seals, proves the trail, tells where it stands.

`verify` ends with 0 where the trail is whole, 1 where something is wrong, 2 where it cannot be read.
"""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from clinic.audit import chain
from clinic.audit.chain import Anchor, Verification

MOST_LINES = 50


class Command(BaseCommand):
    help = "Seal the audit trail, verify it, or print its anchor for keeping elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="seal|verify|anchor")
        what.add_parser("seal", help="seal every event that waits, late ones too")
        what.add_parser("anchor", help="print where the chain stands, to be kept outside the database")
        verify = what.add_parser("verify", help="prove every event and seal")
        verify.add_argument(
            "--anchor", metavar="FILE", help="what `audit anchor` printed once; - reads it here"
        )

    def handle(self, *args, what: str, anchor: str | None = None, **options) -> None:
        try:
            if what == "verify":
                self._verify(_anchor_in(anchor) if anchor else None)
            elif what == "anchor":
                self.stdout.write(chain.anchor().as_json())
            else:
                sealed = chain.seal(at=timezone.now(), look_back=None)
                self.stdout.write(f"{_counted(sealed, 'event')} sealed.")
        except DatabaseError as error:
            # The kind only: a driver's message names the server, the database and the user.
            raise CommandError(
                f"The audit trail cannot be read ({type(error).__name__}).", returncode=2
            ) from error

    def _verify(self, anchor: Anchor | None) -> None:
        look, wrong, damaged = Verification(anchor=anchor), 0, 0
        for problem in look.problems():
            wrong, damaged = wrong + 1, damaged + problem.is_damage
            if wrong <= MOST_LINES:
                self.stdout.write(f"{problem}.")
        if wrong > MOST_LINES:
            self.stdout.write(f"… and {wrong - MOST_LINES:,} more.")
        self.stdout.write(f"{_read_in(look)}.")
        if damaged:
            raise CommandError(f"The audit trail is damaged: {_counted(damaged, 'problem')}.", returncode=1)
        if wrong:
            raise CommandError("The audit trail is whole, but nobody seals it.", returncode=1)
        self.stdout.write(_whole(anchor))


def _anchor_in(name: str) -> Anchor:
    """From a file, or from standard input for "-"."""
    try:
        return Anchor.from_json(sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"The anchor cannot be read from {name}.", returncode=2) from error


def _read_in(look: Verification) -> str:
    told = f"Read {_counted(look.events, 'event')} and {_counted(look.seals, 'seal')}"
    if look.sealed_up_to:
        told += f", sealed up to {timezone.localtime(look.sealed_up_to):%Y-%m-%d %H:%M}"
    return told + f"; {look.waiting:,} waiting"


def _whole(anchor: Anchor | None) -> str:
    if anchor is None:
        return (
            "The audit trail is whole. Whether its end was cut off only an anchor can tell (--anchor FILE)."
        )
    return f"The audit trail is whole, and reaches past its anchor (seal {anchor.seal})."


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
