"""Free text is bounded and safe on both databases before it is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questions.wording import Refused
from intake.texts import clean_code, clean_line, clean_text


@pytest.mark.parametrize("odd", ["a\x00b", "a\ud800b", "a\udfff", "bell\x07", "\ue000"])
def test_what_a_database_refuses_is_refused_here(odd):
    with pytest.raises(Refused) as refused:
        clean_text(odd)
    assert refused.value.key == "odd_characters"


def test_bidirectional_controls_are_taken_out():
    assert clean_line("abc\u202edef\u2066") == "abcdef"


def test_a_line_has_its_blanks_folded_and_a_text_keeps_its_lines():
    assert clean_line("  María \t José\n") == "María José"
    assert clean_text(" one \r\ntwo\rthree ") == "one\ntwo\nthree"


def test_two_spellings_of_one_letter_become_one():
    assert clean_line("Jose\u0301") == "Jos\u00e9"


def test_too_long_is_refused_and_says_how_long_it_may_be():
    with pytest.raises(Refused) as refused:
        clean_line("x" * 161)
    assert "160" in str(refused.value.messages[0])


@pytest.mark.parametrize("value", [None, 5, ["a"], {"a": 1}, b"a"])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(Refused):
        clean_text(value)


@pytest.mark.parametrize("value", ["", "a-b_c", "forehead"])
def test_a_code_is_printable_ascii(value):
    assert clean_code(value) == value


@pytest.mark.parametrize("value", ["é", "a\n", "x" * 61, None])
def test_anything_else_is_no_code(value):
    with pytest.raises(Refused):
        clean_code(value)


@given(st.text(max_size=300))
def test_what_is_taken_can_be_written_as_utf8_and_is_taken_again_unchanged(text):
    try:
        cleaned = clean_text(text)
    except Refused:
        return
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean_text(cleaned) == cleaned
