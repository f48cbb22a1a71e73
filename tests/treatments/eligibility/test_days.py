"""Ages, months, imprecise days, intervals, and days that nobody can name: cases worked out by hand."""

from datetime import date

import pytest

from tests.treatments.eligibility.shipped import assessed, found

DAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("birth_date", "planned_on", "rule"),
    [
        ("2008-02-29", "2026-02-28", "minor"),  # the birthday in a common year is 1 March
        ("2008-02-29", "2026-03-01", "young_adult"),
        ("2004-02-29", "2026-02-28", "young_adult"),
        ("2004-02-29", "2026-03-01", None),
        ("2008-03-01", "2026-02-28", "minor"),
        ("2008-03-01", "2026-03-01", "young_adult"),
        ("2026-02-28", "2026-02-28", "minor"),
    ],
)
def test_age_is_in_completed_years_on_the_planned_day(birth_date, planned_on, rule):
    got = assessed(as_of="2026-02-28", planned_on=planned_on, birth_date=birth_date)
    assert list(found(got)) == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("stopped_on", "ends_on"),
    [
        ("2025-08-28", "2026-02-28"),
        ("2025-08-29", "2026-03-01"),
        ("2025-08-31", "2026-03-01"),
        ("2025-09-01", "2026-03-01"),
        ("2025-10-31", "2026-05-01"),  # April has 30 days
        ("2023-08-29", "2024-02-29"),
        ("2023-08-30", "2024-03-01"),
        ("2025-12-31", "2026-07-01"),
    ],
)
def test_six_months_are_calendar_months(stopped_on, ends_on):
    answers = {"isotretinoin": "past", "isotretinoin_stopped_on": stopped_on}
    got = assessed(answers, as_of=stopped_on, planned_on=stopped_on)
    assert [finding.ends_on for finding in got.findings if finding.ends_on] == [date.fromisoformat(ends_on)]


@pytest.mark.parametrize(
    ("sunburn_on", "given_on", "earliest"),
    [
        ("2026-03-08", None, "2026-03-22"),  # a future day, exact
        ("2026-03", None, "2026-03-16"),  # counts as 2 March, the day of the answers
        ("2026", None, "2026-03-16"),
        ("2026-02", None, "2026-03-14"),  # counts as 28 February
        ("2025", None, "2026-03-02"),  # over before the answers
        ("2026-03", "2026-03-01", "2026-03-15"),
        ("2026", "2026-02-20", "2026-03-06"),
        ("2026-02", "2026-02-20", "2026-03-06"),
        ("2026-02", "2026-03-01", "2026-03-14"),
        ("2026-03-01", "2026-02-20", "2026-03-15"),  # exact days are never capped
    ],
)
def test_an_imprecise_day_is_its_latest_but_not_after_it_was_given(sunburn_on, given_on, earliest):
    answered_on = {"sunburn_on": given_on} if given_on else {}
    got = assessed({"sunburn_on": sunburn_on}, answered_on=answered_on)
    assert got.earliest_date == date.fromisoformat(earliest)
    assert ("sunburn" in found(got)) == (got.earliest_date > DAY)


def test_the_day_another_question_was_answered_caps_nothing():
    got = assessed({"sunburn_on": "2026-03"}, answered_on={"tan_on": "2026-01-01"})
    assert got.earliest_date == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("indication", "shortest", "longest"),
    [
        *[(code, 28, 42) for code in ("general", "wrinkles", "burn_scars", "stretch_marks", "pores_texture")],
        *[(code, 28, 42) for code in ("discolouration", "loose_skin")],
        *[(code, 21, 28) for code in ("acne_scars", "other_scars")],
    ],
)
def test_the_interval_is_the_schedule_s_after_the_last_session(indication, shortest, longest):
    def after(days: int) -> set[str]:
        last = date.fromordinal(DAY.toordinal() - days).isoformat()
        got = assessed({"scar_age_months": 60}, indication=indication, previous_sessions=[last, "2025-01-01"])
        return set(found(got)) & {"session_interval", "late_session"}

    assert after(shortest - 1) == {"session_interval"}
    assert after(shortest) == after(longest) == set()
    assert after(longest + 1) == {"late_session"}


TATTOO = {"tattoo_or_mole": "yes", "tattoo_or_mole_areas": ["cheeks"]}
SORE = {"open_wound": "yes", "open_wound_areas": ["forehead"]}


def test_no_date_where_several_rules_together_leave_no_area():
    got = assessed(TATTOO | SORE)
    assert (got.decision, got.earliest_date, set(got.dates.values())) == ("needs_review", None, {None})
    got = assessed(TATTOO | SORE, areas=["forehead", "cheeks", "neck"])
    assert got.dates == {"forehead": None, "cheeks": None, "neck": date(2026, 3, 2)}
    assert got.earliest_date == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("answers", "has_date"),
    [
        ({"diabetes": "not_sure"}, True),  # a review, unresolved
        ({"shaved_on": "not_sure"}, True),  # a note
        ({"filler_on": "not_sure"}, False),  # a deferral
        ({"pregnant": "not_sure"}, False),  # a stop
        ({"infection_active": "not_sure"}, False),
        ({"diabetes": "yes"}, True),
        ({"diabetes": None}, False),
        ({"goal": None}, True),
        ({"medicines": ["metformin"]}, False),  # contradicts diabetes = no
        ({"medicines": ["metformin"], "diabetes": "not_sure"}, True),
        ({"medicines": ["xyzzyq"]}, True),
    ],
)
def test_what_leaves_every_date_unknown(answers, has_date):
    got = assessed(answers)
    assert (got.earliest_date is not None) == all(got.dates.values()) == has_date


def test_a_wait_that_ends_after_the_calendar_is_still_decided():
    days = {"as_of": "9999-12-30", "planned_on": "9999-12-31", "birth_date": "9960-01-01"}
    answers = {"peel_on": "9999-12-30", "peel_depth": "deep", "tan_on": "9999"}
    past = {"isotretinoin": "past", "isotretinoin_stopped_on": "9999-12-30"}
    got = assessed(answers | past, previous_sessions=["9999-12-30"], **days)
    assert got.decision == "needs_review"
    assert got.earliest_date == date.max
