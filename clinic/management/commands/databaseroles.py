"""`manage.py databaseroles APPLICATION`: gives the site's PostgreSQL account what it needs, no more."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from clinic.configuration.database_roles import grants


class Command(BaseCommand):
    help = (
        "Run by the account that owns the tables, after every migrate: gives the account APPLICATION the "
        "rights the site needs. That account must exist and own nothing (docs/deploy.md)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("application", help="the account in the site's own DATABASE_URL")
        parser.add_argument(
            "--print", action="store_true", dest="only_print", help="show the SQL, change nothing"
        )

    def handle(self, *args, application: str, only_print: bool, **options) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has accounts; SQLite's file is its owner's.")
        statements = grants(application)
        if only_print:
            self.stdout.write("".join(f"{statement};\n" for statement in statements))
            return
        with transaction.atomic(), connection.cursor() as cursor:
            self._refuse_unfit(cursor, application)
            for statement in statements:
                cursor.execute(statement)
        self.stdout.write(f"{application} may read and write rows, and change no table and no trigger.")

    def _refuse_unfit(self, cursor, application: str) -> None:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [application])
        row = cursor.fetchone()
        if row is None:
            raise CommandError(f"There is no account {application!r}, see docs/deploy.md.")
        cursor.execute("SELECT current_user = %s", [application])
        if row[0] or cursor.fetchone()[0]:
            raise CommandError(f"{application} is a superuser or the owner itself: no right holds it.")
