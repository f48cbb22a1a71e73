"""Rows become English sentences, one for every operator there is."""

import pytest

from treatments import editions
from treatments.eligibility.protocol import OPERATORS
from treatments.sentences import (
    Names,
    answer_sentence,
    asked_sentence,
    condition,
    contradiction_sentence,
    group_clause,
    listed,
    names_in,
    rule_condition,
    rule_sentence,
    shelf_life_sentence,
    sign_condition,
    title_of,
)

NAMES = Names(
    questions={
        "laser_on": "Last laser",
        "laser_kind": "Laser kind",
        "medicines": "Medicines",
        "acne_areas": "Acne areas",
    },
    units={"scar_age": "months"},
    classes={"nsaid": "Pain medicine, or a supplement"},
    indications={"acne_scars": "Acne scars", "loose_skin": "Loose skin"},
    areas={"around_eyes": "Around the eyes"},
)

SAID = [
    ({"question": "laser_kind", "is": ["non_ablative"]}, "“Laser kind” is non-ablative"),
    ({"question": "laser_kind", "is": ["a", "b", "not_sure"]}, "“Laser kind” is a, b or not sure"),
    ({"question": "laser_on", "is_date": True}, "“Last laser” is a date"),
    ({"question": "laser_on", "within_days": 2}, "“Last laser” is less than 2 days before the session"),
    ({"question": "laser_on", "within_days": 1}, "“Last laser” is less than 1 day before the session"),
    (
        {"question": "laser_on", "within_months": 6},
        "“Last laser” is less than 6 calendar months before the session",
    ),
    ({"question": "scar_age", "under": 12}, "“scar age” is under 12 months"),
    ({"question": "scar_age", "over": 120.5}, "“scar age” is over 120.5 months"),
    ({"age_under": 18}, "the patient is under 18 on the planned day"),
    ({"age_between": [18, 21]}, "the patient is 18 to 21 years old on the planned day"),
    (
        {"sooner_than_schedule": True},
        "fewer days than the schedule’s shortest interval have passed since the last session",
    ),
    (
        {"later_than_schedule": True},
        "more days than the schedule’s longest interval have passed since the last session",
    ),
    (
        {"question": "medicines", "medicine_class": ["nsaid", "other_kind"]},
        "“Medicines” names one of the kind “Pain medicine, or a supplement” or “other kind”",
    ),
    (
        {"question": "medicines", "medicine_unrecognised": True},
        "“Medicines” has a name that is not recognized",
    ),
    (
        {"question": "medicines", "medicine_contradicts": True},
        "“Medicines” names one that contradicts another answer",
    ),
    ({"indication": ["acne_scars", "loose_skin"]}, "the treatment is for acne scars or loose skin"),
    ({"areas_include": ["around_eyes"]}, "the treatment includes this area: around the eyes"),
    ({"question": "acne_areas", "overlaps_requested": True}, "“Acne areas” names an area to be treated"),
    (
        {"question": "acne_areas", "outside_requested": True},
        "“Acne areas” names an area outside those to be treated",
    ),
]


@pytest.mark.parametrize(("criterion", "words"), SAID)
def test_each_condition_is_said(criterion, words):
    assert condition(criterion, NAMES) == words


def test_every_operator_there_is_has_words():
    assert {key for criterion, _ in SAID for key in criterion} - {"question"} == set(OPERATORS)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        ({"question": "laser_on", "within_days": 84}, "until 84 days after “Last laser”"),
        ({"question": "laser_on", "within_months": 1}, "until 1 calendar month after “Last laser”"),
        (
            {"sooner_than_schedule": True},
            "until the schedule’s shortest interval has passed since the last session",
        ),
    ],
)
def test_a_wait_says_until_when(wait, words):
    assert group_clause([wait], NAMES, waits=True) == words
    kind = {"question": "laser_kind", "is": ["ablative"]}
    assert group_clause([kind, wait], NAMES, waits=True) == f"{words}, where “Laser kind” is ablative"


def test_what_makes_nobody_wait_says_when():
    shaved = {"question": "laser_on", "within_days": 2}
    assert group_clause([shaved], NAMES).startswith("when “Last laser” is less than 2 days before")


def rule(**given):
    return {"effects": ["review"], "when": [[{"age_under": 18}]], **given}


def test_a_rule_says_its_effects_its_areas_and_what_ends_it():
    acne = rule(
        effects=["defer", "review"], area_question="acne_areas", clears={"en": "once clear", "es": "…"}
    )
    assert rule_sentence(acne, NAMES) == (
        "Wait and Review: when the patient is under 18 on the planned day; "
        "only in the areas named under “Acne areas”; over once clear."
    )


def test_groups_are_alternatives_and_criteria_hold_together():
    both = rule(
        when=[[{"age_under": 18}, {"indication": ["loose_skin"]}], [{"areas_include": ["around_eyes"]}]]
    )
    assert rule_condition(both, NAMES) == (
        "When the patient is under 18 on the planned day and the treatment is for loose skin, "
        "or when the treatment includes this area: around the eyes."
    )


def test_a_question_says_when_it_is_asked():
    assert asked_sentence({}, NAMES) == "Always asked."
    follow_up = {
        "asked_when": [
            [{"question": "laser_on", "is_date": True}],
            [{"question": "laser_on", "is": ["not_sure"]}],
        ]
    }
    assert asked_sentence(follow_up, NAMES) == (
        "Asked when “Last laser” is a date, or when “Last laser” is not sure."
    )


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"type": "yesno", "required": True, "not_sure": True}, "Yes or no, also “not sure”; required."),
        (
            {"type": "when", "required": True, "never": True, "not_sure": True},
            "A day, a month or a year, also “never” or “not sure”; required.",
        ),
        ({"type": "number", "unit": "percent", "required": False}, "A number (percent); optional."),
    ],
)
def test_a_question_says_what_an_answer_may_be(question, words):
    assert answer_sentence(question) == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({}, "The answer does not expire."),
        ({"shelf_life_days": 0}, "Asked again on the day of each session."),
        ({"shelf_life_days": 1}, "Asked again after 1 day."),
        ({"shelf_life_days": 90}, "Asked again after 90 days."),
    ],
)
def test_a_question_says_how_long_an_answer_holds(question, words):
    assert shelf_life_sentence(question) == words


def test_a_contradiction_is_a_sentence():
    row = {"classes": ["nsaid"], "question": "laser_on", "values": ["never"]}
    assert contradiction_sentence(row, NAMES) == (
        "A typed medicine of the kind “Pain medicine, or a supplement” "
        "contradicts “Last laser” answered never."
    )


def test_lists_and_headings():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "and") == "a, b and c"
    assert title_of("laser_non_ablative") == "Laser non-ablative"


def test_codes_are_read_as_american_staff_spell_them():
    assert title_of("anaesthetic_allergy") == "Anesthetic allergy"
    assert title_of("medicine_unrecognised") == "Medicine unrecognized"
    assert title_of("nsaid_or_supplement") == "NSAID or supplement"
    assert title_of("recognisedness") == "Recognisedness"


def test_the_shipped_protocol_says_a_wait_as_a_clinician_would():
    document = editions.shipped_document("micro-needling")
    names = names_in(document)
    said = {rule["code"]: rule_sentence(rule, names) for rule in document["rules"]}
    assert (
        said["laser_ablative"]
        == "Wait: until 84 days after “Last laser or IPL”, where “Laser kind” is ablative."
    )
    assert said["pregnancy"] == "Stop: when “Pregnancy” is yes."
    assert all(sentence.endswith(".") and "_" not in sentence for sentence in said.values())


def test_a_question_of_one_form_says_so_and_one_that_is_worked_out_too():
    names = Names(questions={"size": "Size of swelling"}, forms={"today": "On the day"})
    assert asked_sentence({"only_for": ["today"]}, names) == "Always asked. Only in the form “On the day”."
    assert (
        asked_sentence({"given_by": "clinic"}, names) == "Never asked: counted from the day of the session."
    )
    assert asked_sentence({"given_by": "clinic", "compares": "size"}, names) == (
        "Never asked: whether “Size of swelling” grew since the last report."
    )
    scale = {"type": "number", "range": [0, 10], "unit": "points", "required": True}
    assert answer_sentence(scale) == "A number from 0 to 10 (points); required."


def test_a_sign_says_when_it_is_found():
    names = Names(questions={"pus": "Pus", "days": "Days since session"}, units={"days": "days"})
    sign = {"when": [[{"question": "pus", "is": ["yes"]}, {"question": "days", "under": 8}]]}
    assert sign_condition(sign, names) == "When “Pus” is yes and “Days since session” is under 8 days."
    assert sign_condition({}, names) == ""
