"""A protocol's document as the frozen values the engine reads."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from treatments.eligibility.protocol import (
    Contradiction,
    Criterion,
    Group,
    Protocol,
    Question,
    Rule,
    Schedule,
    Text,
    no_text,
)
from treatments.protocol_file import rules_hash, wording_hash
from treatments.protocol_file.criteria import operator_of, values_of

Part = Mapping[str, Any]


def protocol_from(document: Part, form: str = "") -> Protocol:
    """The protocol of a document without faults, complete for deciding.

    Questions that only one form asks, on the day or after a session, are part of it for that `form` alone.
    """
    return Protocol(
        code=document["treatment"]["code"],
        edition=document["edition"],
        rules_hash=rules_hash(document),
        wording_hash=wording_hash(document),
        areas=tuple(document["areas"]),
        indications=tuple(document["indications"]),
        questions=tuple(
            question_from(row) for row in document["questions"] if form in (row.get("only_for") or [form])
        ),
        rules=tuple(map(_rule, document["rules"])),
        schedules=tuple(_schedules(document["schedules"])),
        contradictions=tuple(map(_contradiction, document["contradictions"])),
        medicine_classes=tuple(document["medicine_classes"]),
        medicines=MappingProxyType(_medicines(document["medicines"])),
    )


def question_from(question: Part) -> Question:
    """One question of a document."""
    return Question(
        code=question["code"],
        type=question["type"],
        required=question["required"],
        not_sure=question.get("not_sure", False),
        never=question.get("never", False),
        options=tuple(question.get("options", ())),
        asked_when=groups_from(question.get("asked_when", ())),
        record_only=question.get("record_only", False),
        shelf_life_days=question.get("shelf_life_days"),
    )


def _rule(rule: Part) -> Rule:
    return Rule(
        code=rule["code"],
        effects=tuple(rule["effects"]),
        when=groups_from(rule["when"]),
        area_question=rule.get("area_question"),
        basis=tuple(rule["basis"]),
        staff=text_from(rule["staff"]),
        patient=text_from(rule["patient"]),
        clears=text_from(rule["clears"]) if "clears" in rule else no_text(),
    )


def text_from(words: Mapping[str, str]) -> Text:
    """A wording that nobody can change."""
    return MappingProxyType(dict(words))


def groups_from(groups: Iterable[Iterable[Part]]) -> tuple[Group, ...]:
    """Groups of criteria: any holds when all its criteria hold."""
    return tuple(tuple(_criterion(criterion) for criterion in group) for group in groups)


def _criterion(criterion: Part) -> Criterion:
    return Criterion(operator_of(criterion), criterion.get("question"), values_of(criterion))


def _schedules(schedules: Iterable[Part]) -> Iterable[Schedule]:
    for row in schedules:
        for indication in row["indications"]:
            yield Schedule(indication, tuple(row["sessions"]), tuple(row["interval_days"]))


def _contradiction(row: Part) -> Contradiction:
    return Contradiction(tuple(row["classes"]), row["question"], tuple(row["values"]))


def _medicines(medicines: Mapping[str, Iterable[str]]) -> dict[str, str | None]:
    """Name → class; those listed under `none` are known and have none."""
    return {name: None if kind == "none" else kind for kind, names in medicines.items() for name in names}
