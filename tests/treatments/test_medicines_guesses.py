"""Misspelt names, one edit away, and names known from elsewhere."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from treatments.eligibility.medicines import Names, Recogniser
from treatments.eligibility.one_edit import Neighbours, distance, is_one_edit

LISTED = {
    "warfarin": "anticoagulant",
    "accutane": "isotretinoin",
    "eliquis": "anticoagulant",
    "aspirin": "antiplatelet",
    "prednisone": "immunosuppressant",
    "sitagliptin": "diabetes_marker",
    "metformin": "diabetes_marker",
    "fish oil": "nsaid_or_supplement",
    "taltz": "immunosuppressant",
    "restasis": None,
}
KNOWN = {
    "lisinopril": (),
    "prednisol": (),
    "warfarina": ("warfarin",),
    "janumet": ("sitagliptin and metformin",),
    "cyclosporine": (),
    "warfarex": ("warfarin",),
    "norwarfar": ("lisinopril",),
}
RECOGNISER = Recogniser(LISTED, lambda: Names(KNOWN), frozenset({"warrant", "aspiring"}))


def found(text: str) -> list[tuple]:
    return [(match.name, match.cls, match.guess) for match in RECOGNISER.read(text).names]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("warfrin", "warfarin"), ("acutane", "accutane"), ("eliqius", "eliquis"), ("Asprin,", "aspirin")],
)
def test_a_word_one_edit_away_counts_as_a_guess(typed, name):
    assert found(typed) == [(name, LISTED[name], True)]


def test_a_word_near_several_names_counts_as_all_of_them():
    assert {name for name, _, _ in found("prednison")} == {"prednisone", "prednisol"}


@pytest.mark.parametrize("typed", ["warfri", "wrfrin", "asprn", "fis oil", "taltzz taltx"])
def test_two_edits_or_a_short_word_or_a_part_of_a_name_is_no_guess(typed):
    assert RECOGNISER.read(typed).unrecognised or found(typed) == [("taltz", "immunosuppressant", True)]


def test_whole_words_come_first_and_left_over_ones_are_still_guessed():
    assert found("aspirin warfrin") == [
        ("aspirin", "antiplatelet", False),
        ("warfarin", "anticoagulant", True),
    ]


def test_a_known_medicine_is_never_guessed_away():
    assert found("prednisol") == [("prednisol", None, False)]


def test_a_known_medicine_without_a_class_raises_nothing():
    read = RECOGNISER.read("lisinopril 10 mg")
    assert read.recognised
    assert read.classes == ()


def test_an_everyday_word_is_not_a_misspelt_medicine():
    assert RECOGNISER.read("warrant, aspiring").unrecognised


def test_the_edition_wins_over_the_open_list():
    both = Recogniser(LISTED, lambda: Names({"restasis": ("cyclosporine",), "warfarin sodium": ()}))
    assert [m.cls for m in both.read("Restasis").names] == [None]
    assert both.read("warfarin sodium").classes == ("anticoagulant",)


def test_another_name_of_a_listed_medicine_counts_as_that_for_staff_to_confirm():
    assert found("warfarina") == [("warfarin", "anticoagulant", True)]
    assert found("warfarex") == [("warfarin", "anticoagulant", True)]
    assert RECOGNISER.read("Warfarex 5").names[0].typed == "Warfarex"


def test_a_combination_counts_as_each_listed_medicine_in_it():
    assert found("Janumet") == [
        ("metformin", "diabetes_marker", True),
        ("sitagliptin", "diabetes_marker", True),
    ]


def test_a_name_both_typed_and_guessed_is_sure():
    assert found("asprin aspirin") == [("aspirin", "antiplatelet", False)]


def test_the_open_list_is_not_opened_where_the_edition_explains_every_word():
    def opened() -> Names:
        raise AssertionError

    assert Recogniser(LISTED, opened).read("Warfarin 5mg, aspirin 81").classes == (
        "anticoagulant",
        "antiplatelet",
    )
    assert Recogniser(LISTED, opened).read("None.").nothing


words = st.text("abcd", min_size=5, max_size=9)


@given(words, words)
def test_one_edit_is_what_counting_edits_says(one, other):
    assert is_one_edit(one, other) == (distance(one, other) == 1)
    assert is_one_edit(other, one) == is_one_edit(one, other)


@given(st.sets(words, min_size=1, max_size=30), words)
def test_the_index_finds_what_comparing_with_every_name_finds(names, word):
    assert Neighbours(names).near(word) == sorted(name for name in names if is_one_edit(name, word))


@given(
    st.sampled_from(sorted(LISTED)), st.integers(0, 20), st.sampled_from("abcxyz"), st.sampled_from("adcs")
)
def test_any_single_slip_in_a_name_is_found(name, at, letter, slip):
    assume(" " not in name and name.isalpha())
    at %= len(name)
    swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    slips = {
        "a": name[:at] + letter + name[at:],
        "d": name[:at] + name[at + 1 :],
        "c": name[:at] + letter + name[at + 1 :],
        "s": swapped,
    }
    typed = slips[slip]
    assume(len(typed) >= 6 and typed not in KNOWN and typed != name)
    assert name in {match.name for match in RECOGNISER.read(typed).names}
