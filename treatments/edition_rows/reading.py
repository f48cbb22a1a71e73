"""The rows of an edition to a document, in a number of queries that does not depend on its size."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from treatments.edition_rows.columns import (
    AFTER,
    BEFORE,
    QUESTION,
    QUESTION_TEXT,
    RULE,
    STATEMENT,
    TABLES,
)
from treatments.edition_rows.course import read_course
from treatments.edition_rows.groups import groups_by_owner
from treatments.models import (
    CareInstruction,
    Contradiction,
    Contraindication,
    DepthRange,
    GuidePart,
    GuideSentence,
    Medicine,
    ProtocolEdition,
    Question,
    Questionnaire,
    QuestionOption,
    SessionSchedule,
    Statement,
    WorkedCase,
)

Document = dict[str, Any]


def read_rows(edition: ProtocolEdition) -> Document:
    """The document of an edition's rows, keys not yet in canonical order."""
    groups = groups_by_owner(edition)
    return {
        "format": 1,
        "treatment": {"code": edition.treatment.code, "name": edition.name},
        "edition": edition.label,
        **{key: _table(edition, model, column) for key, (model, column) in TABLES.items()},
        "questions": _questions(edition, groups),
        "questionnaires": _questionnaires(edition),
        "rules": [
            {"code": row.code, "when": groups["contraindication", row.pk]}
            | ({"area_question": row.area_question.code} if row.area_question else {})
            | _columns(row, RULE)
            for row in _rows(Contraindication, edition).select_related("area_question")
        ],
        **_medicines(edition),
        **_plans(edition),
        **_care(edition),
        **read_course(edition, groups, _columns),
        "statements": [{"code": row.code} | _columns(row, STATEMENT) for row in _rows(Statement, edition)],
        "usual_answers": edition.usual_answers,
        "worked_cases": [
            {"case": row.code, **row.context, "answers": row.answers, "expect": row.expect}
            | _columns(row, ("about",))
            for row in _rows(WorkedCase, edition)
        ],
    }


def _rows(model: type[Model], edition: ProtocolEdition):
    return model.objects.filter(edition=edition).order_by("position")


def _columns(row: Model, keys: Iterable[str]) -> Document:
    """The row's columns that hold something; an empty text, table or list was an absent key."""
    values = {key: getattr(row, key) for key in keys}
    return {key: value for key, value in values.items() if value not in (None, "", {}, [])}


def _table(edition: ProtocolEdition, model: type[Model], column: str) -> Document:
    return {row.code: getattr(row, column) for row in _rows(model, edition)}


def _questions(edition: ProtocolEdition, groups: Mapping) -> list[Document]:
    options: defaultdict[int, Document] = defaultdict(dict)
    for row in QuestionOption.objects.filter(question__edition=edition).order_by("position"):
        options[row.question_id][row.code] = row.text
    return [
        {"code": row.code, "section": row.section.code}
        | _columns(row, QUESTION + QUESTION_TEXT)
        | {"required": row.required}
        | ({"options": options[row.pk]} if row.pk in options else {})
        | ({"asked_when": groups["question", row.pk]} if groups["question", row.pk] else {})
        for row in _rows(Question, edition).select_related("section")
    ]


def _questionnaires(edition: ProtocolEdition) -> Document:
    return {
        row.code: {"title": row.title, "questions": "all" if row.asks_all else row.questions}
        for row in _rows(Questionnaire, edition)
    }


def _medicines(edition: ProtocolEdition) -> Document:
    medicines: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(Medicine, edition).select_related("medicine_class"):
        medicines[row.medicine_class.code if row.medicine_class else "none"].append(row.name)
    rows = _rows(Contradiction, edition).select_related("question")
    contradictions = [{"classes": r.classes, "question": r.question.code, "values": r.values} for r in rows]
    return {"medicines": dict(medicines), "contradictions": contradictions}


def _plans(edition: ProtocolEdition) -> Document:
    schedules = [
        {
            "sessions": [row.sessions_from, row.sessions_to],
            "interval_days": [row.shortest_days, row.longest_days],
        }
        | _columns(row, ("indications", "maintenance", "maintenance_months", "basis"))
        for row in _rows(SessionSchedule, edition)
    ]
    depths = [
        {"usual_mm": [row.usual_from_mm, row.usual_to_mm]}
        | _columns(row, ("areas", "warn_above_mm", "basis"))
        for row in _rows(DepthRange, edition)
    ]
    return {"schedules": schedules, "depths": depths}


def _care(edition: ProtocolEdition) -> Document:
    instructions: defaultdict[str, list[Document]] = defaultdict(list)
    for row in _rows(CareInstruction, edition):
        keys = BEFORE if row.phase == CareInstruction.Phase.BEFORE else AFTER
        instructions[row.phase].append({"code": row.code} | _columns(row, keys))
    sentences: defaultdict[int, list[Document]] = defaultdict(list)
    for row in GuideSentence.objects.filter(part__edition=edition).order_by("position"):
        sentences[row.part_id].append({"basis": row.basis, "text": row.text})
    return {
        "before": instructions["before"],
        "after": instructions["after"],
        "guide": [
            {"part": row.code, "title": row.title, "sentences": sentences[row.pk]}
            for row in _rows(GuidePart, edition)
        ],
    }
