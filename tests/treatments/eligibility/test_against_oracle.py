"""The engine against the oracle: the same verdict for every valid case that can be thought of."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.treatments.eligibility.oracle import Found, Verdict, verdict_of
from tests.treatments.eligibility.shipped import ENGINE, PROTOCOL, case_of, read
from tests.treatments.eligibility.strategies import raw_cases
from treatments.eligibility import Assessment


def verdict_in(assessment: Assessment) -> Verdict:
    """What the engine says, in the oracle's words."""
    return Verdict(
        assessment.decision,
        assessment.earliest_date,
        dict(assessment.areas),
        dict(assessment.dates),
        tuple(Found(f.code, f.status, f.effects, f.areas, f.ends_on) for f in assessment.findings),
        assessment.missing,
        assessment.ask,
    )


def check(case: dict[str, Any]) -> None:
    """Engine and oracle agree, whether the case was read by the product or taken as it is."""
    expected = verdict_of(PROTOCOL, case_of(case))
    assert verdict_in(ENGINE.assess(read(case))) == expected
    assert verdict_in(ENGINE.assess(case_of(case))) == expected


@given(raw_cases(most_odd=6))
def test_a_patient_with_a_few_things_to_report(case):
    check(case)


@given(raw_cases())
def test_a_patient_with_anything_to_report(case):
    check(case)


@pytest.mark.long
@settings(max_examples=20_000)
@given(st.one_of(raw_cases(most_odd=3), raw_cases(most_odd=8), raw_cases()))
def test_many_patients(case):
    check(case)
