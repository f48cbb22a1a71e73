"""What holds for every case, whatever its answers (clinical/rules.md, 7)."""

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.treatments.eligibility.shipped import ENGINE, PROTOCOL, QUESTIONS, assess, case_of, problems, read
from tests.treatments.eligibility.strategies import ANSWERS, made, raw_cases
from treatments.eligibility import Assessment, compile_protocol
from treatments.eligibility.assessment import DECISIONS
from treatments.eligibility.contract import as_contract

PATIENTS = raw_cases(most_odd=5)
DAYS = [question.code for question in PROTOCOL.questions if question.type == "when"]


def text_of(assessment: Assessment) -> str:
    """The output as bytes would have it."""
    return json.dumps(as_contract(assessment), ensure_ascii=False)


def with_answer(case: dict, code: str, answer: Any) -> dict:
    return case | {"answers": case["answers"] | {code: answer}}


@given(raw_cases())
def test_every_valid_answer_set_gets_a_decision_that_says_all_it_must(case):
    assert problems(case) == []
    output = as_contract(assess(case))
    assert output["decision"] in DECISIONS
    requested = list(dict.fromkeys(case["areas"]))
    assert requested == list(output["areas"]) == list(output["dates"])
    order = [rule.code for rule in PROTOCOL.rules]
    codes = [finding["code"] for finding in output["findings"]]
    assert codes == sorted(codes, key=order.index)
    assert output["missing"] == sorted(output["missing"])
    assert set(output["missing"]) <= set(output["ask"])


@given(PATIENTS)
def test_the_same_case_gives_the_same_bytes(case):
    again = json.loads(json.dumps(case))
    assert text_of(assess(case)) == text_of(compile_protocol(PROTOCOL).assess(read(again)))


@given(PATIENTS, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_is_irrelevant(case, chance):
    shuffled = {
        key: dict(chance.sample(list(case[key].items()), len(case[key])))
        for key in ("answers", "answered_on")
    }
    assert text_of(assess(case)) == text_of(assess(case | shuffled))


@given(PATIENTS, st.integers(0, 10))
def test_the_order_of_the_rules_changes_the_order_of_the_findings_only(case, seed):
    rules = random.Random(seed).sample(PROTOCOL.rules, len(PROTOCOL.rules))
    other = compile_protocol(replace(PROTOCOL, rules=tuple(rules))).assess(read(case))
    here = assess(case)
    assert sorted(here.findings, key=lambda finding: finding.code) == sorted(
        other.findings, key=lambda finding: finding.code
    )
    for name in ("decision", "earliest_date", "areas", "dates", "missing", "ask"):
        assert getattr(here, name) == getattr(other, name)


@given(raw_cases(), st.data())
def test_an_answer_to_a_question_that_is_not_asked_never_matters(case, data):
    asked = ENGINE.asked(case_of(case))
    hidden = [code for code in QUESTIONS if code not in asked]
    assume(hidden)
    code = data.draw(st.sampled_from(hidden))
    before = text_of(assess(case))
    valid = with_answer(case, code, made(QUESTIONS[code], data.draw(ANSWERS[code]), case))
    assert text_of(assess(valid)) == text_of(ENGINE.assess(case_of(valid))) == before
    odd = data.draw(st.sampled_from([17, "", [[]], {"a": 1}, "2026-02-30", ["nowhere"], True]))
    assert text_of(assess(with_answer(case, code, odd))) == before


@given(PATIENTS, st.sampled_from(sorted(QUESTIONS)))
def test_forgetting_an_answer_never_gives_ready(case, code):
    before, after = assess(case), assess(with_answer(case, code, None))
    if QUESTIONS[code].required and code in ENGINE.asked(case_of(case)):
        assert code in after.missing
        assert after.decision in ("incomplete", "not_a_candidate")
        assert "ready" not in after.areas.values()
    else:
        assert (after.decision, after.areas) == (before.decision, before.areas)


@given(PATIENTS, st.integers(-400, 400))
def test_shifting_all_days_shifts_every_wait(case, days):
    # Ages and calendar months do not shift by days; imprecise dates do not shift at all.
    assume(all(not _is_imprecise(case["answers"].get(code)) for code in DAYS))
    case = with_answer(case, "isotretinoin", "never") | {"birth_date": _age_of_forty(case)}
    assume(problems(case) == [])
    before, after = assess(case), assess(_shifted(case, days))
    assert (after.decision, after.areas, after.missing, after.ask) == (
        before.decision,
        before.areas,
        before.missing,
        before.ask,
    )
    moved = timedelta(days=days)
    assert after.earliest_date == (before.earliest_date and before.earliest_date + moved)
    assert after.dates == {area: day and day + moved for area, day in before.dates.items()}
    assert [(f.code, f.status, f.areas, f.ends_on) for f in after.findings] == [
        (f.code, f.status, f.areas, f.ends_on and f.ends_on + moved) for f in before.findings
    ]


def _is_imprecise(answer: str | None) -> bool:
    return answer is not None and answer[0].isdigit() and len(answer) < len("2026-03-14")


def _age_of_forty(case: dict) -> str:
    return f"{int(case['as_of'][:4]) - 40}-01-01"


def _shifted(case: dict, days: int) -> dict:
    def move(value: Any) -> Any:
        if isinstance(value, str) and value[0].isdigit():
            return (date.fromisoformat(value) + timedelta(days=days)).isoformat()
        return value

    answers = {code: move(answer) if code in DAYS else answer for code, answer in case["answers"].items()}
    return case | {
        "as_of": move(case["as_of"]),
        "planned_on": move(case["planned_on"]),
        "previous_sessions": [move(day) for day in case.get("previous_sessions", [])],
        "answered_on": {code: move(day) for code, day in case["answered_on"].items()},
        "answers": answers,
    }


@given(raw_cases(most_odd=3), st.sampled_from(["acne", "warts", "open_wound", "tattoo_or_mole"]), st.data())
def test_naming_one_more_requested_area_changes_only_that_area(case, code, data):
    case = with_answer(case, code, "spots" if code == "acne" else "yes")
    named, area = case["answers"][f"{code}_areas"], data.draw(st.sampled_from(case["areas"]))
    assume(named)
    before, after = assess(case), assess(with_answer(case, f"{code}_areas", [*named, area]))
    for other in set(case["areas"]) - {area}:
        assert (before.areas[other], before.dates[other]) == (after.areas[other], after.dates[other])
    assert before.missing == after.missing
    assert _without_areas(before) == _without_areas(after)


def _without_areas(assessment: Assessment) -> list[tuple]:
    """The findings for the whole person, without the answers behind them."""
    return [(f.code, f.status, f.ends_on) for f in assessment.findings if not f.rule.area_question]


@given(PATIENTS)
def test_no_wait_is_left_on_the_earliest_date(case):
    case = _one_whose_dates_can_move(case)
    first = assess(case).earliest_date
    assume(first is not None)
    there = assess(case | {"planned_on": first.isoformat()})
    assert first == there.earliest_date
    assert all(finding.ends_on is None for finding in there.findings)


@given(PATIENTS)
def test_a_wait_is_left_on_the_day_before_the_earliest_date(case):
    case = _one_whose_dates_can_move(case)
    first = assess(case).earliest_date
    assume(first is not None and first.isoformat() > case["as_of"])
    eve = case | {"planned_on": (first - timedelta(days=1)).isoformat()}
    assume(problems(eve) == [])  # the earlier session may be that very day
    assert [f for f in assess(eve).findings if f.ends_on == first or f.status == "unresolved"]


def _one_whose_dates_can_move(case: dict) -> dict:
    """The same of an adult, whose age decides nothing, and who has not shaved (no wait follows a shave)."""
    case = with_answer(case, "shaved_on", "never") | {"birth_date": _age_of_forty(case)}
    assume(problems(case) == [])
    return case
