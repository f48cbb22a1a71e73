"""`manage.py passwordlink EMAIL`: a one-time link for somebody who forgot the password.

The same as *New invitation* on the person's page, for a clinic whose lead forgot the password.
"""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.models import User
from clinic.people import invitations


class Command(BaseCommand):
    help = "Prints a link by which this person sets a new password, once and within a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args, **options) -> None:
        person = User.objects.filter(email=User.objects.normalize_email(options["email"])).first()
        if person is None or not person.is_active:
            raise CommandError("Nobody with this e-mail can sign in.")
        self.stdout.write(invitations.invite(person, by=None))
