"""A finding tells the answers it rests on: those of the conditions that made it, and no others."""

from datetime import timedelta

from tests.treatments.eligibility.invented import AWKWARD, PLANNED_ON, SMALL, case
from treatments.eligibility import compile_protocol

RECENTLY = (PLANNED_ON - timedelta(days=20)).isoformat()
WOUND = {"wound": "yes", "wound_areas": ["left"], "healed_on": RECENTLY, "pills": [], "thinner": "yes"}


def because(protocol, code: str, answers: dict, **context) -> dict:
    """The answers behind one finding, in their order."""
    found = compile_protocol(protocol).assess(case(answers, **context)).findings
    return dict(next(finding.because for finding in found if finding.code == code))


def test_of_two_groups_only_the_one_that_holds_is_told():
    told = because(AWKWARD, "either_way", WOUND | {"units": 3})
    assert list(told.items()) == [("healed_on", RECENTLY), ("units", 3)]


def test_the_other_group_is_told_when_it_is_the_one_that_holds():
    told = because(AWKWARD, "either_way", {"wound": "no", "pills": [], "thinner": "no", "units": 30})
    assert list(told.items()) == [("units", 30), ("wound", "no")]


def test_an_area_rule_tells_its_areas_too():
    told = because(SMALL, "rash", {"rash": "yes", "rash_areas": ["left", "back"]})
    assert told == {"rash": "yes", "rash_areas": ["left", "back"]}


def test_a_follow_up_that_is_not_surely_asked_tells_what_that_hangs_on():
    told = because(SMALL, "rash", {"rash": "not_sure"})
    assert told == {"rash": "not_sure"}


def test_the_visit_counts_as_an_answer_under_its_own_name():
    told = because(AWKWARD, "back_too", {"wound": "no", "pills": []}, areas=("back",))
    assert told == {"areas": ["back"]}


def test_a_contradiction_tells_the_medicines_and_what_they_speak_against():
    class Thinner:
        classes, unrecognised = ("thinner",), False

    answers = {"wound": "no", "pills": ["a blood thinner"], "thinner": "no", "units": 7}
    told = because(AWKWARD, "contradicts", answers, medicines=(Thinner(),))
    assert told == {"pills": ["a blood thinner"], "thinner": "no"}


def test_a_finding_on_one_answer_is_made_once_for_all_cases():
    engine = compile_protocol(SMALL)
    first, second = (engine.assess(case({"fever": "yes", "smoker": smokes})) for smokes in ("yes", "no"))
    assert first.findings[0] is second.findings[0]
    assert first.findings != second.findings
