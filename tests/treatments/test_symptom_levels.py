"""The level of a symptom report, held against a plain reading of the clinical page, sign by sign."""

from itertools import product

import pytest

from treatments import editions
from treatments.symptoms import LEVELS, SymptomResult, compile_symptoms

FOUR = ("swelling", "bruising", "peeling", "bleeding")
CHECK = compile_symptoms(editions.shipped_document("micro-needling"))
WELL = {"urgent_now": "no", "skin_change": "no"}
NOTHING = {
    "urgent_now": "no",
    "skin_change": "yes",
    **dict.fromkeys(("redness", "swelling", "bruising", "bleeding"), "no"),
    **dict.fromkeys(("peeling", "pain", "itchy_bumps", "new_cold_sore", "darkening"), "no"),
}
LATE_NO = dict.fromkeys(("late_lumps", "late_draining", "late_dark", "late_lines"), "no")


def report(days: int = 2, previous: dict | None = None, **answers) -> SymptomResult:
    late = LATE_NO if days > 7 else {}
    return CHECK.assess(NOTHING | late | answers, days_after=days, previous=previous)


def mild(symptom: str, **changes) -> dict:
    """One of the four, mild, less than yesterday, where the needles were, in nobody's way."""
    told = {symptom: "yes", f"{symptom}_size": 2, f"{symptom}_trend": "less"}
    return told | {"beyond_area": "no", "hinders": "no"} | changes


def codes(result: SymptomResult) -> list[str]:
    return [sign.code for sign in result.signs]


def test_two_answers_are_enough_for_somebody_who_is_well():
    assert CHECK.asked({})[0] == "urgent_now"
    asked = [code for code in CHECK.asked(WELL, days_after=14) if CHECK.values[code].required]
    assert asked == ["urgent_now", "skin_change"]
    assert CHECK.assess(WELL, days_after=14) == ("expected", (), ())


@pytest.mark.parametrize("symptom", FOUR)
@pytest.mark.parametrize("days", [0, 3, 7, 8, 14])
def test_each_of_the_four_is_a_call_exactly_when_the_page_says(symptom, days):
    """Grows, more than mild (5 of 10, beyond the area, in the way), or after day 7."""
    for size, trend, beyond, hinders, last in product(
        (0, 1, 4, 5, 10), ("less", "same", "more"), ("no", "yes"), ("no", "yes"), (None, 0, 4, 10)
    ):
        changes = {f"{symptom}_size": size, f"{symptom}_trend": trend}
        answers = mild(symptom, beyond_area=beyond, hinders=hinders, **changes)
        previous = None if last is None else NOTHING | mild(symptom, **{f"{symptom}_size": last})
        grows = trend == "more" or (last is not None and size > last)
        more_than_mild = size >= 5 or beyond == "yes" or hinders == "yes"
        result = report(days, previous, **answers)
        wanted = "call" if grows or more_than_mild or days > 7 else "expected"
        assert result.level == wanted, (answers, last)
        assert (f"{symptom}_growing" in codes(result)) == (wanted == "call")
        assert result.signs, "none of the four is answered with silence"


@pytest.mark.parametrize("symptom", FOUR)
def test_what_was_not_there_in_the_last_report_has_grown(symptom):
    assert report(3, NOTHING, **mild(symptom)).level == "call"
    assert report(3, WELL, **mild(symptom)).level == "call"
    assert report(3, None, **mild(symptom)).level == "expected"


def test_fine_flakes_are_expected_for_a_week_and_peeling_after_them_has_grown():
    assert codes(report(3, peeling="flakes")) == ["fine_flaking"]
    assert report(7, peeling="flakes").level == "expected"
    assert report(8, peeling="flakes").level == "call"
    assert report(3, NOTHING | {"peeling": "flakes"}, **mild("peeling")).level == "call"


def test_mild_swelling_that_falls_is_called_so_and_the_rest_says_to_tell_us():
    assert codes(report(2, **mild("swelling"))) == ["swelling_falling"]
    assert codes(report(2, **mild("swelling", swelling_trend="same"))) == ["mild_and_steady"]
    assert codes(report(2, **mild("bleeding"))) == ["mild_and_steady"]


@pytest.mark.parametrize(("days", "level"), [(0, "expected"), (7, "expected"), (8, "call"), (30, "call")])
def test_redness_after_seven_days_is_a_call(days, level):
    assert report(days, redness="yes").level == level


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"new_cold_sore": "yes"}, "cold_sore_new"),
        ({"itchy_bumps": "yes"}, "itchy_bumps_in_pattern"),
        ({"darkening": "yes"}, "darkening_spreading"),
        ({"pain": "severe"}, "severe_pain"),
        ({"call_me": "yes"}, "call_asked"),
    ],
)
def test_every_other_sign_of_the_row_call(answers, code):
    result = report(1, **answers)
    assert (result.level, codes(result)) == ("call", [code])


def test_pain_that_can_be_borne_is_no_call():
    assert report(1, pain="some").level == "expected"


URGENT = {
    "breathing": "trouble_breathing",
    "face_swelling": "face_swelling_fast",
    "eye_hurts": "eye_pain",
    "sight": "sight_change",
    "fainted": "fainting_after_numbing",
    "racing_heart": "racing_heart_after_numbing",
    "has_fever": "fever",
    "has_pus": "pus",
    "warm_skin": "warmth_spreading",
}


def test_a_yes_to_the_first_question_is_urgent_before_anything_else_is_answered():
    result = CHECK.assess({"urgent_now": "yes"}, days_after=0)
    assert (result.level, codes(result)) == ("urgent", ["urgent_any"])
    assert "skin_change" in result.missing


@pytest.mark.parametrize(("question", "code"), URGENT.items())
def test_every_urgent_sign_is_named(question, code):
    result = report(1, urgent_now="yes", **{question: "yes"})
    assert result.level == "urgent" and code in codes(result)
    assert report(1, urgent_now="not_sure", **{question: "yes"}).level == "urgent"


@pytest.mark.parametrize("question", URGENT)
def test_not_sure_of_an_urgent_sign_is_a_call_and_never_expected(question):
    result = report(1, urgent_now="not_sure", **dict.fromkeys(URGENT, "no") | {question: "not_sure"})
    assert result.level == "call"
    assert URGENT[question] in codes(result)
    assert {sign.status for sign in result.signs} == {"unresolved"}


@pytest.mark.parametrize(
    "answers",
    [
        {"urgent_now": "not_sure"},
        {"pain": "not_sure"},
        {"itchy_bumps": "not_sure"},
        mild("swelling", swelling_trend="not_sure"),
        mild("bruising", beyond_area="not_sure"),
        mild("peeling", hinders="not_sure"),
    ],
)
def test_not_sure_counts_as_a_call(answers):
    assert report(2, **answers).level == "call"


def test_a_doubt_is_told_as_the_sign_it_is_about_and_not_as_something_expected():
    result = report(2, **mild("swelling", swelling_trend="not_sure"))
    assert [(sign.code, sign.status) for sign in result.signs] == [("swelling_growing", "unresolved")]


def test_a_last_report_without_the_number_leaves_growth_open():
    previous = NOTHING | {"swelling": "yes"}
    result = report(3, previous, **mild("swelling"))
    assert (result.level, result.signs[0].status) == ("call", "unresolved")


@pytest.mark.parametrize("missing", ["swelling_size", "swelling_trend", "hinders", "redness"])
def test_a_report_with_a_blank_reassures_nobody(missing):
    answers = NOTHING | mild("swelling")
    del answers[missing]
    result = CHECK.assess(answers, days_after=2)
    assert (result.level, result.missing) == ("call", (missing,))


@pytest.mark.parametrize("nonsense", [11, -1, 4.5, "5", True, None, [], {"x": 1}])
def test_a_number_that_is_none_counts_as_blank(nonsense):
    assert report(2, **mild("swelling", swelling_size=nonsense)).missing == ("swelling_size",)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("late_lumps", "lumps_late"),
        ("late_draining", "draining_spots_late"),
        ("late_dark", "dark_marks_late"),
        ("late_lines", "track_marks_late"),
    ],
)
def test_late_signs_are_asked_after_the_first_week_and_go_to_the_dermatologist(question, code):
    result = report(14, **{question: "yes"})
    assert (result.level, codes(result)) == ("late", [code])
    assert question not in CHECK.asked(NOTHING, days_after=7)
    assert question in CHECK.asked(NOTHING, days_after=8) and question in CHECK.asked(NOTHING)


def test_the_level_is_the_highest_of_all_signs():
    everything = mild("swelling", swelling_size=9) | {"late_lumps": "yes", "urgent_now": "yes"}
    result = report(14, **everything)
    assert [sign.level for sign in result.signs] == ["urgent", "call", "late"]
    assert LEVELS == ("expected", "late", "call", "urgent")


def test_a_sign_says_which_answers_are_behind_it():
    sign = report(2, **mild("bruising", bruising_size=7)).signs[0]
    assert ("bruising_size", 7) in sign.because and sign.text["es"].startswith("Moretones")


def test_follow_ups_are_asked_only_of_what_is_there():
    asked = CHECK.asked(NOTHING | {"bruising": "yes"}, days_after=1)
    sizes = [code for code in asked if code.endswith("_size")]
    assert sizes == ["bruising_size"] and "beyond_area" in asked
    assert "beyond_area" not in CHECK.asked(NOTHING | {"redness": "yes"}, days_after=1)
