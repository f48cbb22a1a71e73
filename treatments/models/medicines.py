"""Medicine names a patient may type, their classes, and which answers a class contradicts."""

from django.db import models

from treatments.models import fields
from treatments.models.frozen import frozen_once_published
from treatments.models.questions import Question


class MedicineClass(fields.CodedPart):
    """A kind of medicine that rules ask for (FHIR MedicationKnowledge.medicineClassification)."""

    edition = fields.edition("medicine_classes")
    name = fields.words()

    class Meta(fields.CodedPart.Meta):
        verbose_name_plural = "medicine classes"


class Medicine(fields.EditionPart):
    """A name and its class; without one it is a known medicine that raises nothing.

    FHIR MedicationKnowledge.synonym.
    """

    medicine_class = models.ForeignKey(
        MedicineClass, models.CASCADE, null=True, blank=True, related_name="medicines"
    )
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="medicine_name_once_per_edition")
        ]

    def __str__(self) -> str:
        return self.name


class Contradiction(fields.EditionPart):
    """A typed medicine of one of these classes contradicts these values of the question.

    What it finds in one patient's answers is a FHIR DetectedIssue.
    """

    classes = fields.codes()
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    values = fields.codes()

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="contradiction_place_once")
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.classes)} against {self.question}"


for model in (MedicineClass, Medicine, Contradiction):
    frozen_once_published(model)
