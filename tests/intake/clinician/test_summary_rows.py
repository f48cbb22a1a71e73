"""The summary's rows in words: areas alike share one, a reason leads with what it is."""

from datetime import timedelta

import pytest

from intake.choices import AreaChoice
from intake.summary import summary_of
from intake.summary.areas import in_one
from intake.summary.words import in_words
from tests.intake.conftest import NOW
from tests.intake.steps import agree, send
from tests.intake.summary_cases import CASES


def words_of(visit) -> dict:
    return in_words(summary_of(visit))


def test_areas_alike_share_a_row(visit):
    send(visit)
    assert [(row["label"], row["from"]) for row in words_of(visit)["areas"]] == [
        ("Forehead and cheeks", "as planned")
    ]


def test_areas_that_differ_in_decision_or_signature_do_not(visit, dermatologist):
    send(visit, open_wound="yes", open_wound_areas=["cheeks"])
    assert [row["label"] for row in words_of(visit)["areas"]] == ["Forehead", "Cheeks"]
    send(visit)
    agree(visit, by=dermatologist, cheeks=AreaChoice("treat", None, "", "Lightly"))
    assert [row["label"] for row in words_of(visit)["areas"]] == ["Forehead", "Cheeks"]


def test_only_the_first_area_of_a_row_has_a_capital():
    assert in_one(["Cheeks", "Upper lip", "Around the eyes"]) == "Cheeks, upper lip and around the eyes"
    assert in_one([]) == ""


def test_a_reason_leads_with_what_it_is(visit):
    send(visit, diabetes="yes", retinoid_on="2026-03-12")
    first, second = words_of(visit)["why"]
    assert (first["lead"], first["rest"]) == ("Diabetes:", "ask about type, control and last HbA1c.")
    assert (second["lead"], second["rest"]) == ("Retinoid cream less than 7 days before the session.", "")


def test_another_reason_is_given_in_its_own_words_alone(visit, dermatologist):
    send(visit, pregnant="yes")
    either = AreaChoice("treat", None, "other", "Test was negative.")
    agree(visit, by=dermatologist, forehead=either, cheeks=either)
    assert [row["signed"] for row in words_of(visit)["areas"]] == ["Treat – Test was negative."]


def test_a_coded_reason_stands_before_its_words(visit, dermatologist):
    send(visit, pregnant="yes")
    either = AreaChoice("treat", None, "answer_corrected_with_patient", "Test was negative.")
    agree(visit, by=dermatologist, forehead=either, cheeks=either)
    assert [row["signed"] for row in words_of(visit)["areas"]] == [
        "Treat – The answer was put right with the patient; Test was negative."
    ]


def test_a_change_that_safety_shows_tells_only_what_was_said_before(visit):
    send(visit)
    send(visit, NOW + timedelta(hours=1), medicines=["Eliquis"], smoker="current")
    changes = {row["label"]: (row["before"], row["now"]) for row in words_of(visit)["changes"]}
    assert changes["Medicines"] == ("none", "")
    assert changes["Smoking"][1] == "Yes, I smoke now"


@pytest.mark.parametrize("typed, told", [
    ("Eliquis 5mg", "“Eliquis 5mg” – anticoagulant"),
    ("Eliqius", "“Eliqius” – perhaps eliquis (anticoagulant): confirm"),
    ("blue pill", "“blue pill” – not recognized"),
])  # fmt: skip
def test_a_medicine_is_told_as_typed_and_as_recognised(visit, typed, told):
    send(visit, medicines=[typed])
    assert words_of(visit)["safety"]["long"][0]["lines"] == [told]


@pytest.mark.parametrize("name, short", [("light", True), ("heavy", False)])
def test_larger_type_is_for_those_with_little_to_tell(
    protocol, maria, place, front_desk, dermatologist, name, short
):
    assert words_of(CASES[name](maria, place, front_desk, dermatologist))["is_short"] is short


def test_much_to_read_of_the_problem_takes_the_larger_type_away(visit):
    send(visit, goal="Fewer lines.")
    assert words_of(visit)["is_short"]
    send(visit, goal="Fewer lines. " * 40)
    assert not words_of(visit)["is_short"]
