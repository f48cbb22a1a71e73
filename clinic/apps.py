from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = "The clinic"

    def ready(self) -> None:
        # Imported for what they register: system checks, and receivers of allauth's and Django's signals.
        from clinic import (  # noqa: F401
            audit_state,
            checks,
            deploy_checks,
            second_factor_events,
            sign_in_events,
        )
