"""`manage.py passwordlink EMAIL`: a one-time link for somebody who forgot the password."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from clinic import audit, people
from clinic.models import User


class Command(BaseCommand):
    help = "Prints a link by which this person sets a new password, once and within a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        person = User.objects.filter(email=User.objects.normalize_email(options["email"])).first()
        if person is None or not person.is_active:
            raise CommandError("Nobody with this e-mail can sign in.")
        audit.record(
            "privilege", role=audit.SYSTEM, target=f"user {person.public_id}", fields=["password link"]
        )
        self.stdout.write(people.password_link(person))
