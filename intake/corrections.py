"""Correction requests as pages show them: a patient's own, and those nobody has answered."""

from typing import Any

from django.db.models import QuerySet

from clinic.models import User
from clinic.prepared.rows import Key, PreparedRows
from intake.access import READS_CORRECTIONS
from intake.copy.choice_words import choice_words
from intake.dates import clinic_day
from intake.models import CorrectionRequest, Patient
from intake.questions.answer_text import PATIENT, day_words

MOST = 100
"""Requests a page shows."""


def waiting() -> QuerySet[CorrectionRequest]:
    """Those nobody answered, the longest waiting first."""
    return CorrectionRequest.objects.filter(answer=None).order_by("written_at", "id")


_WAITING = PreparedRows(Key, lambda: waiting().only("pk")[: MOST + 1])


def waiting_for(user: User) -> dict[str, Any]:
    """What the line about waiting requests says to this person; one query, counted up to MOST."""
    found = len(_WAITING.all())
    return {
        "waiting": min(found, MOST),
        "wait_more": found > MOST,
        "reads_corrections": user.has_role(*READS_CORRECTIONS),
    }


def corrections_of(patient: Patient) -> list[CorrectionRequest]:
    """A patient's requests with their answers, the latest first."""
    found = CorrectionRequest.objects.filter(patient=patient).select_related("answer__by")
    return list(found.order_by("-written_at", "-id")[:MOST])


def rows_for_patient(patient: Patient, language: str) -> list[dict[str, Any]]:
    """What the patient wrote and what the clinic answered, in the patient's words."""
    return [_row(one, language) for one in corrections_of(patient)]


def _row(one: CorrectionRequest, language: str) -> dict[str, Any]:
    answer = getattr(one, "answer", None)
    told = {"words": one.words, "day": day_words(clinic_day(one.written_at), language, PATIENT)}
    if answer is None:
        return told
    return told | {
        "outcome": choice_words("correction_answers", "outcome", answer.outcome, language),
        "answer": answer.words,
        "answered_on": day_words(clinic_day(answer.at), language, PATIENT),
        "by": answer.by.signature_name,
    }
