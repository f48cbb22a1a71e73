"""Each rule of the shipped protocol present, absent, and unresolved where it can be."""

import pytest

from tests.treatments.eligibility.scenarios import ABSENT, ALSO_PRESENT, PRESENT, UNRESOLVED
from tests.treatments.eligibility.shipped import QUESTIONS, RULES, assess, found, raw
from treatments.eligibility import Assessment, Finding
from treatments.eligibility.protocol import Criterion, Group

STOPS_AND_DEFERRALS = {code for code, rule in RULES.items() if {"stop", "defer"} & set(rule.effects)}


def assessed(differs: dict) -> Assessment:
    """A healthy person who differs in these answers or this context."""
    answers = {code: value for code, value in differs.items() if code in QUESTIONS}
    context = {name: value for name, value in differs.items() if name not in QUESTIONS}
    if context.get("indication", "").endswith("scars"):
        answers.setdefault("scar_age_months", 60)
    return assess(raw(answers, **context))


def finding(assessment: Assessment, code: str) -> Finding:
    return next(found for found in assessment.findings if found.code == code)


@pytest.mark.parametrize("code", PRESENT)
def test_a_rule_holds_and_says_where_and_until_when(code):
    scenario = PRESENT[code]
    got = assessed(scenario.differs)
    assert finding(got, code)[1:5] == (
        "present",
        tuple(scenario.effects.split()),
        scenario.areas,
        scenario.ends_on,
    )
    assert got.decision == scenario.decision
    assert got.missing == ()


@pytest.mark.parametrize(("code", "differs"), ALSO_PRESENT)
def test_a_rule_holds_in_its_other_ways(code, differs):
    assert found(assessed(differs))[code] == "present"


@pytest.mark.parametrize("code", ABSENT)
def test_a_rule_does_not_hold(code):
    got = assessed(ABSENT[code])
    assert code not in found(got)
    assert got.missing == ()


@pytest.mark.parametrize("code", UNRESOLVED)
def test_a_rule_is_unresolved_everywhere_and_is_reviewed(code):
    got = assessed(UNRESOLVED[code])
    effect = "note" if code == "shaved" else "review"
    assert finding(got, code)[1:5] == ("unresolved", (effect,), None, None)
    assert got.decision == ("ready" if code == "shaved" else "needs_review")
    assert len(set(got.areas.values())) == 1
    unresolved = STOPS_AND_DEFERRALS & set(found(got))
    assert (got.earliest_date is None) == bool(unresolved)


def test_every_rule_has_a_scenario_for_each_status_it_can_have():
    assert list(PRESENT) == list(RULES)
    assert list(ABSENT) == list(RULES)
    assert list(UNRESOLVED) == [code for code, rule in RULES.items() if can_be_unsure(rule.when)]


def can_be_unsure(groups: tuple[Group, ...]) -> bool:
    """Whether some answer of not_sure can leave the groups open."""
    return any(hangs_on_not_sure(criterion) for group in groups for criterion in group)


def hangs_on_not_sure(criterion: Criterion) -> bool:
    if criterion.question is None:
        return False
    question = QUESTIONS[criterion.question]
    return question.not_sure or can_be_unsure(question.asked_when)


@pytest.mark.parametrize("code", RULES)
def test_a_finding_carries_its_answers_its_source_and_both_sentences(code):
    got = finding(assessed(PRESENT[code].differs), code)
    assert got.because, "what was answered"
    assert got.rule.basis, "the source"
    assert all(text[language] for text in (got.rule.staff, got.rule.patient) for language in ("en", "es"))
