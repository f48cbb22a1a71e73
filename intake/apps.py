"""Intake: what one person said and what the clinic decided about it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = "Intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils import timezone

        from clinic.context import counts_beside
        from clinic.patient_sessions import patients_come_by
        from clinic.people.emergency import count_unreviewed
        from clinic.roles import FRONT_DESK
        from intake.access_by_link import open_invitation
        from intake.views.patient_link import turned_away
        from intake.worklists.queue import count_to_sign
        from intake.worklists.recall_list import count_to_recall

        counts_beside("emergencies", lambda user: count_unreviewed(user, timezone.now()) or None)
        patients_come_by(open_invitation, turned_away)
        counts_beside("review-queue", lambda user: count_to_sign() or None)
        counts_beside(
            "recalls", lambda user: count_to_recall() or None if user.has_role(FRONT_DESK) else None
        )
