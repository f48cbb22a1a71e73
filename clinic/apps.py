from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = "The clinic"

    def ready(self) -> None:
        # Imported for what they register: system checks, and receivers of allauth's and Django's signals.
        from clinic.audit import state  # noqa: F401
        from clinic.configuration import checks, deploy_checks  # noqa: F401
        from clinic.sign_in import events, second_factor_events  # noqa: F401
