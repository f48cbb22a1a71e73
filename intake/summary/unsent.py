"""Answers that somebody changed after they were sent, and did not send: not to be signed over unseen."""

from typing import Any

from django.db.models import UUIDField

from clinic.prepared import Prepared
from intake.models import PRE_VISIT, Draft, Response
from intake.questions.items import Sheet

Row = dict[str, Any]

_OPEN = Prepared(
    lambda visit: Draft.objects.filter(visit=visit, questionnaire=PRE_VISIT, closed_at=None).only(
        "answers", "saved_at"
    ),
    visit=UUIDField(),
)


def unsent_of(response: Response, sheet: Sheet) -> Row | None:
    """When a correction was last saved and what it changes; None where none is begun or nothing differs."""
    draft = _OPEN.first(visit=response.visit_id)
    if draft is None:
        return None
    changed = [
        item.label
        for code, item in sheet.items.items()
        if draft.answers.get(code) != response.answers.get(code)
    ]
    return {"saved_at": draft.saved_at.isoformat(), "labels": changed} if changed else None
