"""`manage.py backup FOLDER`: the whole database as one locked file, checked."""

from argparse import ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.backup import BackupRefused
from clinic.backup.making import Made, make_backup


class Command(BaseCommand):
    help = (
        "Backs the running database up into FOLDER, locked to BACKUP_KEY, and reads the file again before it "
        "gets its name. Exits with 1, and leaves no such file, when anything fails."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder that backups are written into")
        parser.add_argument(
            "--keep",
            type=at_least_one,
            metavar="N",
            help="afterwards remove all but the newest N of the folder",
        )

    def handle(self, *args, **options) -> None:
        try:
            made = make_backup(options["folder"], options["keep"])
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(said_of(made))


def said_of(made: Made) -> str:
    tables = len(made.manifest["contents"]["rows"])
    lines = [f"Checked: {made.rows} rows in {tables} tables, {made.size / 1e6:.1f} MB."]
    lines += [f"Removed: {name}" for name in made.removed]
    if not made.noted:
        lines.append("Not in the audit trail: the database waits for its migrations.")
    return "\n".join([*lines, str(made.path)])


def at_least_one(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ArgumentTypeError(f"a whole number of at least 1, not {text!r}")
    return int(text)
