"""Clinical/rules.md, "Invalid input": days that cannot be, beside the last ones that can."""

import pytest

from tests.treatments.eligibility.shipped import fields, raw, read


def with_planned(as_of: str, planned_on: str) -> list[str]:
    return fields(raw(as_of=as_of, planned_on=planned_on))


def test_the_planned_day_is_not_before_the_answers_nor_two_years_after():
    assert with_planned("2026-03-02", "2026-03-01") == ["planned_on"]
    assert with_planned("2026-03-02", "2026-03-02") == []
    assert with_planned("2026-03-02", "2028-03-02") == []
    assert with_planned("2026-03-02", "2028-03-03") == ["planned_on"]
    assert with_planned("2024-02-29", "2026-03-01") == []
    assert with_planned("2024-02-29", "2026-03-02") == ["planned_on"]


def test_the_birth_date_is_not_after_the_answers_nor_130_years_before():
    assert fields(raw(birth_date="2026-03-03")) == ["birth_date"]
    assert fields(raw(birth_date="2026-03-02")) == []
    assert fields(raw(birth_date="1896-03-02")) == []
    assert fields(raw(birth_date="1896-03-01")) == ["birth_date"]


def test_a_previous_session_lies_between_birth_and_the_planned_day():
    assert fields(raw(previous_sessions=["1990-05-20", "2026-03-15"])) == []
    assert fields(raw(previous_sessions=["1990-05-19"])) == ["previous_sessions"]
    assert fields(raw(previous_sessions=["2026-03-16"])) == ["previous_sessions"]
    for wrong in ("2026-01-01", None, {}, 5):
        assert fields(raw(previous_sessions=wrong)) == ["previous_sessions"]


def test_an_answer_was_given_between_birth_and_the_day_of_the_answers():
    assert fields(raw(answered_on={"acne": "1990-05-20", "warts": "2026-03-02"})) == []
    for day in ("1990-05-19", "2026-03-03", "2026-02-30", "2026-02", "", None, 5, []):
        assert fields(raw(answered_on={"acne": day})) == ["answered_on"]


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("2026-03-16", False),  # booked for the day of the session
        ("2026-03-17", True),
        ("2026-03", False),  # this month has begun
        ("2026-04", True),
        ("2026", False),
        ("2027", True),
        ("1990-05-20", False),
        ("1990-05-19", True),
        ("1990-05", False),
        ("1990-04", True),
        ("1990", False),
        ("1989", True),
    ],
)
def test_a_day_lies_between_birth_and_session_and_a_future_one_is_exact(answer, wrong):
    assert fields(raw({"sunburn_on": answer})) == ["sunburn_on"] * wrong


def test_an_imprecise_date_counts_from_the_day_it_was_given():
    """A year of birth given on the day of birth is that day, however late the year ends."""
    case = raw({"sunburn_on": "1990"}, answered_on={"sunburn_on": "1990-05-20"})
    assert fields(case) == []


def test_days_are_not_held_against_a_context_that_is_invalid_itself():
    assert fields(raw({"tan_on": "2030-01-01"}, planned_on="x")) == ["planned_on"]
    assert fields(raw({"tan_on": "1950"}, birth_date="x")) == ["birth_date"]
    assert fields(raw({"tan_on": "2030"}, as_of="x")) == ["as_of"]
    assert fields(raw(planned_on="2026-03-01", previous_sessions=["2026-03-01"])) == ["planned_on"]


def test_doubles_among_areas_and_sessions_in_any_order_are_valid():
    case = read(
        raw(areas=["neck", "cheeks", "neck"], previous_sessions=["2026-02-01", "2025-01-01", "2026-02-01"])
    )
    assert case.areas == ("neck", "cheeks")


def test_the_first_and_last_years_of_the_calendar_are_read():
    assert fields(raw(as_of="9999-12-30", planned_on="9999-12-31", birth_date="9980-01-01")) == []
    first = raw(as_of="0001-01-02", planned_on="0001-01-03", birth_date="0001-01-01")
    assert fields(first) == []
