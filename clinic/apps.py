from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = "The clinic"

    def ready(self) -> None:
        # Imported for what they register: system checks, and receivers of allauth's and Django's signals.
        from clinic import audit_state, checks, second_factor_events, sign_in_events  # noqa: F401
