"""One answer, from what was typed to what is stored."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questions.answers import read_answer
from intake.questions.wording import Refused
from treatments.eligibility.answers import Days
from treatments.eligibility.protocol import QUESTION_TYPES, Question

AREAS = ("forehead", "cheeks", "chin")
DAYS = Days(date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 16), date(1990, 5, 20))


def read(type_: str, value, **details):
    return read_answer(Question("q", type_, **details), value, AREAS, DAYS)


@pytest.mark.parametrize("type_", QUESTION_TYPES)
def test_nothing_is_blank_in_every_type(type_):
    assert read(type_, None) is None


@pytest.mark.parametrize(
    ("type_", "typed", "stored"),
    [
        ("yesno", "yes", "yes"),
        ("yesno", "", None),
        ("areas", ["chin", "forehead", "chin"], ["forehead", "chin"]),
        ("areas", [], None),
        ("number", "6,5", 6.5),
        ("number", " 6 ", 6),
        ("number", 6.5, 6.5),
        ("number", "", None),
        ("text", "  Hola \n", "Hola"),
        ("text", "   ", None),
        ("text_list", [" Eliquis  5mg ", ""], ["Eliquis 5mg"]),
        ("text_list", [], []),
        ("when", "2026-03", "2026-03"),
        ("when", "2026-03-16", "2026-03-16"),
    ],
)
def test_what_is_typed_is_stored_in_one_form(type_, typed, stored):
    assert read(type_, typed) == stored


@pytest.mark.parametrize(
    ("type_", "typed", "key"),
    [
        ("yesno", "maybe", "not_listed"),
        ("yesno", ["yes"], "not_listed"),
        ("yesno", "not_sure", "not_listed"),
        ("areas", ["knees"], "not_listed"),
        ("areas", "chin", "not_listed"),
        ("number", "nan", "not_number"),
        ("number", float("inf"), "not_number"),
        ("number", "-1", "not_number"),
        ("number", "٣", "not_number"),
        ("number", "1e5", "not_number"),
        ("number", True, "not_number"),
        ("number", "99999", "number_too_large"),
        ("text", 5, "not_text"),
        ("text", "a\x00", "odd_characters"),
        ("text", "x" * 2001, "too_long"),
        ("text_list", "aspirin", "not_text"),
        ("text_list", ["x"] * 61, "too_many"),
        ("when", "2026-02-30", "not_date"),
        ("when", "yesterday", "not_date"),
        ("when", "2026-03-17", "after_visit"),
        ("when", "2026-04", "future_needs_day"),
        ("when", "1989", "before_birth"),
        ("when", "never", "not_date"),
    ],
)
def test_what_cannot_be_taken_says_why(type_, typed, key):
    with pytest.raises(Refused) as refused:
        read(type_, typed)
    assert refused.value.key == key


def test_not_sure_and_never_are_answers_where_the_question_allows_them():
    assert read("number", "not_sure", not_sure=True) == "not_sure"
    assert read("when", "never", never=True) == "never"
    assert read("yesno", "not_sure", not_sure=True) == "not_sure"


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(type_=st.sampled_from(QUESTION_TYPES), value=junk, loose=st.booleans())
def test_anything_at_all_is_taken_or_refused_and_nothing_else(type_, value, loose):
    try:
        stored = read(type_, value, not_sure=loose, never=loose)
    except Refused:
        return
    if stored is not None:
        assert read(type_, stored, not_sure=loose, never=loose) == stored
