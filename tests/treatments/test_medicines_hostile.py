"""Any text gets an answer, the same one every time, and a long one costs no more than its length."""

import random
import string
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments.eligibility.did_you_mean import suggestions
from treatments.eligibility.medicines import Names, Recogniser

MEDICINES = {
    "warfarin": "anticoagulant",
    "omega-3": None,
    "vitamin b12": None,
    "prednisolone eye drops": None,
}
RECOGNISER = Recogniser(MEDICINES, lambda: Names({"lisinopril": (), "marevan": ("warfarin",)}))

any_text = st.text(st.characters(), max_size=200)  # lone surrogates and NUL among them
fragments = st.sampled_from(
    [
        *("warfarin", "warfrin", "prednisolone", "eye", "drops", "omega", "3", "5mg", "b12", "and", "st."),
        *("%", ",", "'", "®", "-", " ", "İ", "ß", "²", "½", "١٢", "ﷺ", "🧴"),
        *("\u202e", "\0", "\ud800", "e\u0301", "\u2028"),
    ]
)


@given(any_text)
def test_any_text_is_read_without_an_error(text):
    read = RECOGNISER.read(text)
    assert read.text == text
    assert not (read.recognised and read.nothing)
    assert suggestions(RECOGNISER, text) == suggestions(RECOGNISER, text)


@given(st.lists(fragments, max_size=40))
def test_what_was_typed_is_quoted_from_the_text_itself(parts):
    text = " ".join(parts)
    read = RECOGNISER.read(text)
    assert read == RECOGNISER.read(text)
    assert all(match.typed and match.typed in text for match in read.names)


@given(any_text, any_text)
def test_more_text_never_clears_a_class(before, after):
    assert "anticoagulant" in RECOGNISER.read(f"{before}, warfarin, {after}").classes


def _words(count: int) -> str:
    letters = random.Random(7)
    return " ".join("".join(letters.choices(string.ascii_lowercase, k=6)) for _ in range(count))


HOSTILE = {
    "words": _words(1428),
    "misspelt": "warfrin " * 1250,
    "one word": "a" * 10_000,
    "digits": "omega " + "3 " * 4_990,
    "openings": "prednisolone 5 " * 660,
    "combining": "e" + "\u0301" * 9_999,
    "ligatures": "\ufdfa" * 10_000,
    "surrogates": "\ud800" * 10_000,
    "bidi": "\u202e" * 10_000,
    "breaks": ",." * 5_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_text_is_at_most_twice_the_work(kind):
    text = HOSTILE[kind]
    RECOGNISER.read(text)
    assert _steps(text + " " + text) <= 2 * _steps(text) + 100


def _steps(text: str) -> int:
    """How many functions are called to read a text."""
    steps = 0

    def count(frame, event, argument):
        nonlocal steps
        steps += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        RECOGNISER.read(text)
        suggestions(RECOGNISER, text)
    finally:
        sys.setprofile(None)
    return steps
