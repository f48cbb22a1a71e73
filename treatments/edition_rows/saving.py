"""A document to the rows of an edition, a few inserts for each kind of row."""

from collections.abc import Mapping
from typing import Any

from treatments.edition_rows.adding import add, by_code, kept, numbered, part
from treatments.edition_rows.columns import (
    AFTER,
    BEFORE,
    QUESTION,
    QUESTION_TEXT,
    RULE,
    STATEMENT,
    TABLES,
    VISIT,
)
from treatments.edition_rows.course import save_course
from treatments.edition_rows.groups import save_groups
from treatments.models import (
    CareInstruction,
    Contradiction,
    Contraindication,
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
    WorkedCase,
)

Document = dict[str, Any]


def save_rows(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    """Add every row of the document below an edition that has none yet."""
    for key, (model, column) in TABLES.items():
        add(model, [part(model, edition, i, code=c, **{column: t}) for i, (c, t) in numbered(document[key])])
    _save_questions(edition, document)
    _save_rules(edition, document)
    _save_medicines(edition, document)
    _save_plans(edition, document)
    _save_care(edition, document)
    save_course(edition, document)
    _save_sources(edition, document)


def _save_questions(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    sections = by_code(Section, edition)
    add(
        Question,
        [
            part(
                Question,
                edition,
                i,
                code=q["code"],
                section=sections[q["section"]],
                **kept(q, QUESTION + QUESTION_TEXT),
            )
            for i, q in enumerate(document["questions"])
        ],
    )
    rows = by_code(Question, edition)
    options = [
        QuestionOption(question=rows[q["code"]], position=i, code=code, text=text)
        for q in document["questions"]
        for i, (code, text) in numbered(q.get("options", {}))
    ]
    add(QuestionOption, options)
    save_groups(
        [({"question": rows[q["code"]]}, q.get("asked_when", [])) for q in document["questions"]], rows
    )
    forms = [
        part(Questionnaire, edition, i, code=code, title=form["title"], **_asked(form["questions"]))
        for i, (code, form) in numbered(document["questionnaires"])
    ]
    add(Questionnaire, forms)


def _asked(questions: str | list[str]) -> dict[str, Any]:
    return {"asks_all": True} if questions == "all" else {"questions": questions}


def _save_rules(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    questions = by_code(Question, edition)
    add(
        Contraindication,
        [
            part(
                Contraindication,
                edition,
                i,
                code=rule["code"],
                area_question=questions.get(rule.get("area_question")),
                **kept(rule, RULE),
            )
            for i, rule in enumerate(document["rules"])
        ],
    )
    rows = by_code(Contraindication, edition)
    owned = [({"contraindication": rows[rule["code"]]}, rule["when"]) for rule in document["rules"]]
    save_groups(owned, questions)


def _save_medicines(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    classes = by_code(MedicineClass, edition)
    named = [(kind, name) for kind, names in document["medicines"].items() for name in names]
    add(
        Medicine,
        [part(Medicine, edition, i, medicine_class=classes.get(k), name=n) for i, (k, n) in enumerate(named)],
    )
    questions = by_code(Question, edition)
    rows = [
        part(
            Contradiction,
            edition,
            i,
            classes=row["classes"],
            question=questions[row["question"]],
            values=row["values"],
        )
        for i, row in enumerate(document["contradictions"])
    ]
    add(Contradiction, rows)


def _save_plans(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    schedules = [
        part(
            SessionSchedule,
            edition,
            i,
            **kept(row, ("indications", "maintenance", "maintenance_months", "basis")),
            **dict(zip(("sessions_from", "sessions_to"), row["sessions"], strict=True)),
            **dict(zip(("shortest_days", "longest_days"), row["interval_days"], strict=True)),
        )
        for i, row in enumerate(document["schedules"])
    ]
    add(SessionSchedule, schedules)
    depths = [
        part(
            DepthRange,
            edition,
            i,
            **kept(row, ("areas", "warn_above_mm", "basis")),
            **dict(zip(("usual_from_mm", "usual_to_mm"), row["usual_mm"], strict=True)),
        )
        for i, row in enumerate(document["depths"])
    ]
    add(DepthRange, depths)


def _save_care(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    phases = (("before", BEFORE), ("after", AFTER))
    instructions = [
        part(CareInstruction, edition, i, phase=phase, code=row["code"], **kept(row, keys))
        for phase, keys in phases
        for i, row in enumerate(document[phase])
    ]
    add(CareInstruction, instructions)
    guide = document["guide"]
    add(
        GuidePart,
        [part(GuidePart, edition, i, code=p["part"], title=p["title"]) for i, p in enumerate(guide)],
    )
    parts = by_code(GuidePart, edition)
    sentences = [
        GuideSentence(part=parts[part["part"]], position=i, **sentence)
        for part in guide
        for i, sentence in enumerate(part["sentences"])
    ]
    add(GuideSentence, sentences)


def _save_sources(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    statements = [
        part(Statement, edition, i, code=row["code"], **kept(row, STATEMENT))
        for i, row in enumerate(document["statements"])
    ]
    add(Statement, statements)
    cases = [
        part(
            WorkedCase,
            edition,
            i,
            code=case["case"],
            context=kept(case, VISIT),
            **kept(case, ("about", "answers", "expect")),
        )
        for i, case in enumerate(document["worked_cases"])
    ]
    add(WorkedCase, cases)
