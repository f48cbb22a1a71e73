"""`manage.py setupcode`: the first person of an empty clinic, and a way back in when nobody can lead."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from clinic.people import setup_code


class Command(BaseCommand):
    help = "Prints a one-time code; whoever types it on the setup page becomes the clinic lead."

    def handle(self, *args, **options) -> None:
        try:
            code = setup_code.issue()
        except ValueError:
            raise CommandError("The clinic has a lead already, who adds everybody else.") from None
        page = settings.BASE_URL + reverse("setup")
        self.stdout.write(f"Open {page} within an hour and type this code once: {code}")
