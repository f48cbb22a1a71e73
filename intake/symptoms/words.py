"""A symptom report in words: its signs, what to do about its level, its answers."""

from typing import Any

from intake.models import SymptomLevel, SymptomReport
from intake.questions.answer_text import answer_words
from intake.questions.items import document_of, said, sheet_of
from treatments.symptoms import symptom_check_for

Row = dict[str, Any]

NOT_SURE = "not sure: {sign}"
BLANKS = "not everything was answered"

DO = {
    SymptomLevel.URGENT.value: (
        "Tell the patient to call {emergency} now.",
        "Tell a dermatologist at once, in person.",
    ),
    SymptomLevel.CALL.value: (
        "A clinician talks to the patient today: put the call through, or say when the call will come.",
        "If breathing gets hard, sight changes or the face swells fast: {emergency}.",
    ),
    SymptomLevel.LATE.value: (
        "Nothing has to be done today. A dermatologist looks at it and decides.",
        "Tell the patient that the doctor will look at this.",
    ),
    SymptomLevel.EXPECTED.value: (
        "What was told is usual after a session. After-care goes on as on the patient’s page.",
        "Ask the patient to call if anything grows, hurts or worries.",
    ),
}
"""What somebody at the desk does, by level; no reasons."""


def what_to_do(level: str, emergency: str) -> list[str]:
    """Sentences for the person who asked, with the emergency number."""
    return [line.format(emergency=emergency or "emergency services") for line in DO[level]]


def sign_words(report: SymptomReport, language: str = "en", *, doubts: bool = True) -> list[str]:
    """The signs of a report in words, the highest level first; a doubt is told as one, or left out."""
    texts = {sign["code"]: sign["text"] for sign in document_of(report.edition)["warning_signs"]}
    told = [sign for sign in report.signs if doubts or sign["status"] == "present"]
    lines = [_sign(sign, said(texts.get(sign["code"]), language)) for sign in told]
    needs_a_word = doubts and not lines and report.level != SymptomLevel.EXPECTED
    return [BLANKS] if needs_a_word else lines


def answer_rows(report: SymptomReport, language: str = "en") -> list[Row]:
    """What was answered, in the order of the check, each with the question's few words."""
    items = sheet_of(report.edition, language).items
    return [
        {"code": code, "label": items[code].label, "words": answer_words(items[code], report.answers[code])}
        for code in items
        if code in report.answers
    ]


def missing_rows(report: SymptomReport) -> list[str]:
    """What was asked, is needed and was left blank, in few words."""
    check, items = symptom_check_for(report.edition), sheet_of(report.edition, "en").items
    missing = check.assess(report.answers, days_after=report.days_after).missing if check else ()
    return [items[code].label for code in missing]


def _sign(sign: Row, text: str) -> str:
    text = text or sign["code"]
    return text if sign["status"] == "present" else NOT_SURE.format(sign=text[:1].lower() + text[1:])
