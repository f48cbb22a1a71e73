"""Which columns hold which keys; the two have the same names wherever a value is kept as it is."""

from treatments.models import (
    Area,
    Basis,
    CareInstruction,
    ConsentStatement,
    ConsentWording,
    Contradiction,
    Contraindication,
    Criterion,
    CriterionGroup,
    DepthRange,
    GuidePart,
    GuideSentence,
    Indication,
    Medicine,
    MedicineClass,
    OrderChoice,
    ProtocolEdition,
    Question,
    Questionnaire,
    QuestionOption,
    RatingScale,
    Reference,
    Section,
    SessionSchedule,
    Statement,
    WarningSign,
    WorkedCase,
)

EDITION_MODELS = (
    ProtocolEdition,
    Area,
    Indication,
    Section,
    Question,
    QuestionOption,
    Questionnaire,
    Contraindication,
    CriterionGroup,
    Criterion,
    MedicineClass,
    Medicine,
    Contradiction,
    SessionSchedule,
    DepthRange,
    CareInstruction,
    WarningSign,
    OrderChoice,
    ConsentWording,
    ConsentStatement,
    RatingScale,
    GuidePart,
    GuideSentence,
    Basis,
    Reference,
    Statement,
    WorkedCase,
)
"""The edition and every model whose rows stand below it."""

TABLES = {
    "areas": (Area, "name"),
    "indications": (Indication, "name"),
    "sections": (Section, "title"),
    "medicine_classes": (MedicineClass, "name"),
    "bases": (Basis, "name"),
    "references": (Reference, "text"),
}
"""Parts of the document that map a code to one text."""

QUESTION = (
    "type",
    "required",
    "not_sure",
    "never",
    "unit",
    "only_for",
    "given_by",
    "compares",
    "range",
    "shelf_life_days",
    "record_only",
)
QUESTION_TEXT = ("label", "text", "hint", "why")
RULE = ("effects", "clears", "basis", "staff", "patient")
BEFORE = ("from_days", "until_days", "serves", "at_check_in", "when_ordered", "basis", "text")
AFTER = ("from_hours", "to_hours", "when_ordered", "basis", "text")
SIGN = ("level", "in_guide", "basis", "text")
ORDER = ("label", "basis")
SCALE = ("label", "text", "rated_by", "indications", "steps", "basis")
STATEMENT = ("says", "use", "why")
VISIT = ("as_of", "answered_on", "planned_on", "birth_date", "indication", "areas", "previous_sessions")
