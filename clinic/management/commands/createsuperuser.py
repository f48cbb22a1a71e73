"""Django's command of this name would make somebody with every right; here nobody has every right."""

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Not used here: see createlead."

    def handle(self, *args, **options) -> None:
        raise CommandError("There are no superusers here. The first person is made by: manage.py createlead")
