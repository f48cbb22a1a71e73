"""`manage.py addperson EMAIL NAME --role …`: somebody else who works at the clinic."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from clinic import people
from clinic.models import User
from clinic.people import invitations
from clinic.roles import LEAD, Role


class Command(BaseCommand):
    help = "Adds somebody with one or more roles and prints a one-time link to set the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="full name, as it stands under a signature")
        parser.add_argument("--title", default="", help="such as MD, behind the name")
        parser.add_argument("--role", nargs="+", required=True, choices=Role.values, help="one or more")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the clinic lead who adds them")

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        by = _lead(options["by"])
        try:
            person = people.add_person(
                email=options["email"],
                full_name=options["name"],
                title=options["title"],
                roles=options["role"],
                by=by,
            )
        except ValidationError as error:
            told = "; ".join(f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items())
            raise CommandError(f"Nobody was added. {told}") from error
        self.stdout.write(f"{person.full_name} ({', '.join(options['role'])}) signs in as {person.email}.")
        self.stdout.write("They open this link once, within a day, to set the password:")
        self.stdout.write(invitations.invite(person, by=by))


def _lead(email: str) -> User:
    person = User.objects.filter(email=User.objects.normalize_email(email), is_active=True).first()
    if person is None or not person.has_role(LEAD):
        raise CommandError(f"{email!r} is no clinic lead here. manage.py createlead makes the first one.")
    return person
