"""`manage.py reassess`: proves that every stored assessment still follows from its stored facts."""

from django.core.management.base import BaseCommand, CommandError

from intake.reassessing import rerun_all


class Command(BaseCommand):
    help = "Run all stored assessments again and compare every byte; ends with 1 on a difference."

    def handle(self, *args, **options) -> None:
        total = different = 0
        for rerun in rerun_all():
            total += 1
            different += not rerun.same
            if rerun.why:
                self.stdout.write(f"{rerun.pk}: {rerun.why}")
        if different:
            raise CommandError(f"{different} of {total} assessments do not come out as stored.")
        self.stdout.write(f"{total} assessments come out as stored, byte for byte.")
