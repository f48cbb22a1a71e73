"""What is asked: sections, questions with their options, and the questionnaires that pick from them."""

from django.db import models
from django.db.models import Q

from treatments.models import fields
from treatments.models.frozen import OF_QUESTION, frozen_once_published


class Area(fields.CodedPart):
    """A part of the body that can be treated (a code for FHIR ServiceRequest.bodySite)."""

    name = fields.words()

    class Meta(fields.CodedPart.Meta):
        pass


class Indication(fields.CodedPart):
    """What a patient comes for (a code for FHIR ServiceRequest.reasonCode)."""

    name = fields.words()

    class Meta(fields.CodedPart.Meta):
        pass


class Section(fields.CodedPart):
    """A heading under which questions stand (FHIR Questionnaire.item of type group)."""

    title = fields.words()

    class Meta(fields.CodedPart.Meta):
        pass


class Question(fields.CodedPart):
    """One question; its code is the stored answer's name (FHIR Questionnaire.item.linkId)."""

    class Type(models.TextChoices):
        YESNO = "yesno"
        CHOICE = "choice"
        AREAS = "areas"
        NUMBER = "number"
        TEXT = "text"
        TEXT_LIST = "text_list"
        WHEN = "when"

    section = models.ForeignKey(Section, models.RESTRICT, related_name="questions")
    type = models.CharField(max_length=10, choices=Type.choices)
    required = models.BooleanField(default=True)
    not_sure = models.BooleanField(default=False, help_text="'I am not sure' is an answer.")
    never = models.BooleanField(default=False, help_text="'Never' is an answer (dates only).")
    unit = models.CharField(
        max_length=10, blank=True, help_text="Of a number: percent, months, days, points."
    )
    shelf_life_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Asked again after so many days; 0: on the day of each session."
    )
    record_only = models.BooleanField(default=False, help_text="Kept for the record, no rule reads it.")
    only_for = fields.codes(help_text="Forms that alone ask it; empty: asked before the visit.")
    given_by = models.CharField(max_length=10, blank=True, help_text="clinic: worked out, never asked.")
    compares = fields.code(blank=True, help_text="The number of which it tells whether it grew.")
    range = fields.codes(help_text="Of a number: the least and the most, whole numbers only.")
    label = fields.words(help_text="Two or three words for lists and the summary.")
    text = fields.words(help_text="The question to the patient.")
    hint = fields.optional_words()
    why = fields.optional_words(help_text="Why we ask this.")

    class Meta(fields.CodedPart.Meta):
        constraints = [
            *fields.CodedPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(type="when") | Q(never=False), name="question_never_only_of_a_date"
            ),
        ]


class QuestionOption(models.Model):
    """One answer a choice offers (FHIR Questionnaire.item.answerOption)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options", db_index=False)
    position = models.PositiveIntegerField()
    code = fields.code()
    text = fields.words()

    class Meta:
        ordering = ["question", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="option_code_once_per_question")
        ]

    def __str__(self) -> str:
        return self.code


class Questionnaire(fields.CodedPart):
    """One form made of the edition's questions: before the visit, same day (FHIR Questionnaire)."""

    title = fields.words()
    asks_all = models.BooleanField(default=False)
    questions = fields.codes(help_text="Codes of the questions asked, unless all are.")

    class Meta(fields.CodedPart.Meta):
        pass


for model in (Area, Indication, Section, Question, Questionnaire):
    frozen_once_published(model)
frozen_once_published(QuestionOption, when=OF_QUESTION)
