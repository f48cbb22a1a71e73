"""Orders, consent, scales, single forms and signs: what does not fit is refused, with place and mend."""

from collections.abc import Callable
from typing import Any

import pytest

from treatments.protocol_diff import differences
from treatments.protocol_file import ProtocolFileError, problems_in, read, rules_hash, wording_hash, write
from treatments.publish_checks import problems

Document = dict[str, Any]


def row(document: Document, kind: str, code: str) -> Document:
    return next(item for item in document[kind] if item["code"] == code)


def of(code: str, *values: str) -> Document:
    return {"question": code, "is": list(values or ("yes",))}


# What is changed, the place the message names, and a part of what it says.
MISTAKES: list[tuple[Callable[[Document], object], str, str]] = [
    (lambda d: row(d, "questions", "sore").update(only_for=["weekly"]), "question sore", "'weekly'"),
    (lambda d: row(d, "questions", "sore").update(only_for=["pre_visit"]), "question sore", "'pre_visit'"),
    (
        lambda d: row(d, "questions", "hat_today").update(asked_when=[[of("sore")]]),
        "question hat_today",
        "always asked",
    ),
    (
        lambda d: row(d, "questions", "sore_size").update(asked_when=[[of("seizures")]]),
        "question sore_size",
        "seizures, which symptom_check does not know",
    ),
    (
        lambda d: row(d, "rules", "seizures").update(when=[[of("sore")]]),
        "rule seizures",
        "sore, which is asked",
    ),
    (
        lambda d: row(d, "questions", "lamp_kind").update(asked_when=[[of("sore")]]),
        "question lamp_kind",
        "asked later",
    ),
    (lambda d: d["contradictions"][0].update(question="sore"), "contradictions", "only for symptom_check"),
    (
        lambda d: row(d, "questions", "sore").update(range=[0, 3]),
        "question sore, range",
        "cannot have a range",
    ),
    (lambda d: row(d, "questions", "sore_size").update(range=[9, 3]), "question sore_size", "not ascending"),
    (lambda d: row(d, "questions", "lamp_days").update(unit="points"), "given_by", "cannot work"),
    (lambda d: row(d, "questions", "lamp_days").pop("given_by"), "symptom_check", "does not list it"),
    (lambda d: row(d, "questions", "sore_grew").update(compares="sore"), "given_by", "cannot work"),
    (lambda d: row(d, "questions", "sore_grew").update(not_sure=False), "given_by", "cannot work"),
    (lambda d: row(d, "questions", "sore_grew").pop("given_by"), "given_by", "cannot work"),
    (
        lambda d: d["questionnaires"]["symptom_check"]["questions"].remove("sore_size"),
        "questionnaires",
        "does not list it",
    ),
    (
        lambda d: d["questionnaires"]["symptom_check"]["questions"].append("goal"),
        "questionnaires",
        "no question about symptoms",
    ),
    (
        lambda d: d["questionnaires"]["same_day"]["questions"].append("sore"),
        "questionnaires",
        "sore is only for symptom_check",
    ),
    (
        lambda d: row(d, "warning_signs", "blister").update(when=[[of("seizures")]]),
        "warning sign blister",
        "seizures, which symptom_check",
    ),
    (
        lambda d: row(d, "warning_signs", "blister").update(when=[[{"age_under": 20}]]),
        "warning sign blister",
        "age_under, which symptom_check",
    ),
    (
        lambda d: row(d, "warning_signs", "blister").update(when=[[of("nothing")]]),
        "warning sign blister",
        "'nothing'",
    ),
    (
        lambda d: row(d, "warning_signs", "blister").update(when=[[of("sore", "maybe")]]),
        "warning sign blister",
        "'maybe'",
    ),
    (lambda d: row(d, "after", "balm").update(code="cream"), "when_ordered", "nobody can order cream"),
    (lambda d: d["orders"].append(dict(d["orders"][0])), "order balm", "given twice"),
    (lambda d: d["orders"][0].update(basis=["X9"]), "order balm", "no source"),
    (lambda d: d["consent"].pop("agree"), "consent", "'agree' is missing"),
    (lambda d: d["consent"].update(statements=[]), "consent", "empty"),
    (lambda d: d["scales"][0].update(rated_by=["nurse"]), "scale tone_change", "'nurse'"),
    (lambda d: d["scales"][0].update(indications=["wrinkles"]), "scale tone_change", "'wrinkles'"),
    (lambda d: d["scales"][0]["steps"].reverse(), "scale tone_change", "do not rise"),
    (lambda d: d["scales"].append(dict(d["scales"][0])), "scale tone_change", "given twice"),
    (lambda d: d["scales"][0]["steps"].pop(), "scale tone_change", "empty"),
]


@pytest.mark.parametrize(("change", "where", "what"), MISTAKES)
def test_what_does_not_fit_is_refused_with_its_place(lamp, change, where, what):
    change(lamp)
    found = [str(problem) for problem in problems_in(lamp, "lamp")]
    assert any(where in message and what in message for message in found), found


def test_a_file_with_such_a_mistake_names_its_line(lamp_text):
    text = lamp_text.replace(
        "is: [yes]}\n  - - {question: sore, is:", "is: [si]}\n  - - {question: sore, is:"
    )
    with pytest.raises(ProtocolFileError, match=r"line \d+, warning sign sore_strong.*'si'"):
        read(text, "lamp.yaml")


def test_signs_need_a_form_that_asks_about_symptoms(lamp):
    del lamp["questionnaires"]["symptom_check"]
    found = " ".join(str(problem) for problem in problems_in(lamp, "lamp"))
    assert "Add questionnaires.symptom_check" in found


# -- Publishing -------------------------------------------------------------------------------------------


UNFIT: list[tuple[Callable[[Document], object], str]] = [
    (lambda d: row(d, "warning_signs", "blister").pop("when"), "no report can raise blister"),
    (
        lambda d: row(d, "warning_signs", "blister").update(level="late", when=[[of("sore")]]),
        "sore can be not_sure",
    ),
    (
        lambda d: row(d, "warning_signs", "sore_mild").update(
            when=[[{"question": "sore_size", "under": 4}, {"question": "sore_size", "over": 4}]]
        ),
        "never be true",
    ),
    (
        lambda d: row(d, "warning_signs", "sore_strong").update(
            when=[[{"question": "sore_size", "over": 3}], [of("sore")]]
        ),
        "no rule or condition reads lamp_days",
    ),
    (lambda d: row(d, "questions", "hat_today").pop("record_only"), "no rule or condition reads hat_today"),
    (lambda d: d["consent"]["agree"].update(en="An adverse thing."), "a patient would read 'adverse'"),
    (lambda d: d["orders"][0]["label"].update(en="Topical balm"), "a patient would read 'Topical'"),
    (lambda d: d["scales"][0]["steps"][0]["text"].update(en="A lesion"), "a patient would read 'lesion'"),
    (lambda d: d["consent"]["statements"][0].update(basis=["M4"]), "M4, which is marked not_shown"),
    (
        lambda d: row(d, "warning_signs", "sore_strong")["text"].update(en="Sore after 9 days."),
        "warning sign sore_strong has",
    ),
]


@pytest.mark.parametrize(("change", "what"), UNFIT)
def test_an_edition_is_not_published_with(lamp, change, what):
    change(lamp)
    found = [str(problem) for problem in problems(lamp, "lamp")]
    assert any(what in message for message in found), found


def test_the_file_as_it_is_may_be_published(lamp):
    assert problems(lamp, "lamp") == []


def test_a_number_that_its_sign_looks_at_may_be_told(lamp):
    row(lamp, "warning_signs", "sore_strong")["text"].update(en="Sore after 2 days.")
    assert problems(lamp, "lamp") == []


# -- Hashes and differences -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "rules", "wording"),
    [
        (lambda d: d["consent"]["agree"].update(en="Yes."), False, True),
        (lambda d: d["orders"][0]["label"].update(es="Otro"), False, True),
        (lambda d: d["orders"][0].update(code="oil") or d["after"].pop(), True, True),
        (lambda d: d["scales"][0]["steps"][0].update(value=0), True, True),
        (lambda d: d["scales"][0].update(rated_by=["patient"]), True, False),
        (lambda d: row(d, "questions", "sore_size").update(range=[0, 5]), True, False),
        (lambda d: row(d, "warning_signs", "sore_mild").update(in_guide=True), True, False),
        (lambda d: d["warning_signs"][-1]["when"][0][0].update(over=4), True, False),
        (lambda d: row(d, "after", "balm").update(when_ordered=False), True, False),
    ],
)
def test_the_two_hashes_tell_what_acts_from_wording(lamp, change, rules, wording):
    before = rules_hash(lamp), wording_hash(lamp)
    change(lamp)
    assert (rules_hash(lamp) != before[0], wording_hash(lamp) != before[1]) == (rules, wording)


def test_differences_are_told_by_code(lamp, lamp_text):
    new = read(lamp_text, "lamp")
    row(new, "warning_signs", "sore_strong")["when"][0][0]["over"] = 5
    new["scales"][0]["label"]["en"] = "Tone"
    new["consent"]["agree"]["es"] = "Sí."
    new["orders"].append({"code": "oil", "label": {"en": "Oil", "es": "Aceite"}, "basis": ["P"]})
    found = [str(one) for one in differences(lamp, new)]
    assert "+ orders oil" in found and "~ scales tone_change label en: Change in tone → Tone" in found
    assert "~ consent agree es: Quiero la lámpara. → Sí." in found
    assert any(line.startswith("~ warning_signs sore_strong when") for line in found)
    assert len(found) == 4


def test_the_first_orders_of_a_treatment_are_a_difference(lamp):
    old = {key: value for key, value in lamp.items() if key not in ("orders", "consent", "scales")}
    found = [str(one) for one in differences(old, lamp)]
    assert "+ orders balm" in found and "+ scales tone_change" in found
    assert any(line.startswith("+ consent") for line in found)
    assert write(lamp) != write(old)
