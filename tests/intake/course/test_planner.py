"""The planner: the first day, the window, closed days, waits, maintenance; day by day, without a database."""

import ast
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.times import Times
from intake.courses import planner
from intake.courses.planner import (
    INTERVAL,
    MAINTENANCE_OVER,
    MAINTENANCE_UNSET,
    SIGNED,
    UNDATED,
    WAIT,
    Maintenance,
    Proposal,
    Reason,
    check_day,
    plan_next,
    progress_of,
    together,
)

OPEN = Times()
TODAY = date(2026, 3, 2)  # a Monday
DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))


def plan(on=TODAY, earlier=(), interval=(28, 42), **more) -> Proposal:
    return plan_next(on=on, next_open=OPEN.next_open, earlier=earlier, interval=interval, **more)


def test_nothing_went_before_so_today_works():
    assert plan() == Proposal(TODAY, TODAY)


def test_the_shortest_interval_is_the_first_day_and_the_longest_ends_the_window():
    found = plan(earlier=[date(2026, 1, 5), date(2026, 2, 23)])
    assert found.first_possible == found.proposed == date(2026, 3, 23)
    assert found.window_to == date(2026, 4, 6)
    assert found.binding == Reason(INTERVAL, date(2026, 3, 23))


def test_an_interval_that_is_over_binds_nothing_and_its_window_is_still_told():
    found = plan(earlier=[date(2025, 1, 6)])
    assert (found.proposed, found.window_to, found.reasons) == (TODAY, date(2025, 2, 17), ())


def test_closed_days_are_skipped_without_calling_them_too_early():
    saturday = date(2026, 3, 21)
    found = plan(earlier=[saturday - timedelta(days=28)])
    assert (found.first_possible, found.proposed) == (saturday, date(2026, 3, 23))
    checked = check_day(found, saturday, OPEN.is_open)
    assert checked.refused is None and checked.is_closed


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (date(2028, 2, 1), date(2028, 2, 29)),  # leap day
        (date(2027, 12, 6), date(2028, 1, 3)),  # year end
        (date(2026, 2, 9), date(2026, 3, 9)),  # the clocks go forward between
    ],
)
def test_intervals_are_counted_in_calendar_days(last, first):
    assert plan(on=last, earlier=[last]).proposed == first


def test_of_several_waits_the_latest_binds_and_the_runner_up_is_told():
    waits = [Reason(WAIT, date(2026, 3, 12), "retinoid"), Reason(SIGNED, date(2026, 4, 1))]
    found = plan(earlier=[date(2026, 2, 23)], waits=waits)
    assert found.proposed == date(2026, 4, 1)
    assert [reason.code for reason in found.reasons] == [SIGNED, INTERVAL, WAIT]


def test_a_wait_that_is_over_is_no_reason():
    assert plan(waits=[Reason(WAIT, TODAY, "retinoid")]).reasons == ()


def test_without_a_day_nothing_is_proposed_and_what_is_dated_still_binds():
    found = plan(waits=[Reason(UNDATED, None), Reason(WAIT, date(2026, 3, 12), "retinoid")])
    assert (found.proposed, found.first_possible) == (None, date(2026, 3, 12))
    assert found.binding.code == UNDATED
    assert check_day(found, date(2026, 3, 11), OPEN.is_open).refused.rule == "retinoid"
    assert check_day(found, date(2026, 3, 12), OPEN.is_open).refused is None


def test_an_earlier_day_is_refused_with_what_binds_and_a_later_one_is_noted():
    found = plan(earlier=[date(2026, 2, 23)])
    assert check_day(found, date(2026, 3, 22), OPEN.is_open).refused == Reason(INTERVAL, date(2026, 3, 23))
    assert not check_day(found, date(2026, 4, 6), OPEN.is_open).is_late
    assert check_day(found, date(2026, 4, 7), OPEN.is_open).is_late


class TestMaintenance:
    last = date(2026, 2, 23)

    def test_without_an_interval_it_is_for_the_dermatologist_to_set(self):
        found = plan(earlier=[self.last], maintenance=Maintenance(None))
        assert found.proposed is None and found.binding.code == MAINTENANCE_UNSET

    def test_is_proposed_at_its_own_span_until_it_ends(self):
        found = plan(earlier=[self.last], maintenance=Maintenance(90, date(2027, 2, 23)))
        assert (found.first_possible, found.proposed) == (date(2026, 3, 23), date(2026, 5, 25))
        assert found.window_to == date(2027, 2, 23)

    def test_is_over_when_the_next_one_would_lie_behind_its_end(self):
        found = plan(earlier=[self.last], maintenance=Maintenance(90, date(2026, 5, 1)))
        assert found.proposed is None and found.binding.code == MAINTENANCE_OVER


class TestTogether:
    def test_takes_the_latest_first_day_and_the_earliest_window(self):
        one, other = plan(earlier=[date(2026, 2, 23)]), plan(earlier=[date(2026, 2, 9)], interval=(21, 28))
        both = together([one, other], next_open=OPEN.next_open)
        assert (both.proposed, both.window_to) == (date(2026, 3, 23), date(2026, 3, 9))

    def test_has_no_day_where_one_of_them_has_none(self):
        both = together([plan(), plan(waits=[Reason(UNDATED, None)])], next_open=OPEN.next_open)
        assert both.proposed is None


class TestProgress:
    told = [(date(2026, 1, 5), ["chin", "nose"]), (date(2026, 2, 2), ["chin"]), (date(2026, 2, 2), ["chin"])]

    def test_counts_a_day_once_an_area_and_a_round_when_every_area_had_it(self):
        progress = progress_of(["chin", "nose"], self.told)
        assert progress.by_area == {"chin": 2, "nose": 1} and progress.done == 1
        assert progress.reached_on(1) == date(2026, 1, 5) and progress.reached_on(2) is None

    def test_is_told_from_the_area_that_had_fewest_to_the_one_that_had_most(self):
        progress = progress_of(["chin", "nose"], self.told)
        assert progress.in_words == "1 to 2"
        assert progress.numbers == {date(2026, 1, 5): 1, date(2026, 2, 2): 2}
        assert progress_of(["chin"], self.told).in_words == "2" and progress_of(["neck"], []).in_words == "0"

    def test_sessions_of_one_area_each_have_the_number_of_that_area(self):
        told = [(date(2026, 1, 5), ["chin"]), (date(2026, 1, 12), ["nose"]), (date(2026, 1, 19), ["neck"])]
        progress = progress_of(["chin", "nose"], told)
        assert list(progress.numbers.values()) == [1, 1] and progress.in_words == "1"

    def test_of_nothing_is_nothing(self):
        assert progress_of([], self.told).done == progress_of(["neck"], self.told).done == 0
        assert progress_of([], []).reached_on(0) is None


@given(
    on=DAYS,
    ago=st.lists(st.integers(0, 400), max_size=6),
    interval=st.tuples(st.integers(1, 90), st.integers(0, 90)).map(lambda two: (two[0], two[0] + two[1])),
    waits=st.lists(st.integers(-30, 200), max_size=4),
    open_on=st.sets(st.integers(1, 7), min_size=1),
)
def test_what_is_proposed_is_open_keeps_every_interval_and_leaves_no_wait(on, ago, interval, waits, open_on):
    times = Times(open_weekdays=frozenset(open_on))
    earlier = [on - timedelta(days=days) for days in ago]
    ends = [on + timedelta(days=days) for days in waits]
    found = plan_next(
        on=on,
        next_open=times.next_open,
        earlier=earlier,
        interval=interval,
        waits=[Reason(WAIT, end, "rule") for end in ends],
    )
    assert times.is_open(found.proposed) and found.proposed >= found.first_possible >= on
    assert all(found.proposed >= end for end in ends)
    assert all((found.proposed - day).days >= interval[0] for day in earlier)
    # And it is the first such day: the one before the first possible breaks something.
    before = found.first_possible - timedelta(days=1)
    assert before < on or any(before < end for end in ends) or (before - max(earlier)).days < interval[0]
    assert not any(
        times.is_open(found.first_possible + timedelta(days=n))
        for n in range((found.proposed - found.first_possible).days)
    )


@given(on=DAYS, days=st.integers(1, 300), ago=st.integers(0, 60))
def test_a_session_later_by_some_days_moves_the_first_day_by_as_many(on, days, ago):
    last = on - timedelta(days=ago)
    one = plan(on=last, earlier=[last])
    other = plan(on=last, earlier=[last + timedelta(days=days)])
    assert (
        other.first_possible - one.first_possible == other.window_to - one.window_to == timedelta(days=days)
    )


def test_the_planner_stands_on_the_standard_library_alone():
    tree = ast.parse(Path(planner.__file__).read_text())
    names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert names and all(name.split(".")[0] in sys.stdlib_module_names for name in names)
