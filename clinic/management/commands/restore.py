"""`manage.py restore FILE --identity KEYFILE`: a backup into an empty database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.backup import BackupRefused, keys
from clinic.backup.restoring import Restored, restore


class Command(BaseCommand):
    help = (
        "Puts a backup into the installation's empty database, brings it up to date and says what it found. "
        "A damaged file, a wrong key or a database with anything in it is refused before anything is written."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument("--identity", type=Path, required=True, metavar="KEYFILE", help="the secret key")

    def handle(self, *args, **options) -> None:
        try:
            found = restore(options["file"], keys.identities(options["identity"]))
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(said_of(found))


def said_of(found: Restored) -> str:
    contents = found.manifest["contents"]
    lines = [
        f"Restored: {found.manifest['clinic']} as of {found.manifest['made_at']}, version "
        f"{found.manifest['product']}.",
        f"Rows: {sum(contents['rows'].values())} in {len(contents['rows'])} tables, each as it was counted.",
        "The database was older and is up to date now." if found.migrated else "",
        f"Triggers: every one stands, on {found.guards} tables.",
        found.chain,
        "Everybody signs in again.",
    ]
    return "\n".join(line for line in lines if line)
