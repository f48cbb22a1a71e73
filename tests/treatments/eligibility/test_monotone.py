"""Clinical/rules.md, 7: an answer that turns from harmless to harmful never makes any decision milder."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.treatments.eligibility.shipped import PROTOCOL, QUESTIONS, assess
from tests.treatments.eligibility.strategies import BEFORE, TYPED, made, raw_cases
from treatments.eligibility.answers import options_of
from treatments.eligibility.assessment import DECISIONS, Assessment

HARMFUL = {
    code: {
        value
        for rule in PROTOCOL.rules
        for group in rule.when
        for part in group
        if part.question == code and part.operator == "is"
        for value in part.values
    }
    for code in QUESTIONS
}
"""The options that a rule speaks of."""

CHOICES = [
    (code, harmless, harmful)
    for code, question in QUESTIONS.items()
    if question.type in ("yesno", "choice")
    for harmless in options_of(question)
    for harmful in sorted(HARMFUL[code])
    if harmless not in HARMFUL[code] and harmless != "not_sure"
]
WORSE = [
    ("cancer_treatment", "past", "current"),
    ("isotretinoin", "past", "current"),
    ("eczema", "past", "active"),
    ("acne", "spots", "cystic"),
    ("laser_kind", "non_ablative", "ablative"),
    ("peel_depth", "superficial", "deep"),
]
NEVER_HARMLESS = {("laser_kind", "non_ablative"), ("peel_depth", "superficial")}
DAYS = [question.code for question in PROTOCOL.questions if question.type == "when"]

AREAS = st.lists(st.sampled_from(PROTOCOL.areas), min_size=2, max_size=4)


def with_answer(case: dict, code: str, answer: Any) -> dict:
    return case | {"answers": case["answers"] | {code: answer}}


def check(case: dict, code: str, harmless: Any, harmful: Any) -> None:
    """No area's decision, nor the overall one, is milder after the change."""
    before, after = assess(with_answer(case, code, harmless)), assess(with_answer(case, code, harmful))
    if _contradicts(before) and not _contradicts(after):
        return
    assert DECISIONS.index(before.decision) <= DECISIONS.index(after.decision)
    for area, decision in before.areas.items():
        assert DECISIONS.index(decision) <= DECISIONS.index(after.areas[area])


def _contradicts(assessment: Assessment) -> bool:
    return any(f.code == "medicine_contradicts" and f.status == "present" for f in assessment.findings)


def test_every_option_that_a_rule_speaks_of_is_tried():
    tried = {(code, harmful) for code, _, harmful in [*CHOICES, *WORSE]} | NEVER_HARMLESS
    assert tried == {(code, value) for code, values in HARMFUL.items() for value in values}


@given(raw_cases(most_odd=6), st.sampled_from([*CHOICES, *WORSE]))
def test_a_harmful_option_instead_of_a_harmless_one(case, change):
    check(case, *change)


@given(raw_cases(most_odd=6), st.sampled_from(DAYS), st.tuples(BEFORE, BEFORE))
def test_a_date_instead_of_never_and_a_later_date_instead_of_an_earlier(case, code, days):
    first, second = (made(QUESTIONS[code], before, case) for before in sorted(days, reverse=True))
    check(case, code, first, second)
    if QUESTIONS[code].never:
        check(case, code, "never", second)


@given(raw_cases(most_odd=6), st.integers(12, 10**6), st.floats(0, 12, exclude_max=True))
def test_a_young_scar_instead_of_an_old_one(case, old, young):
    check(case | {"indication": "acne_scars"}, "scar_age_months", old, young)


@given(raw_cases(most_odd=6), st.sampled_from(TYPED))
def test_one_more_medicine(case, text):
    typed = case["answers"]["medicines"]
    assume(typed is not None)
    check(case, "medicines", typed, [*typed, text])


@given(raw_cases(most_odd=3), st.sampled_from(["acne", "eczema", "warts", "open_wound"]), AREAS)
def test_one_more_area(case, code, areas):
    harmful = {"acne": "spots", "eczema": "active"}.get(code, "yes")
    check(with_answer(case, code, harmful), f"{code}_areas", areas[1:], areas)


@pytest.mark.long
@settings(max_examples=10_000)
@given(raw_cases(), st.sampled_from([*CHOICES, *WORSE]))
def test_many_harmful_options_instead_of_harmless_ones(case, change):
    check(case, *change)
