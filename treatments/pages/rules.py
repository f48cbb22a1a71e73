"""Contraindications to read: each as a sentence with its effects, wordings and sources."""

from collections.abc import Mapping
from typing import Any

from treatments.eligibility.protocol import EFFECTS
from treatments.pages.sources import Sources
from treatments.sentences import EFFECT_WORDS, Names, rule_condition, title_of

Document = Mapping[str, Any]

MEANINGS = {
    "stop": "Not a candidate while this holds.",
    "defer": "Not before a date, or until something has cleared.",
    "review": "The dermatologist decides.",
    "note": "Shown; changes nothing.",
}


def rules_by_effect(document: Document, names: Names, sources: Sources) -> list[dict[str, Any]]:
    """The rules under their strongest effect, in the protocol's order within it."""
    serving = _instructions_by_rule(document)
    found: dict[str, list[dict[str, Any]]] = {effect: [] for effect in EFFECTS}
    for rule in document["rules"]:
        found[rule["effects"][0]].append(_rule(rule, document, names, sources, serving))
    return [
        {"effect": effect, "word": EFFECT_WORDS[effect], "meaning": MEANINGS[effect], "rules": rules}
        for effect, rules in found.items()
        if rules
    ]


def _rule(
    rule: Mapping[str, Any], document: Document, names: Names, sources: Sources, serving: Mapping
) -> dict[str, Any]:
    return {
        "code": rule["code"],
        "title": title_of(rule["code"]),
        "effects": rule["effects"],
        "is_area": "area_question" in rule,
        "condition": rule_condition(rule, names),
        "questions": [
            {"code": code, "label": names.questions.get(code, code)} for code in questions_read(rule)
        ],
        "wordings": [
            {"term": "Clinicians", "texts": rule["staff"]},
            {"term": "Patients", "texts": rule["patient"]},
        ],
        "sources": sources.of(rule["basis"]),
        "instructions": serving.get(rule["code"], []),
    }


def questions_read(rule: Mapping[str, Any]) -> list[str]:
    """The codes of the questions a rule looks at, each once."""
    codes = [
        criterion["question"] for group in rule["when"] for criterion in group if "question" in criterion
    ]
    return list(dict.fromkeys([*codes, *([rule["area_question"]] if "area_question" in rule else [])]))


def _instructions_by_rule(document: Document) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for instruction in document["before"]:
        for code in instruction["serves"]:
            found.setdefault(code, []).append(
                {"code": instruction["code"], "title": title_of(instruction["code"])}
            )
    return found
