"""How far the answers of a visit are, in numbers for lists: dealt with, asked, and needed ones still blank.

Where a draft stands is worked out from its answers, and costs more than all the rest of a line. The numbers
are remembered by everything they depend on: the draft as it was last saved, what was asked for, the edition
in force, the day, and the birth date. Nothing somebody answered is kept.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from clinic.prepared import Many
from clinic.prepared.rows import PreparedRows
from intake.models import PRE_VISIT, Draft
from intake.questions.questionnaire import Questionnaire

MOST = 5_000
"""Drafts whose numbers a process remembers."""


class DraftLine(NamedTuple):
    """An open `Draft` of the visit's questions; `version` and `saved_at` change with every save."""

    pk: UUID
    visit_id: UUID
    version: int
    saved_at: datetime
    answers: dict[str, Any]


class Progress(NamedTuple):
    """Questions dealt with, those and the ones still needed, and the needed ones alone."""

    answered: int
    asked: int
    missing: int


NOTHING_ASKED = Progress(0, 0, 0)

_DRAFTS = PreparedRows(
    DraftLine,
    lambda visits: Draft.objects.filter(visit__in=visits, questionnaire=PRE_VISIT, closed_at=None).only(
        *DraftLine._fields
    ),
    visits=Many(UUIDField()),
)
_remembered: dict[tuple, Progress] = {}


def drafts_of(visits: Sequence[UUID]) -> dict[UUID, DraftLine]:
    """The open draft of each visit that has one; one query."""
    return {draft.visit_id: draft for draft in _DRAFTS.all(visits=visits)}


def progress_of(draft: DraftLine | None, questionnaire: Questionnaire) -> Progress:
    """How far a visit is whose answers were not sent yet."""
    if draft is None or not draft.answers:
        needed = questionnaire.needed_at_first()
        return Progress(0, needed, needed)
    key = (draft.pk, draft.version, draft.saved_at, *_what_settles(questionnaire))
    if key not in _remembered:
        if len(_remembered) >= MOST:
            _remembered.clear()
        _remembered[key] = _worked_out(draft, questionnaire)
    return _remembered[key]


def _what_settles(questionnaire: Questionnaire) -> tuple:
    """What decides, besides the answers, which questions are asked and which answers count."""
    parts = (
        (part.edition.pk, part.edition.rules_hash, part.request.indication, tuple(part.request.areas))
        for part in questionnaire.parts
    )
    born = questionnaire.visit.patient.birth_date
    return questionnaire.on, questionnaire.planned_on, born, *parts


def _worked_out(draft: DraftLine, questionnaire: Questionnaire) -> Progress:
    standing = questionnaire.standing(draft.answers, {})
    answered, missing = len(standing.counted), len(standing.missing)
    return Progress(answered, answered + missing, missing)
