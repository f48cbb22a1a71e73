"""`manage.py checkdatabase`: is the database one that this code can run on?"""

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader


class Command(BaseCommand):
    help = "Stops with a message when the database is newer than the code (after a roll-back of the code)."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        unknown = unknown_migrations()
        if unknown:
            raise CommandError(
                f"The database is newer than this code: it was changed by {', '.join(unknown)}, which this "
                "code does not have. Update the code, or restore the backup made before the update."
            )


def unknown_migrations(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Migrations applied to the database and absent from the code, as app.name."""
    loader = MigrationLoader(connections[using], ignore_no_migrations=True)
    replaced = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations) - replaced
    return sorted(".".join(key) for key in unknown)
