"""The summary's look back: sessions so far, and what changed since the last answers."""

from collections.abc import Sequence
from typing import Any

from intake.answer_text import answer_words
from intake.items import Sheet
from intake.models import Response, TreatmentRequest, TreatmentSession, Visit

NOT_ASKED = "no longer asked"
"""Another answer closed the question since."""

Row = dict[str, Any]


def course_of(visit: Visit, sheet: Sheet) -> list[Row]:
    """Earlier sessions of this patient, here and elsewhere, the latest first."""
    here = TreatmentSession.objects.filter(patient=visit.patient_id).exclude(visit=visit)
    rows = [_row(one.performed_on.isoformat(), one.treatment, one.areas, sheet, here=True) for one in here]
    told = TreatmentRequest.objects.filter(visit__patient=visit.patient_id)
    elsewhere = {
        (day, request.treatment, tuple(request.areas))
        for request in told
        for day in request.previous_sessions_elsewhere
    }
    rows += [_row(*one, sheet, here=False) for one in sorted(elsewhere)]
    return sorted(rows, key=lambda row: row["on"], reverse=True)


def changes_since(visit: Visit, response: Response, sheet: Sheet) -> list[Row]:
    """The answers that differ from those sent before: earlier for this visit, or for an earlier one."""
    before = _answers_before(visit, response)
    if before is None:
        return []
    answers, asked = response.answers, {entry["code"] for entry in response.asked}
    codes = [code for code in sheet.items if before.answers.get(code) != answers.get(code)]
    return [
        {
            "code": code,
            "label": sheet.items[code].label,
            "before": answer_words(sheet.items[code], before.answers.get(code)),
            "now": answer_words(sheet.items[code], answers.get(code)) if code in asked else NOT_ASKED,
            "since": before.as_of.isoformat(),
        }
        for code in codes
    ]


def _answers_before(visit: Visit, response: Response) -> Response | None:
    """The response before this one that was not marked as wrong."""
    kept = Response.objects.filter(visit__patient=visit.patient_id, retraction=None)
    kept = kept.filter(questionnaire=response.questionnaire, submitted_at__lt=response.submitted_at)
    return kept.order_by("-submitted_at", "-number").first()


def _row(day: str, treatment: str, areas: Sequence[str], sheet: Sheet, *, here: bool) -> Row:
    return {
        "on": day,
        "treatment": treatment,
        "codes": list(areas),
        "areas": [sheet.areas.get(area, area) for area in areas],
        "here": here,
    }
