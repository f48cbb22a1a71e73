"""What keeps an edition from being published, beyond being a right document: each check with its refusal."""

from collections.abc import Callable
from typing import Any

import pytest

from treatments.publish_checks import problems

Document = dict[str, Any]


def row(document: Document, kind: str, code: str) -> Document:
    return next(item for item in document[kind] if code in (item.get("code"), item.get("case")))


def rule_when(document: Document, code: str, *groups: list[Document]) -> None:
    row(document, "rules", code)["when"] = list(groups)


def add_question(document: Document, **changes: Any) -> None:
    like = row(document, "questions", "seizures") | {"code": "extra"}
    document["questions"].append(like | changes)


def ask_goal(document: Document) -> None:
    row(document, "questions", "goal").update(type="yesno", asked_when=[[answer("burn", "none")]])


def answer(question: str, *values: str) -> Document:
    return {"question": question, "is": list(values)}


OVERLAPS = {"question": "burn_areas", "overlaps_requested": True}
UNDER_6 = {"question": "mark_age", "under": 6}
LIGHT = {"question": "medicines", "medicine_class": ["light"]}


# What is changed, the place the message names, and a part of what it says.
REFUSED: list[tuple[str, Callable[[Document], object], str, str]] = [
    ("nobody reads it", lambda d: add_question(d), "question extra", "no rule or condition reads"),
    (
        "read although record-only",
        lambda d: row(d, "questions", "seizures").update(record_only=True),
        "question seizures",
        "record_only, yet",
    ),
    (
        "never asked before the visit",
        lambda d: d["questionnaires"]["pre_visit"].update(questions=["burn", "burn_areas"]),
        "questionnaires.pre_visit.questions",
        "seizures is never asked",
    ),
    (
        "two answers at once",
        lambda d: rule_when(d, "seizures", [answer("seizures", "yes"), answer("seizures", "no")]),
        "rule seizures, when.1",
        "never be true",
    ),
    (
        "one dead group of two",
        lambda d: rule_when(
            d,
            "seizures",
            [answer("seizures", "yes")],
            [answer("burn", "none"), OVERLAPS],
        ),
        "rule seizures, when.2",
        "never be true",
    ),
    (
        "an area question that is not asked then",
        lambda d: rule_when(d, "burn_in_area", [answer("burn", "none")]),
        "rule burn_in_area, when.1",
        "never be true",
    ),
    (
        "a date that is never",
        lambda d: rule_when(d, "older", [answer("lamp_on", "never"), answer("lamp_kind", "red")]),
        "rule older, when.1",
        "never be true",
    ),
    (
        "a number between nothing",
        lambda d: rule_when(d, "fresh_mark", [UNDER_6, {"question": "mark_age", "over": 6}]),
        "rule fresh_mark, when.1",
        "never be true",
    ),
    (
        "a number under nought",
        lambda d: rule_when(d, "fresh_mark", [{"question": "mark_age", "under": 0}]),
        "rule fresh_mark, when.1",
        "never be true",
    ),
    (
        "the wrong indication for the question",
        lambda d: rule_when(d, "fresh_mark", [{"indication": ["tone"]}, UNDER_6]),
        "rule fresh_mark, when.1",
        "never be true",
    ),
    (
        "two ages",
        lambda d: rule_when(d, "minor", [{"age_under": 16}, {"age_between": [16, 20]}]),
        "rule minor, when.1",
        "never be true",
    ),
    (
        "too soon and too late",
        lambda d: rule_when(d, "late", [{"sooner_than_schedule": True}, {"later_than_schedule": True}]),
        "rule late, when.1",
        "never be true",
    ),
    (
        "a class without a medicine",
        lambda d: d["medicines"].pop("light"),
        "rule light_medicine, when.1",
        "never be true",
    ),
    (
        "nothing that could contradict",
        lambda d: d.update(contradictions=[]),
        "rule medicine_contradicts, when.1",
        "never be true",
    ),
    (
        "a contradiction nobody asks for",
        lambda d: rule_when(d, "medicine_contradicts", [LIGHT]),
        "contradictions",
        "no rule asks",
    ),
    (
        "a question that can never be asked",
        lambda d: row(d, "questions", "mark_age").update(
            asked_when=[[{"indication": ["marks"]}, {"indication": ["tone"]}]]
        ),
        "question mark_age, asked_when.1",
        "never be true",
    ),
    (
        "a lead time shorter than the wait in months",
        lambda d: row(d, "before", "no_lamp").update(from_days=30),
        "instruction no_lamp, from_days",
        "lamp waits 31",
    ),
    (
        "jargon",
        lambda d: row(d, "rules", "minor")["patient"].update(en="A topical cream."),
        "rule minor, patient.en",
        "'topical'",
    ),
    (
        "a verdict",
        lambda d: row(d, "questions", "burn")["text"].update(en="Are you eligible?"),
        "question burn, text.en",
        "'eligible'",
    ),
    (
        "what must not be shown",
        lambda d: d["guide"][0]["sentences"][0].update(basis=["M3", "M4"]),
        "guide part what_it_is",
        "M4, which is marked not_shown",
    ),
    (
        "shown nowhere",
        lambda d: d["guide"][0]["sentences"][0].update(basis=["M1"]),
        "statement M3",
        "no text for patients",
    ),
    (
        "a case with another decision",
        lambda d: row(d, "worked_cases", "L01")["expect"].update(decision="defer"),
        "case L01, expect.decision",
        "expects defer, but the rules give ready",
    ),
    (
        "a case with another finding",
        lambda d: row(d, "worked_cases", "L02")["expect"]["findings"].pop("lamp"),
        "case L02, expect.findings.lamp",
        "expects nothing, but the rules give present",
    ),
    (
        "a case that is not valid",
        lambda d: row(d, "worked_cases", "L01")["answers"].update(burn="fiery"),
        "case L01, burn",
        "not valid",
    ),
    (
        "a wait of nought, had the file's check been passed by",
        lambda d: row(d, "rules", "lamp")["when"][0][1].update(within_days=0),
        "rule lamp, when.1.2.within_days",
        "from 1 to",
    ),
]


@pytest.mark.parametrize(
    ("change", "where", "what"), [pytest.param(*rest, id=name) for name, *rest in REFUSED]
)
def test_an_edition_is_refused_with_the_place_and_the_mend(lamp, change, where, what):
    change(lamp)
    found = problems(lamp, "lamp-therapy@1")
    named = [problem for problem in found if problem.where.startswith(where) and what in problem.what]
    assert named, [str(problem) for problem in found]
    assert named[0].mend
    assert named[0].file == "lamp-therapy@1"


ALLOWED: list[tuple[str, Callable[[Document], object]]] = [
    ("as it is", lambda d: None),
    ("record-only and optional", lambda d: add_question(d, record_only=True, required=False)),
    ("a condition reads it", lambda d: ask_goal(d)),
    ("a lead time of just the wait", lambda d: row(d, "before", "no_lamp").update(from_days=31)),
    (
        "a note is served by one day less",
        lambda d: (
            row(d, "rules", "lamp").update(effects=["note"]),
            row(d, "before", "no_lamp").update(from_days=30),
        ),
    ),
    ("no lead time at all", lambda d: row(d, "before", "no_lamp").pop("from_days")),
    ("an answer is not sure", lambda d: rule_when(d, "seizures", [answer("seizures", "not_sure")])),
    (
        "a follow-up of the right answer",
        lambda d: rule_when(d, "burn_overlap", [answer("burn", "mild"), OVERLAPS]),
    ),
    (
        "a date and its kind",
        lambda d: (
            rule_when(d, "older", [answer("lamp_on", "not_sure"), answer("lamp_kind", "not_sure")]),
            row(d, "rules", "older")["staff"].update(es="No sabe la fecha."),
        ),
    ),
]


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in ALLOWED])
def test_what_is_in_order_raises_no_objection_but_the_cases(lamp, change):
    change(lamp)
    lamp["worked_cases"] = lamp["worked_cases"][:1]
    assert [str(problem) for problem in problems(lamp, "x")] == []


def test_cases_are_run_only_where_nothing_else_is_wrong(lamp):
    row(lamp, "worked_cases", "L01")["expect"].update(decision="defer")
    add_question(lamp)
    assert [problem.where for problem in problems(lamp, "x")] == ["question extra"]
