"""What stands between a patient and "ready", for clinicians, and which wait decides the date."""

from datetime import date
from typing import Any

from hypothesis import given

from tests.treatments.eligibility.shipped import assess, assessed, days_before
from tests.treatments.eligibility.strategies import raw_cases
from treatments.eligibility.blockers import binding, blockers

END = date(2026, 3, 20)


def kinds(answers: dict[str, Any], **context: Any) -> list[tuple]:
    """Each blocker's kind, rule and areas."""
    found = blockers(assessed(answers, **context))
    return [(b.removed_by, b.rule and b.rule.code, b.areas) for b in found]


def test_nothing_stands_between_a_healthy_patient_and_ready():
    assert kinds({}) == []
    assert kinds({"shaved_on": days_before(1)}, indication="loose_skin") == [], "a note is no blocker"


def test_blanks_come_first_each_with_its_question():
    first, second, third = blockers(assessed({"keloid": None, "acne": None, "diabetes": "yes"}))
    assert (first.removed_by, first.questions) == ("answer", ("acne",))
    assert (second.removed_by, second.questions) == ("answer", ("keloid",))
    assert (third.removed_by, third.rule.code) == ("decide", "diabetes")


def test_a_stop_is_removed_by_nothing_while_it_holds():
    tattoo = {"tattoo_or_mole": "yes", "tattoo_or_mole_areas": ["cheeks"], "pregnant": "yes"}
    assert kinds(tattoo) == [("leave", "pregnancy", None), ("leave", "tattoo_or_mole", ("cheeks",))]


def test_a_wait_ends_on_a_day_and_what_must_clear_says_what_ends_it():
    wait, clear = blockers(assessed({"filler_on": "2026-02-20", "rosacea_flare": "yes"}))[::-1]
    assert (wait.removed_by, wait.ends_on, dict(wait.clears)) == ("wait", END, {})
    assert (clear.removed_by, clear.ends_on) == ("clear", None)
    assert clear.clears["en"] and clear.clears["es"]


def test_a_deferral_that_is_reviewed_too_is_two_blockers():
    assert kinds({"infection_active": "yes"}) == [("clear", "infection", None), ("decide", "infection", None)]


def test_what_is_unresolved_names_the_questions_that_somebody_was_not_sure_of():
    [laser] = blockers(assessed({"laser_on": days_before(20), "laser_kind": "not_sure"}))
    assert (laser.removed_by, laser.rule.code) == ("resolve", "laser_ablative")
    assert laser.questions == ("laser_kind",), "the day of the laser is known"
    [scleroderma, autoimmune] = blockers(assessed({"autoimmune": "not_sure"}))
    assert scleroderma.questions == autoimmune.questions == ("autoimmune",)


def test_the_latest_wait_binds_and_the_next_is_the_runner_up():
    answers = {"filler_on": "2026-02-20", "sunburn_on": "2026-03-05", "tan_on": "2026-03-12"}
    found = binding(assessed(answers))
    assert (found.wait.rule.code, found.wait.ends_on) == ("filler", END)
    assert (found.runner_up.rule.code, found.runner_up.ends_on) == ("sunburn", date(2026, 3, 19))


def test_a_wait_over_on_the_planned_day_binds_too_but_not_one_over_before_the_answers():
    found = binding(assessed({"tan_on": "2026-03-01", "sunburn_on": "2026-02-01"}))
    assert (found.wait.rule.code, found.runner_up) == ("recent_sun", None)
    assert found.wait.ends_on == assessed({"tan_on": "2026-03-01"}).earliest_date == date(2026, 3, 8)


def test_nothing_binds_where_no_date_is_known_or_none_waits():
    assert binding(assessed({})) == (None, None)
    assert binding(assessed({"filler_on": "2026-02-20", "pregnant": "yes"})) == (None, None)


@given(raw_cases(most_odd=6))
def test_a_patient_is_ready_exactly_when_nothing_is_in_the_way(case):
    got = assess(case)
    assert (got.decision == "ready") == (blockers(got) == ())
    bound = binding(got).wait
    if bound is not None:
        assert got.earliest_date == bound.ends_on
    elif got.earliest_date is not None:
        assert got.earliest_date.isoformat() == case["as_of"]
