"""The protocol as rows: what the clinic knows, edition by edition. No row names or counts a patient."""

from treatments.models.care import CareInstruction, GuidePart, GuideSentence, WarningSign
from treatments.models.course import ConsentStatement, ConsentWording, OrderChoice, RatingScale
from treatments.models.editions import (
    ProtocolEdition,
    Publication,
    Retirement,
    Treatment,
    WordingReview,
)
from treatments.models.medicines import Contradiction, Medicine, MedicineClass
from treatments.models.questions import (
    Area,
    Indication,
    Question,
    Questionnaire,
    QuestionOption,
    Section,
)
from treatments.models.rules import (
    Contraindication,
    Criterion,
    CriterionGroup,
    DepthRange,
    SessionSchedule,
)
from treatments.models.sources import Basis, Reference, Statement, WorkedCase

__all__ = [
    "Area",
    "Basis",
    "CareInstruction",
    "ConsentStatement",
    "ConsentWording",
    "Contradiction",
    "Contraindication",
    "Criterion",
    "CriterionGroup",
    "DepthRange",
    "GuidePart",
    "GuideSentence",
    "Indication",
    "Medicine",
    "MedicineClass",
    "OrderChoice",
    "ProtocolEdition",
    "Publication",
    "Question",
    "QuestionOption",
    "Questionnaire",
    "RatingScale",
    "Reference",
    "Retirement",
    "Section",
    "SessionSchedule",
    "Statement",
    "Treatment",
    "WarningSign",
    "WordingReview",
    "WorkedCase",
]
