"""The protocol's own worked cases: what its authors say of 32 patients, the engine and the oracle say too."""

import pytest

from tests.treatments.eligibility.oracle import verdict_of
from tests.treatments.eligibility.shipped import DOCUMENT, PROTOCOL, assess, case_of, raw
from treatments.eligibility.contract import as_contract, written

WORKED = {case["case"]: case for case in DOCUMENT["worked_cases"]}


def given(worked: dict) -> dict:
    """The worked case as `screen` reads it."""
    context = {key: worked[key] for key in worked if key not in ("case", "about", "answers", "expect")}
    return raw(worked["answers"], **context)


def test_there_are_all_thirty_two():
    assert sorted(WORKED) == [f"P{number:02}" for number in range(1, 33)]


@pytest.mark.parametrize("code", WORKED)
def test_the_engine_decides_as_the_worked_case_says(code):
    output = as_contract(assess(given(WORKED[code])))
    output["findings"] = {finding["code"]: finding["status"] for finding in output["findings"]}
    expect = WORKED[code]["expect"]
    assert {key: output[key] for key in expect} == expect


@pytest.mark.parametrize("code", WORKED)
def test_the_oracle_decides_as_the_worked_case_says(code):
    verdict = verdict_of(PROTOCOL, case_of(given(WORKED[code])))
    assert WORKED[code]["expect"] == {
        "decision": verdict.decision,
        "earliest_date": written(verdict.earliest_date),
        "findings": {found.code: found.status for found in verdict.findings},
        "missing": list(verdict.missing),
        "areas": verdict.areas,
        "dates": {area: written(day) for area, day in verdict.dates.items()},
    }
