"""`manage.py createlead`: the first person of an empty clinic, and a way back in when nobody can lead."""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic import people
from clinic.models import User
from clinic.roles import LEAD


class Command(BaseCommand):
    help = "Adds a clinic lead and prints a one-time link by which they set their password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help="asked for when not given")
        parser.add_argument("--name", help="full name, asked for when not given")
        parser.add_argument("--title", default="", help="as it stands under a signature")
        parser.add_argument(
            "--ask-password", action="store_true", help="ask for a password now, print no link"
        )
        parser.add_argument("--another", action="store_true", help="although the clinic has a lead already")

    def handle(self, *args, **options) -> None:
        if people.there_is_a_lead() and not options["another"]:
            raise CommandError("The clinic has a lead already. Add --another if that is what you want.")
        email = options["email"] or self._ask("E-mail: ")
        name = options["name"] or self._ask("Full name: ")
        password = self._ask_password(email, name) if options["ask_password"] else None
        lead = self._add(email, name, options["title"], password)
        self.stdout.write(f"{lead.full_name} is a clinic lead and signs in as {lead.email}.")
        if password is None:
            self.stdout.write("Open this link once, within a day, to set the password:")
            self.stdout.write(people.password_link(lead))

    def _add(self, email: str, name: str, title: str, password: str | None) -> User:
        try:
            return people.add_person(
                email=email, full_name=name, title=title, roles=[LEAD], by=None, password=password
            )
        except ValidationError as error:
            told = "; ".join(f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items())
            raise CommandError(f"Nobody was added. {told}") from error

    def _ask(self, question: str) -> str:
        try:
            return input(question).strip()
        except EOFError:
            raise CommandError("Give --email and --name, there is nobody here to ask.") from None

    def _ask_password(self, email: str, name: str) -> str:
        password = getpass("Password: ")
        if getpass("Once more: ") != password:
            raise CommandError("The two passwords differ. Nobody was added.")
        try:
            validate_password(password, User(email=email, full_name=name))
        except ValidationError as error:
            raise CommandError("Nobody was added. " + " ".join(error.messages)) from error
        return password
