"""What acts in a course of care: what may be ordered, what is consented to, how change is rated."""

from django.db import models

from treatments.models import fields
from treatments.models.frozen import frozen_once_published


class OrderChoice(fields.CodedPart):
    """What a dermatologist may order for one patient. An instruction of the same code may depend on it.

    FHIR PlanDefinition.action with selectionBehavior any: each is ordered or not.
    """

    label = fields.words()
    basis = fields.codes()

    class Meta(fields.CodedPart.Meta):
        pass


class ConsentWording(fields.EditionPart):
    """The consent to the treatment as a whole: its heading and the words a patient agrees with.

    The text that a FHIR Consent.policy refers to.
    """

    title = fields.words()
    agree = fields.words()

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition"], name="consent_once_per_edition")]

    def __str__(self) -> str:
        return f"consent of {self.edition}"


class ConsentStatement(fields.EditionPart):
    """One sentence of the consent with the sources it rests on (of the text of a FHIR Consent.policy)."""

    basis = fields.codes()
    text = fields.words()

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="consent_statement_place_once")
        ]

    def __str__(self) -> str:
        return f"consent statement {self.position + 1}"


class RatingScale(fields.CodedPart):
    """A scale on which change or severity is rated before a session, and who rates on it.

    FHIR ObservationDefinition; its steps are the validCodedValueSet, a rating is an Observation.
    """

    label = fields.words()
    text = fields.optional_words(help_text="The question that a rating answers.")
    rated_by = fields.codes(help_text="Of patient, dermatologist.")
    indications = fields.codes(help_text="Empty: for every concern.")
    steps = models.JSONField(default=list, help_text="Each with a value and its words, lowest value first.")
    basis = fields.codes()

    class Meta(fields.CodedPart.Meta):
        pass


for model in (OrderChoice, ConsentWording, ConsentStatement, RatingScale):
    frozen_once_published(model)
