from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    """What the clinic knows about its treatments; no row here names or counts a patient."""

    name = "treatments"
    verbose_name = "Treatments and their protocols"
