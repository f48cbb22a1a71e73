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


def protocol_from(document: Part) -> Protocol:
    """The protocol of a document without faults, complete for deciding."""
    return Protocol(
        code=document["treatment"]["code"],
        edition=document["edition"],
        rules_hash=rules_hash(document),
        wording_hash=wording_hash(document),
        areas=tuple(document["areas"]),
        indications=tuple(document["indications"]),
        questions=tuple(map(_question, document["questions"])),
        rules=tuple(map(_rule, document["rules"])),
        schedules=tuple(_schedules(document["schedules"])),
        contradictions=tuple(map(_contradiction, document["contradictions"])),
        medicine_classes=tuple(document["medicine_classes"]),
        medicines=MappingProxyType(_medicines(document["medicines"])),
    )


def _question(question: Part) -> Question:
    return Question(
        code=question["code"],
        type=question["type"],
        required=question["required"],
        not_sure=question.get("not_sure", False),
        never=question.get("never", False),
        options=tuple(question.get("options", ())),
        asked_when=_groups(question.get("asked_when", ())),
        record_only=question.get("record_only", False),
        shelf_life_days=question.get("shelf_life_days"),
    )


def _rule(rule: Part) -> Rule:
    return Rule(
        code=rule["code"],
        effects=tuple(rule["effects"]),
        when=_groups(rule["when"]),
        area_question=rule.get("area_question"),
        basis=tuple(rule["basis"]),
        staff=_text(rule["staff"]),
        patient=_text(rule["patient"]),
        clears=_text(rule["clears"]) if "clears" in rule else no_text(),
    )


def _text(words: Mapping[str, str]) -> Text:
    return MappingProxyType(dict(words))


def _groups(groups: Iterable[Iterable[Part]]) -> tuple[Group, ...]:
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
