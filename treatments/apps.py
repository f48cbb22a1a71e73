from django.apps import AppConfig

from clinic.backup.manifest import also_tell


class TreatmentsConfig(AppConfig):
    """What the clinic knows about its treatments; no row here names or counts a patient."""

    name = "treatments"
    verbose_name = "Treatments and their protocols"

    def ready(self) -> None:
        from treatments.editions_told import hashes_of_editions

        also_tell("editions", hashes_of_editions)
