"""`manage.py createlead`: the first person of an empty clinic, and a way back in when nobody can lead."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.urls import reverse

from clinic.people import setup_code


class Command(BaseCommand):
    help = "Makes the first clinic lead: prints a one-time code, and whoever types it at /setup/ is the lead."

    def handle(self, *args, **options) -> None:
        try:
            code = setup_code.issue()
        except ValueError:
            raise CommandError("The clinic has a lead already, who adds everybody else.") from None
        except DatabaseError as error:
            reason = str(error).splitlines()[0]
            raise CommandError(f"The database is not ready ({reason}); start script/server once.") from None
        page = settings.BASE_URL + reverse("setup")
        self.stdout.write(f"Open {page} within an hour and type this code once: {code}")
