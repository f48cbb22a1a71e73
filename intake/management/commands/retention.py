"""`manage.py retention due|dispose`: which records are old enough to go, and letting one of them go.

On PostgreSQL run it as the owner of the tables: the site's own account may delete none of these rows.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from clinic.models import User
from intake.actions import disposals
from intake.models import Patient
from intake.questions.wording import Refused
from intake.refusals import NotDone


class Command(BaseCommand):
    help = "List records that nobody used for the years of RETENTION_YEARS, and delete one of them for good."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="due|dispose")
        what.add_parser("due", help="record numbers of what is old enough to go")
        one = what.add_parser("dispose", help="delete one record for good")
        one.add_argument("record", help="its record number, as `retention due` lists it")
        one.add_argument("--by", metavar="EMAIL", required=True, help="the clinic lead who approves it")
        one.add_argument("--reason", required=True, help="kept with the approval; no patient's name")
        one.add_argument("--yes", action="store_true", help="do not ask for the record number once more")

    def handle(self, *args, what: str, **options) -> None:
        at = timezone.now()
        try:
            self._list(at) if what == "due" else self._dispose(options, at)
        except (NotDone, Refused, PermissionDenied) as error:
            raise CommandError(f"Nothing was deleted. {error}") from error
        except DatabaseError as error:
            told = "The database refused it or cannot be used"
            raise CommandError(
                f"Nothing was deleted. {told} ({type(error).__name__}).", returncode=2
            ) from error

    def _list(self, at: datetime) -> None:
        count = 0
        for one in disposals.due(at=at):
            count += 1
            self.stdout.write(f"{one.patient.record_number}  last used {one.last_active_at:%Y-%m-%d}")
        self.stdout.write(f"{count} record{'' if count == 1 else 's'} old enough to go.")

    def _dispose(self, options: dict, at: datetime) -> None:
        number = options["record"].replace(" ", "")
        patient = Patient.objects.filter(record_number=number).first()
        by = User.objects.filter(email=User.objects.normalize_email(options["by"]), is_active=True).first()
        if patient is None:
            raise _stop("There is no such record.")
        if not options["yes"] and self._typed() != number:
            raise _stop("That was another number.")
        made = disposals.let_go(patient=patient, reason=options["reason"], by=by, at=at)
        rows = sum(made.rows.values())
        self.stdout.write(
            f"Record {made.record_number} is gone: {rows} rows. Disposal {made.pk} says who and why."
        )
        self.stdout.write("Backups made before hold it until they are removed.")

    def _typed(self) -> str:
        return input("This cannot be undone. Type the record number once more: ").replace(" ", "")


def _stop(told: str, status: int = 1) -> CommandError:
    return CommandError(f"Nothing was deleted. {told}", returncode=status)
