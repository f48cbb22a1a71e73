"""Where a patient's session begins, by what its link is for."""

from intake.models import Purpose

HOMES = {
    Purpose.QUESTIONNAIRE.value: "questions",
    Purpose.SAME_DAY.value: "day-check",
    Purpose.CARE.value: "care",
}
"""Names of the first pages."""
