"""The summary's look back: sessions so far, and what changed since the last answers."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, DateTimeField, UUIDField

from clinic.prepared import Prepared
from intake.models import Response, TreatmentRequest, TreatmentSession, Visit
from intake.questions.answer_text import answer_words
from intake.questions.items import Sheet

NOT_ASKED = "no longer asked"
"""Another answer closed the question since."""

Row = dict[str, Any]

_SESSIONS = Prepared(
    lambda patient: TreatmentSession.objects.filter(patient=patient).only(
        "performed_on", "treatment", "areas"
    ),
    patient=UUIDField(),
)
_ASKED_FOR = Prepared(
    lambda patient: TreatmentRequest.objects.filter(visit__patient=patient).only(
        "treatment", "areas", "previous_sessions_elsewhere"
    ),
    patient=UUIDField(),
)
_BEFORE = Prepared(
    lambda patient, form, sent_at: (
        Response.objects.filter(visit__patient=patient, retraction=None)
        .filter(questionnaire=form, submitted_at__lt=sent_at)
        .only("answers", "as_of")
        .order_by("-submitted_at", "-number")[:1]
    ),
    patient=UUIDField(),
    form=CharField(),
    sent_at=DateTimeField(),
)


def course_of(visit: Visit, sheet: Sheet) -> list[Row]:
    """Sessions of this patient, here and elsewhere, the latest first; the visit's own once it was held."""
    here = _SESSIONS.all(patient=visit.patient_id)
    rows = [_row(one.performed_on.isoformat(), one.treatment, one.areas, sheet, here=True) for one in here]
    told = _ASKED_FOR.all(patient=visit.patient_id)
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
    form, sent_at = response.questionnaire, response.submitted_at
    return _BEFORE.first(patient=visit.patient_id, form=form, sent_at=sent_at)


def _row(day: str, treatment: str, areas: Sequence[str], sheet: Sheet, *, here: bool) -> Row:
    return {
        "on": day,
        "treatment": treatment,
        "codes": list(areas),
        "areas": [sheet.areas.get(area, area) for area in areas],
        "here": here,
    }
