"""`manage.py backupkey FILE`: the pair of keys for backups."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.backup import BackupRefused
from clinic.backup.keys import make_pair


class Command(BaseCommand):
    help = "Makes the pair of keys for backups: writes the secret one into FILE, prints the public one."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where the secret key is written; a new file")

    def handle(self, *args, **options) -> None:
        try:
            public = make_pair(options["file"])
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"BACKUP_KEY={public}")
        self.stderr.write(
            f"Give the server this line. {options['file']} opens every backup, and without it none can be "
            "opened: keep it, and a copy, away from the server."
        )
