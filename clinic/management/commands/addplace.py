"""`manage.py addplace NAME`: where the clinic sees patients; a visit is booked at a place."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from clinic import audit
from clinic.models import Place


class Command(BaseCommand):
    help = "Adds a place of the clinic."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="as patients know it")
        parser.add_argument("--address", default="")
        parser.add_argument("--phone", default="")

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        place = Place(
            name=options["name"].strip(), address=options["address"].strip(), phone=options["phone"].strip()
        )
        try:
            place.full_clean()
        except ValidationError as error:
            raise CommandError("No place was added. " + " ".join(error.messages)) from error
        place.save()
        audit.record("create", role=audit.SYSTEM, target=f"place {place.pk}")
        self.stdout.write(f"Visits can be booked at {place.name}.")
