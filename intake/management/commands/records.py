"""`manage.py records verify`: proves that signed and sent records still match their digests.

Ends with 0 where all do, with 1 where one does not, with 2 where they cannot be read.
"""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from intake.record_checks import check_all

MOST_LINES = 50


class Command(BaseCommand):
    help = "Compute the digest of every signed or sent record anew; ends with 1 on a difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args, **options) -> None:
        read: Counter = Counter()
        wrong = 0
        try:
            for checked in check_all():
                read[checked.kind] += 1
                wrong += bool(checked.why)
                if checked.why and wrong <= MOST_LINES:
                    self.stdout.write(f"{checked.kind} {checked.pk}: {checked.why}.")
        except (DatabaseError, ValueError) as error:  # or a value that no longer can be read
            raise CommandError(
                f"The records cannot be read ({type(error).__name__}).", returncode=2
            ) from error
        told = ", ".join(f"{kind}s: {count:,}" for kind, count in read.items()) or "There are no records"
        self.stdout.write(f"{told}.")
        if wrong:
            raise CommandError(f"{wrong:,} of {read.total():,} records are not as they were.", returncode=1)
        self.stdout.write("Every record matches its digest.")
