"""`manage.py exampleday`: the example clinic's people and a day of invented patients, always today."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic.audit import chain
from intake.example.day import example_day
from intake.example.staff import logins


class Command(BaseCommand):
    help = "Make today's invented patients, where EXAMPLE_DATA is on and there are none yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EXAMPLE_DATA:
            raise CommandError(
                "Example patients are made only with EXAMPLE_DATA=1, which is for this machine alone."
            )
        example_day(timezone.now())
        # Its weeks of events are older than any that waits for a worker, and none was lost: no alarm.
        chain.seal(at=timezone.now())
        self.stdout.write(logins())
