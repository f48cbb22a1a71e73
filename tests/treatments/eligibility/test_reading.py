"""Clinical/rules.md, "Invalid input": every mistake named by its field, in order, one entry a mistake."""

from typing import Any

import pytest

from tests.treatments.eligibility.shipped import QUESTIONS, fields, problems, raw, read
from treatments.eligibility.intake_case import Twice

NO_DAYS = [
    *["", "2026-02-30", "2026-3-16", "20260316", "2026-03", "2026", "2026-03-16T00:00", " 2026-03-16"],
    *["16/03/2026", "２０２６-03-16", "0000-01-01", "not_sure", "2026-W11-1", 20260316, 1.5, True, [], {}],
]
NO_WHENS = [
    *["", "2026-02-30", "2026-13", "2026-00", "26", "0000", "2026-3", "20260301", "soon", 2026, True, [], {}],
    *["2026-03-01 ", "２０２６", "2026-03-01T10:00", "-2026"],
]
CONTEXT = ["as_of", "planned_on", "birth_date", "indication", "areas", "answers"]


def without(field: str) -> dict[str, Any]:
    case = raw()
    del case[field]
    return case


def test_a_valid_case_has_no_mistakes():
    assert fields(raw()) == []


@pytest.mark.parametrize("field", CONTEXT)
def test_a_context_field_is_missing_or_null(field):
    assert fields(without(field)) == fields(raw() | {field: None}) == [field]


def test_previous_sessions_and_answered_on_may_be_absent_but_not_null():
    assert fields(without("previous_sessions")) == []
    assert fields(raw(previous_sessions=None, answered_on=None)) == ["answered_on", "previous_sessions"]


@pytest.mark.parametrize("field", ["as_of", "planned_on", "birth_date"])
@pytest.mark.parametrize("day", NO_DAYS)
def test_a_day_of_the_visit_that_does_not_exist_or_is_not_written_so(field, day):
    assert fields(raw(**{field: day})) == [field]


@pytest.mark.parametrize("name", ["", "cheek", "Cheeks", 5, None, [], {"cheeks": 1}, ["cheeks"]])
def test_an_area_that_is_not_listed(name):
    assert fields(raw(areas=["forehead", name])) == ["areas"]
    assert fields(raw({"acne": "spots", "acne_areas": ["forehead", name]})) == ["acne_areas"]


@pytest.mark.parametrize("areas", [[], "cheeks", {"cheeks": True}, 5, True])
def test_no_areas_or_no_list_of_them(areas):
    assert fields(raw(areas=areas)) == ["areas"]


@pytest.mark.parametrize("indication", ["", "General", "acne", 5, ["general"], {}, True])
def test_an_indication_that_is_not_listed(indication):
    assert fields(raw(indication=indication)) == ["indication"]


@pytest.mark.parametrize("given", [[], "none", 5, True])
def test_answers_and_answered_on_are_objects(given):
    assert fields(raw() | {"answers": given}) == ["answers"]
    assert fields(raw(answered_on=given)) == ["answered_on"]


WRONG = {
    "yesno": ["", "Yes", "maybe", "never", True, 1, [], ["yes"], {}],
    "choice": ["", "7", "sí", "None", 0, False, ["none"], {}],
    "areas": ["", "cheeks", {}, 3, True],
    "number": ["", "12", "never", -1, -0.5, float("nan"), float("inf"), True, [], {}],
    "text": ["", "   ", 5, True, [], ["words"], {}],
    "text_list": ["", "aspirin", {}, 5, True, [""], [" "], [5], [None], [["aspirin"]]],
    "when": NO_WHENS,
}
OPENED_BY = {
    "hba1c": {"diabetes": "yes"},
    "autoimmune_kind": {"autoimmune": "yes"},
    "acne_areas": {"acne": "spots"},
    "warts_areas": {"warts": "yes"},
    "eczema_areas": {"eczema": "active"},
    "open_wound_areas": {"open_wound": "yes"},
    "tattoo_or_mole_areas": {"tattoo_or_mole": "yes"},
    "isotretinoin_stopped_on": {"isotretinoin": "past"},
    "laser_kind": {"laser_on": "not_sure"},
    "peel_depth": {"peel_on": "2025"},
}


@pytest.mark.parametrize("code", QUESTIONS)
def test_an_answer_of_the_wrong_type_or_not_among_the_options(code):
    for wrong in WRONG[QUESTIONS[code].type]:
        case = raw(OPENED_BY.get(code, {}) | {code: wrong}, indication="acne_scars")
        assert fields(case) == [code], wrong


@pytest.mark.parametrize("code", QUESTIONS)
def test_not_sure_and_never_are_answers_only_where_the_questionnaire_says_so(code):
    question = QUESTIONS[code]
    if question.type in ("text", "text_list", "areas"):
        return
    case = raw(OPENED_BY.get(code, {}), indication="acne_scars")
    allowed = code not in ("breastfeeding", "hba1c")
    assert fields(case | {"answers": case["answers"] | {code: "not_sure"}}) == ([] if allowed else [code])
    if question.type == "when":
        allowed = code != "isotretinoin_stopped_on"
        assert fields(case | {"answers": case["answers"] | {code: "never"}}) == ([] if allowed else [code])


@pytest.mark.parametrize("code", QUESTIONS)
def test_null_or_absent_is_blank(code):
    blank = raw({code: None})
    absent = raw()
    absent["answers"].pop(code, None)
    assert fields(blank) == fields(absent) == []
    assert read(blank).answers.get(code) is None


def test_each_mistake_in_a_list_is_an_entry():
    assert fields(raw(areas=["elbow", "cheeks", "ear"])) == ["areas", "areas"]
    assert fields(raw(previous_sessions=["2026-02-30", "2026-01-01", 5])) == ["previous_sessions"] * 2
    assert fields(raw({"medicines": ["", "aspirin", 5, " "]})) == ["medicines"] * 3
    assert fields(raw({"warts": "yes", "warts_areas": ["toe", "ear"]})) == ["warts_areas"] * 2
    answered = {"tan_on": "2027-01-01", "acne": "x", "nothing": "2026-01-01", "warts": "2026-01-01"}
    assert fields(raw(answered_on=answered)) == ["answered_on"] * 3


def test_mistakes_stand_context_first_then_the_questionnaire_then_unknown_codes():
    case = raw(
        {"zebra": 1, "exfoliant_on": "x", "alpaca": "yes", "pregnant": "x", "acne": 5},
        previous_sessions=["x"],
        areas=["ear"],
        indication="x",
        birth_date="x",
        planned_on="x",
        answered_on=5,
        as_of="x",
    )
    context = ["as_of", "answered_on", "planned_on", "birth_date", "indication", "areas", "previous_sessions"]
    answers = ["pregnant", "acne", "exfoliant_on"]
    assert fields(case) == [*context, *answers, "zebra", "alpaca"]


def test_a_code_that_is_not_listed():
    assert fields(raw({"pregnent": "yes"})) == ["pregnent"]
    assert fields(raw({"pregnent": None})) == ["pregnent"]
    assert fields(raw(answered_on={"pregnent": "2026-01-01"})) == ["answered_on"]


def test_a_mistake_says_what_would_be_right():
    mistakes = dict(problems(raw({"smoker": "often", "tan_on": "2026-02-30"}, planned_on="2026-03-01")))
    assert mistakes["smoker"] == "must be one of never, former, current, not_sure"
    assert mistakes["tan_on"].endswith("written 2026-03-14, 2026-03 or 2026, or never, or not_sure")
    assert mistakes["planned_on"] == "must not be before as_of 2026-03-02"


def test_unknown_keys_beside_those_named_are_ignored():
    assert fields(raw(about="anything", expect={"decision": 5}, Areas=[])) == []


@pytest.mark.parametrize(
    "differs",
    [
        {"diabetes": "no", "hba1c": "high"},
        {"diabetes": "not_sure", "hba1c": -1},
        {"diabetes": None, "hba1c": []},
        {"scar_age_months": "old"},
        {"laser_on": "never", "laser_kind": 5},
        {"laser_on": None, "laser_kind": 5},
        {"autoimmune": "not_sure", "autoimmune_kind": "x"},
        {"isotretinoin": "current", "isotretinoin_stopped_on": "2999"},
    ],
)
def test_an_answer_to_a_question_that_is_not_asked_is_not_checked(differs):
    assert fields(raw(differs)) == []


@pytest.mark.parametrize(
    ("differs", "wrong"),
    [
        ({"diabetes": "maybe", "hba1c": "high"}, "diabetes"),
        ({"acne": "many", "acne_areas": ["ear"]}, "acne"),
        ({"laser_on": "2026-02-30", "laser_kind": "x"}, "laser_on"),
        ({"isotretinoin": 5, "isotretinoin_stopped_on": "2999"}, "isotretinoin"),
    ],
)
def test_an_answer_that_follows_an_invalid_answer_is_not_checked(differs, wrong):
    assert fields(raw(differs)) == [wrong]


def test_an_answer_that_follows_an_invalid_context_is_not_checked():
    assert fields(raw({"scar_age_months": "old"}, indication="scars")) == ["indication"]


def test_a_key_given_twice_is_one_mistake_wherever_it_stands():
    line = Twice(raw(as_of="never mind"))
    line.twice = ("as_of",)
    assert fields(line) == ["as_of"]
    answers = Twice(raw()["answers"] | {"acne": "x", "acne_areas": ["ear"]})
    answers.twice = ("acne", "smoker")
    assert fields(raw() | {"answers": answers}) == ["smoker", "acne"]
    answered_on = Twice({"acne": "x", "tan_on": "2026-01-01"})
    answered_on.twice = ("acne",)
    assert fields(raw(answered_on=answered_on)) == ["answered_on"]
