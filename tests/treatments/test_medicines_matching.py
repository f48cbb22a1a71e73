"""Whole names in a typed text: what is one name, what breaks it, what is no name at all."""

import pytest

from treatments.eligibility.medicines import Match, Recogniser, unmatchable

LISTED = {
    "aspirin": "antiplatelet",
    "baby aspirin": "antiplatelet",
    "warfarin": "anticoagulant",
    "eliquis": "anticoagulant",
    "prednisone": "immunosuppressant",
    "prednisolone": "immunosuppressant",
    "tacrolimus": "immunosuppressant",
    "retin-a": "topical_retinoid",
    "omega-3": "nsaid_or_supplement",
    "fish oil": "nsaid_or_supplement",
    "st john's wort": "photosensitiser",
    "vitamin e": "nsaid_or_supplement",
    "vitamin b12": None,
    "tacrolimus ointment": None,
    "prednisolone eye drops": None,
}
RECOGNISER = Recogniser(LISTED)


def names(text: str) -> list[str]:
    return [match.name for match in RECOGNISER.read(text).names]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Eliquis 5mg", ["eliquis"]),
        ("ELIQUIS® 5 MG", ["eliquis"]),
        ("(eliquis)", ["eliquis"]),
        ("baby aspirin 81 mg daily", ["baby aspirin"]),
        ("baby 81 mg aspirin", ["baby aspirin"]),
        ("aspirin, baby", ["aspirin"]),
        ("Retin-A 0.05%", ["retin-a"]),
        ("retin a 0,05 % cream", ["retin-a"]),
        ("prednisolone 1% eye drops", ["prednisolone eye drops"]),
        ("prednisolone 1,5 % eye drops x2", ["prednisolone eye drops"]),
        ("tacrolimus 0.1% ointment", ["tacrolimus ointment"]),
        ("tacrolimus capsules", ["tacrolimus"]),
        ("prednisone, cream for my face", ["prednisone"]),
        ("Warfarin/aspirin", ["warfarin", "aspirin"]),
        ("aspirin and warfarin", ["aspirin", "warfarin"]),
        ("aspirin y warfarin", ["aspirin", "warfarin"]),
        ("wárfarin", ["warfarin"]),
        ("ｗａｒｆａｒｉｎ", ["warfarin"]),
        ("war\u200bfarin", ["warfarin"]),
        ("St. John's Wort", ["st john's wort"]),
        ("st johns wort", ["st john's wort"]),
        ("ST JOHN’S-WORT 300mg", ["st john's wort"]),
        ("aspirin 81mg, aspirin 100mg", ["aspirin"]),
    ],
)
def test_names_are_found_whatever_stands_around_them(text, found):
    assert names(text) == found


@pytest.mark.parametrize("text", ["omega-3", "Omega 3 1000mg", "omega3", "omega 3,6,9", "omega-3-6-9"])
def test_the_digit_of_a_name_is_part_of_it(text):
    assert names(text) == ["omega-3"]


@pytest.mark.parametrize("text", ["omega", "omega 6", "omega 3000 mg", "vitamin 12", "vitamin"])
def test_another_digit_or_none_is_another_name(text):
    assert RECOGNISER.read(text).unrecognised


@pytest.mark.parametrize("text", ["vitamin b12", "Vitamin B-12 500 mcg", "vitamin b 12"])
def test_a_name_needs_its_digit_before_a_dose_is_ignored(text):
    assert names(text) == ["vitamin b12"]


@pytest.mark.parametrize(
    "breaking", [", ", "; ", " / ", " + ", " & ", "\n", "\r\n", " (", ") ", ". ", " and ", " AND ", " y "]
)
def test_a_name_does_not_reach_across_a_break(breaking):
    assert names(f"tacrolimus{breaking}ointment") == ["tacrolimus"]
    assert names(f"baby{breaking}aspirin") == ["aspirin"]


@pytest.mark.parametrize("joining", [" ", "-", "  ", "_", " – ", ".", ": "])
def test_other_punctuation_only_parts_words(joining):
    assert names(f"tacrolimus{joining}ointment") == ["tacrolimus ointment"]


@pytest.mark.parametrize(
    "text",
    ["no aspirin", "stopped aspirin in 2019", "mother takes aspirin", "never took aspirin", "not aspirin!"],
)
def test_free_text_never_clears(text):
    assert RECOGNISER.read(text).classes == ("antiplatelet",)


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "None.",
        "NO",
        "n/a",
        "N / A",
        "nothing",
        "Nada",
        "ninguno",
        "¡Ninguna!",
        "-",
        "—",
        " - ",
        "",
        " \n",
    ],
)
def test_nothing_is_neither_recognised_nor_unrecognised(text):
    read = RECOGNISER.read(text)
    assert read.nothing
    assert not read.recognised
    assert not read.unrecognised


@pytest.mark.parametrize("text", ["5 mg", "81", "x2", "...", "?", "0.05%", "none of these", "no no no", "💊"])
def test_a_text_that_names_nothing_known_is_unrecognised(text):
    assert RECOGNISER.read(text).unrecognised


def test_a_medicine_without_a_class_is_recognised_and_raises_nothing():
    read = RECOGNISER.read("tacrolimus ointment")
    assert read.names == (Match("tacrolimus ointment", None, "tacrolimus ointment"),)
    assert read.recognised
    assert read.classes == ()


def test_every_name_counts_in_the_order_typed_with_the_words_as_typed():
    read = RECOGNISER.read("Fish  Oil 1000mg and Warfarin")
    assert [(m.name, m.typed) for m in read.names] == [("fish oil", "Fish  Oil"), ("warfarin", "Warfarin")]
    assert read.classes == ("nsaid_or_supplement", "anticoagulant")
    assert read.text == "Fish  Oil 1000mg and Warfarin"


def test_of_two_names_that_share_a_word_the_longer_takes_it():
    listed = {"alpha beta": "one", "beta gamma delta": "two", "alpha": "three"}
    assert [m.name for m in Recogniser(listed).read("alpha beta gamma delta").names] == [
        "alpha",
        "beta gamma delta",
    ]


def test_names_that_no_text_can_match_are_told():
    problems = unmatchable({"hair, skin": None, "and": None, "retin-a": "x", "Retin A": "y", "retin a ": "x"})
    assert len(problems) == 3
    assert "'hair, skin'" in problems[0]
    assert "'and'" in problems[1]
    assert "'retin-a'" in problems[2]
    assert "'Retin A'" in problems[2]
