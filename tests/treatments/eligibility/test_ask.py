"""What to ask next: by the strongest effect each question could still raise, then as in the questionnaire."""

from hypothesis import given

from tests.treatments.eligibility.shipped import ENGINE, QUESTIONS, assess, assessed, case_of, days_before
from tests.treatments.eligibility.strategies import raw_cases


def asked(**answers) -> list[str]:
    return list(assessed(answers).ask)


def test_nobody_is_asked_anything_when_all_is_clear():
    assert asked() == []
    assert asked(pregnant="yes", goal=None, needle_fear=None) == []


def test_what_could_stop_comes_first_then_review_deferral_note():
    blanks = ["shaved_on", "sunburn_on", "rosacea_flare", "keloid", "diabetes", "changing_spot", "pregnant"]
    assert asked(**dict.fromkeys(blanks)) == [
        "pregnant",  # stop
        *["diabetes", "keloid", "changing_spot"],  # review
        *["rosacea_flare", "sunburn_on"],  # defer
        "shaved_on",  # note
    ]


def test_a_deferral_with_a_review_counts_as_a_review():
    blanks = ["sunburn_on", "infection_active", "heart_condition", "keloid_family"]
    assert asked(**dict.fromkeys(blanks)) == [
        "keloid_family",
        "infection_active",
        "heart_condition",
        "sunburn_on",
    ]


def test_among_equals_the_questionnaire_s_order_counts_not_the_alphabet_s():
    blanks = ["anaesthetic_allergy", "metal_allergy", "breastfeeding", "skin_cancer_in_area"]
    order = ["breastfeeding", "metal_allergy", "anaesthetic_allergy", "skin_cancer_in_area"]
    assert asked(**dict.fromkeys(blanks)) == order


def test_not_sure_is_asked_again_like_a_blank():
    assert asked(sunburn_on="not_sure", smoker=None, metal_allergy="not_sure") == [
        "metal_allergy",
        "smoker",
        "sunburn_on",
    ]


def test_a_question_is_as_strong_as_what_follows_it():
    """`autoimmune` alone is a review; the kind it would ask for could be a stop."""
    assert asked(autoimmune=None, diabetes=None, pregnant=None) == ["pregnant", "autoimmune", "diabetes"]
    assert asked(autoimmune="not_sure", diabetes=None) == ["autoimmune", "diabetes"]
    assert asked(autoimmune="yes", autoimmune_kind=None, diabetes=None) == ["autoimmune_kind", "diabetes"]


def test_a_blank_that_nothing_hangs_on_any_more_comes_last():
    old = {"laser_on": days_before(100), "laser_kind": None}
    assert asked(**old, shaved_on=None) == ["shaved_on", "laser_kind"]
    new = {"laser_on": days_before(20), "laser_kind": None}
    assert asked(**new, shaved_on=None) == ["laser_kind", "shaved_on"]
    assert asked(cold_sore_now="yes", herpes_history=None, shaved_on=None) == ["shaved_on", "herpes_history"]


def test_an_answer_that_a_medicine_may_contradict_is_a_review():
    typed = {"medicines": ["metformin"], "diabetes": None}
    assert asked(**typed, sunburn_on=None) == ["diabetes", "sunburn_on"]


def test_both_questions_are_asked_where_one_is_blank_and_one_not_sure():
    assert asked(keloid="not_sure", keloid_family=None) == ["keloid", "keloid_family"]
    assert asked(keloid="yes", keloid_family="not_sure") == []


def test_the_date_that_is_known_is_not_asked_again():
    assert asked(laser_on=days_before(20), laser_kind="not_sure") == ["laser_kind"]
    assert asked(laser_on="not_sure", laser_kind="ablative") == ["laser_on"]
    assert asked(laser_on="not_sure", laser_kind="not_sure") == ["laser_on", "laser_kind"]


def test_of_an_empty_form_everything_required_that_is_surely_asked_is_to_be_asked():
    blank = assessed(dict.fromkeys(QUESTIONS))
    assert sorted(blank.ask) == list(blank.missing)
    assert len(blank.ask) == 42
    assert blank.ask[:4] == ("pregnant", "breastfeeding", "bleeding_disorder", "metal_allergy")


@given(raw_cases())
def test_only_what_is_blank_or_not_sure_is_asked_and_only_while_something_is_open(case):
    got = assess(case)
    for code in got.ask:
        assert case["answers"][code] in (None, "not_sure", []) and code in ENGINE.asked(case_of(case))
    unresolved = [finding for finding in got.findings if finding.status == "unresolved"]
    assert bool(got.ask) == bool(got.missing or unresolved)
