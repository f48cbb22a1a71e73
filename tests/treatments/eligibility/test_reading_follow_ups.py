"""An answer that follows an invalid answer is not checked, however it follows: on a protocol made for it."""

import pytest

from tests.treatments.eligibility.any_protocol import MEDICINES
from tests.treatments.eligibility.invented import protocol, when
from treatments.eligibility import compile_protocol
from treatments.eligibility.intake_case import InvalidCase, read_case
from treatments.eligibility.protocol import Question, Rule

EITHER = ((when("is", "a", "yes"),), (when("is", "b", "yes"),))
OR_AFTER = ((when("is", "either", "yes"),), (when("is", "b", "yes"),))
ENGINE = compile_protocol(
    protocol(
        [
            Question("a", "yesno"),
            Question("b", "yesno"),
            Question("either", "yesno", asked_when=EITHER),
            Question(
                "after_either",
                "yesno",
                asked_when=((when("is", "either", "yes"),), (when("is", "b", "yes"),)),
            ),
            Question("for_general", "yesno", asked_when=((when("indication", None, "general"),),)),
            Question("for_grown_ups", "yesno", asked_when=((when("age_between", None, 20, 99),),)),
            Question("pills", "text_list"),
            Question("on_thinner", "yesno", asked_when=((when("medicine_class", "pills", "thinner"),),)),
            Question("for_left", "yesno", asked_when=((when("areas_include", None, "left"),),)),
        ],
        [Rule("unread", ("note",), ((when("medicine_unrecognised", "pills"),),))],
    )
)


def fields(answers: dict, **context) -> list[str]:
    visit = {
        "as_of": "2026-05-01",
        "planned_on": "2026-05-20",
        "birth_date": "1980-01-01",
        "indication": "general",
        "areas": ["left"],
    }
    try:
        read_case(ENGINE, visit | context | {"answers": answers}, MEDICINES.__getitem__)
    except InvalidCase as error:
        return [problem.field for problem in error.problems]
    return []


def test_it_is_checked_where_nothing_before_it_is_wrong():
    wrong = dict.fromkeys(["either", "after_either", "for_general", "for_grown_ups", "for_left"], "wrong")
    assert fields({"a": "no", "b": "yes"} | wrong) == ["either", "for_general", "for_grown_ups", "for_left"]
    assert fields({"b": "yes", "either": "no", "after_either": "wrong"}) == ["after_either"]


@pytest.mark.parametrize("either", ["wrong", "yes", None])
def test_one_invalid_answer_is_enough_and_those_after_it_are_left_too(either):
    answers = {"a": "wrong", "b": "yes", "either": either, "after_either": "wrong"}
    assert fields(answers) == ["a"]


def test_it_may_follow_a_context_that_is_invalid():
    assert fields({"for_general": "wrong"}, indication="x") == ["indication"]
    assert fields({"for_grown_ups": "wrong"}, birth_date="x") == ["birth_date"]
    assert fields({"for_grown_ups": "wrong"}, planned_on="x") == ["planned_on"]
    assert fields({"for_left": "wrong"}, areas=["left", "x"]) == ["areas"]


def test_a_question_may_follow_a_typed_medicine():
    assert fields({"pills": ["warfarin"], "on_thinner": "wrong"}) == ["on_thinner"]
    assert fields({"pills": ["retinol"], "on_thinner": "wrong"}) == []
    assert fields({"pills": ["warfarin", 5], "on_thinner": "wrong"}) == ["pills"]
