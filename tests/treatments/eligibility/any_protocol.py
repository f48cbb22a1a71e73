"""Protocols nobody would write, and cases for them, by chance: every operator, every nesting.

A seed makes them, so that a failing one can be looked at again.
"""

from datetime import timedelta
from random import Random
from typing import Any

from tests.treatments.eligibility.invented import PLANNED_ON, case, protocol, when
from treatments.eligibility import Case
from treatments.eligibility.medicines import Match, Recognised
from treatments.eligibility.protocol import (
    EFFECTS,
    WAITS,
    Contradiction,
    Criterion,
    Group,
    Protocol,
    Question,
    Rule,
)

CODES = ("a", "b", "c", "d", "e", "f")
TYPES = ("yesno", "yesno", "choice", "areas", "number", "when", "when")
AREAS = ("left", "right", "back")
MEDICINES = {
    "warfarin": Recognised("warfarin", (Match("warfarin", "thinner", "warfarin"),)),
    "retinol": Recognised("retinol", (Match("retinol", "cream", "retinol"),)),
    "levothyroxine": Recognised("levothyroxine", (Match("levothyroxine", None, "levothyroxine"),)),
    "blue pill": Recognised("blue pill", ()),
    "none": Recognised("none", (), nothing=True),
}
ANSWERS = {
    "yesno": ("yes", "no", "not_sure"),
    "choice": ("one", "two", "not_sure"),
    "number": (0, 4.5, 5, 99, "not_sure"),
    "when": ("never", "not_sure", "2026", "2026-04", "2025"),
}
ABOUT_THE_VISIT = [
    when("later_than_schedule"),
    when("age_under", None, 18),
    when("age_between", None, 40, 50),
    when("indication", None, "general"),
    when("areas_include", None, "back"),
]
ABOUT: dict[str, list[tuple]] = {
    "yesno": [("is", "yes"), ("is", "no"), ("is", "not_sure"), ("is", "yes", "not_sure")],
    "choice": [("is", "one"), ("is", "one", "two"), ("is", "not_sure")],
    "areas": [("overlaps_requested",), ("outside_requested",)],
    "number": [("under", 5), ("over", 5), ("is", "not_sure")],
    "when": [("is_date",), ("is", "never"), ("is", "not_sure")],
    "text_list": [
        ("medicine_class", "thinner"),
        ("medicine_class", "thinner", "cream"),
        ("medicine_unrecognised",),
    ],
}
"""What may decide whether a question is asked; rules have waits and contradictions too."""
ONLY_IN_RULES: dict[str, list[tuple]] = {
    "when": [("within_days", 20), ("within_days", 60), ("within_months", 1)] * 2,
    "text_list": [("medicine_contradicts",)] * 2,
}


def a_protocol(chance: Random) -> Protocol:
    """A few questions, each at times a follow-up of those before it, and a few rules."""
    questions = [Question("pills", "text_list", required=chance.random() < 0.7)]
    for code in CODES[: chance.randint(2, len(CODES))]:
        questions.append(a_question(chance, code, questions))
    rules = [a_rule(chance, f"rule_{number}", questions) for number in range(chance.randint(0, 5))]
    can_be_contradicted = [question for question in questions if question.type in ("yesno", "choice")]
    spoken = chance.sample(can_be_contradicted, min(2, len(can_be_contradicted)))
    pairs = [Contradiction(("thinner",), question.code, ("no", "one")) for question in spoken]
    return protocol(questions, rules, tuple(pairs))


def a_question(chance: Random, code: str, before: list[Question]) -> Question:
    kind = chance.choice(TYPES)
    return Question(
        code,
        kind,
        required=chance.random() < 0.7,
        not_sure=kind != "areas",
        never=kind == "when",
        options=ANSWERS["choice"] if kind == "choice" else (),
        asked_when=groups(chance, before, in_rule=False) if chance.random() < 0.5 else (),
    )


def a_rule(chance: Random, code: str, questions: list[Question]) -> Rule:
    effects = {chance.choice(EFFECTS) for _ in range(chance.randint(1, 2))}
    areas = [question.code for question in questions if question.type == "areas"]
    return Rule(
        code,
        tuple(sorted(effects, key=EFFECTS.index)),
        groups(chance, questions, in_rule=True),
        area_question=chance.choice([None, *areas]),
    )


def groups(chance: Random, questions: list[Question], in_rule: bool) -> tuple[Group, ...]:
    """One or two groups of one to three criteria, at most one of them a wait."""
    made = [
        [a_criterion(chance, questions, in_rule) for _ in range(chance.randint(1, 3))]
        for _ in range(chance.randint(1, 2))
    ]
    return tuple(tuple(_with_one_wait(group)) for group in made)


def _with_one_wait(group: list[Criterion]) -> list[Criterion]:
    waits = [part for part in group if part.operator in (*WAITS, "sooner_than_schedule")]
    return [part for part in group if part not in waits or part is waits[0]]


def a_criterion(chance: Random, questions: list[Question], in_rule: bool) -> Criterion:
    question = chance.choice([None, *questions, *questions])
    if question is None:
        return chance.choice([*ABOUT_THE_VISIT, when("sooner_than_schedule")] if in_rule else ABOUT_THE_VISIT)
    possible = ABOUT[question.type] + (ONLY_IN_RULES.get(question.type, []) if in_rule else [])
    operator, *values = chance.choice(possible)
    return Criterion(operator, question.code, tuple(values))


def a_case(chance: Random, of: Protocol) -> Case:
    """A case of a protocol: each question answered in some way or left blank, asked or not."""
    answers = {question.code: an_answer(chance, question) for question in of.questions}
    sessions = [chance.randint(1, 60) for _ in range(chance.randint(0, 2))]
    return case(
        answers,
        areas=tuple(chance.sample(AREAS, chance.randint(1, 3))),
        previous_sessions=tuple(PLANNED_ON - timedelta(days=days) for days in sessions),
        medicines=tuple(MEDICINES[text] for text in answers["pills"] or ()),
    )


def an_answer(chance: Random, question: Question) -> Any:
    if chance.random() < 0.2:
        return None
    if question.type == "areas":
        return chance.sample(AREAS, chance.randint(0, 3))
    if question.type == "text_list":
        return chance.sample(sorted(MEDICINES), chance.randint(0, 3))
    if question.type == "when" and chance.random() < 0.6:
        return (PLANNED_ON - timedelta(days=chance.randint(0, 70))).isoformat()
    return chance.choice(ANSWERS[question.type])
