"""A document to the rows of an edition, a few inserts for each kind of row."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from treatments.edition_rows.columns import (
    AFTER,
    BEFORE,
    QUESTION,
    QUESTION_TEXT,
    RULE,
    SIGN,
    STATEMENT,
    TABLES,
    VISIT,
)
from treatments.models import (
    CareInstruction,
    Contradiction,
    Contraindication,
    Criterion,
    CriterionGroup,
    DepthRange,
    GuidePart,
    GuideSentence,
    Medicine,
    MedicineClass,
    ProtocolEdition,
    Question,
    Questionnaire,
    QuestionOption,
    Section,
    SessionSchedule,
    Statement,
    WarningSign,
    WorkedCase,
)
from treatments.protocol_file.criteria import operator_of, values_of

Document = dict[str, Any]


def save_rows(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    """Add every row of the document below an edition that has none yet."""
    for key, (model, column) in TABLES.items():
        _add(
            model, [_part(model, edition, i, code=c, **{column: t}) for i, (c, t) in _numbered(document[key])]
        )
    _save_questions(edition, document)
    _save_rules(edition, document)
    _save_medicines(edition, document)
    _save_plans(edition, document)
    _save_care(edition, document)
    _save_sources(edition, document)


def _numbered(table: Mapping[str, Any]) -> Iterable[tuple[int, tuple[str, Any]]]:
    return enumerate(table.items())


def _part(model: type[Model], edition: ProtocolEdition, position: int, **values: Any) -> Model:
    return model(edition=edition, position=position, **values)


def _kept(source: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """The named keys that are there; the columns' own defaults stand for the others."""
    return {key: source[key] for key in keys if key in source}


def _add(model: type[Model], rows: list) -> list:
    return model.objects.bulk_create(rows, batch_size=500)


def _by_code(model: type[Model], edition: ProtocolEdition) -> dict[str, Any]:
    return {row.code: row for row in model.objects.filter(edition=edition)}


def _save_questions(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    sections = _by_code(Section, edition)
    _add(
        Question,
        [
            _part(
                Question,
                edition,
                i,
                code=q["code"],
                section=sections[q["section"]],
                **_kept(q, QUESTION + QUESTION_TEXT),
            )
            for i, q in enumerate(document["questions"])
        ],
    )
    rows = _by_code(Question, edition)
    options = [
        QuestionOption(question=rows[q["code"]], position=i, code=code, text=text)
        for q in document["questions"]
        for i, (code, text) in _numbered(q.get("options", {}))
    ]
    _add(QuestionOption, options)
    _save_groups(
        [({"question": rows[q["code"]]}, q.get("asked_when", [])) for q in document["questions"]], rows
    )
    forms = [
        _part(Questionnaire, edition, i, code=code, title=form["title"], **_asked(form["questions"]))
        for i, (code, form) in _numbered(document["questionnaires"])
    ]
    _add(Questionnaire, forms)


def _asked(questions: str | list[str]) -> dict[str, Any]:
    return {"asks_all": True} if questions == "all" else {"questions": questions}


def _save_rules(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    questions = _by_code(Question, edition)
    _add(
        Contraindication,
        [
            _part(
                Contraindication,
                edition,
                i,
                code=rule["code"],
                area_question=questions.get(rule.get("area_question")),
                **_kept(rule, RULE),
            )
            for i, rule in enumerate(document["rules"])
        ],
    )
    rows = _by_code(Contraindication, edition)
    owned = [({"contraindication": rows[rule["code"]]}, rule["when"]) for rule in document["rules"]]
    _save_groups(owned, questions)


def _save_groups(owned: list[tuple[dict[str, Model], list]], questions: Mapping[str, Question]) -> None:
    """The groups of several owners with their criteria, in two inserts."""
    placed = [(owner, i, group) for owner, groups in owned for i, group in enumerate(groups)]
    rows = _add(CriterionGroup, [CriterionGroup(position=i, **owner) for owner, i, _ in placed])
    criteria = [
        Criterion(
            group=row,
            position=i,
            question=questions.get(criterion.get("question")),
            operator=operator_of(criterion),
            values=list(values_of(criterion)),
        )
        for row, (_, _, group) in zip(rows, placed, strict=True)
        for i, criterion in enumerate(group)
    ]
    _add(Criterion, criteria)


def _save_medicines(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    classes = _by_code(MedicineClass, edition)
    named = [(kind, name) for kind, names in document["medicines"].items() for name in names]
    _add(
        Medicine,
        [
            _part(Medicine, edition, i, medicine_class=classes.get(k), name=n)
            for i, (k, n) in enumerate(named)
        ],
    )
    questions = _by_code(Question, edition)
    rows = [
        _part(
            Contradiction,
            edition,
            i,
            classes=row["classes"],
            question=questions[row["question"]],
            values=row["values"],
        )
        for i, row in enumerate(document["contradictions"])
    ]
    _add(Contradiction, rows)


def _save_plans(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    schedules = [
        _part(
            SessionSchedule,
            edition,
            i,
            **_kept(row, ("indications", "maintenance", "maintenance_months", "basis")),
            **dict(zip(("sessions_from", "sessions_to"), row["sessions"], strict=True)),
            **dict(zip(("shortest_days", "longest_days"), row["interval_days"], strict=True)),
        )
        for i, row in enumerate(document["schedules"])
    ]
    _add(SessionSchedule, schedules)
    depths = [
        _part(
            DepthRange,
            edition,
            i,
            **_kept(row, ("areas", "warn_above_mm", "basis")),
            **dict(zip(("usual_from_mm", "usual_to_mm"), row["usual_mm"], strict=True)),
        )
        for i, row in enumerate(document["depths"])
    ]
    _add(DepthRange, depths)


def _save_care(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    phases = (("before", BEFORE), ("after", AFTER))
    instructions = [
        _part(CareInstruction, edition, i, phase=phase, code=row["code"], **_kept(row, keys))
        for phase, keys in phases
        for i, row in enumerate(document[phase])
    ]
    _add(CareInstruction, instructions)
    signs = document["warning_signs"]
    _add(
        WarningSign,
        [_part(WarningSign, edition, i, code=s["code"], **_kept(s, SIGN)) for i, s in enumerate(signs)],
    )
    guide = document["guide"]
    _add(
        GuidePart,
        [_part(GuidePart, edition, i, code=p["part"], title=p["title"]) for i, p in enumerate(guide)],
    )
    parts = _by_code(GuidePart, edition)
    sentences = [
        GuideSentence(part=parts[part["part"]], position=i, **sentence)
        for part in guide
        for i, sentence in enumerate(part["sentences"])
    ]
    _add(GuideSentence, sentences)


def _save_sources(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    statements = [
        _part(Statement, edition, i, code=row["code"], **_kept(row, STATEMENT))
        for i, row in enumerate(document["statements"])
    ]
    _add(Statement, statements)
    cases = [
        _part(
            WorkedCase,
            edition,
            i,
            code=case["case"],
            context=_kept(case, VISIT),
            **_kept(case, ("about", "answers", "expect")),
        )
        for i, case in enumerate(document["worked_cases"])
    ]
    _add(WorkedCase, cases)
