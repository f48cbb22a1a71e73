"""A course may have an interval of its own: the engine counts that one, and `screen` knows nothing of it."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.treatments.eligibility.shipped import (
    ENGINE,
    PLANNED_ON,
    assessed,
    days_before,
    found,
    problems,
    raw,
)
from tests.treatments.eligibility.strategies import raw_cases
from tests.treatments.eligibility.test_against_oracle import check
from treatments.medicines import recogniser_for
from treatments.screening import screen

INTERVALS = st.tuples(st.integers(1, 120), st.integers(0, 120)).map(lambda two: [two[0], two[0] + two[1]])


@pytest.mark.parametrize(("ago", "own", "codes"), [
    (20, [14, 21], set()),
    (20, [21, 28], {"session_interval"}),
    (20, None, {"session_interval"}),
    (35, [35, 42], set()),
    (35, [36, 42], {"session_interval"}),
    (35, [14, 21], {"late_session"}),
    (35, None, set()),
])  # fmt: skip
def test_its_shortest_and_longest_count_instead_of_the_schedules(ago, own, codes):
    given = {"interval_days": own} if own else {}
    got = assessed(previous_sessions=[days_before(ago)], **given)
    assert set(found(got)) == codes
    if "session_interval" in codes:
        shortest = (own or [28, 42])[0]
        assert got.earliest_date == PLANNED_ON - timedelta(days=ago) + timedelta(days=shortest)


@given(raw_cases(most_odd=4), INTERVALS)
def test_the_oracle_agrees(case, own):
    check(case | {"interval_days": own})


@given(st.integers(0, 200), INTERVALS)
def test_on_the_engines_earliest_day_no_wait_is_left(ago, own):
    visit = {"previous_sessions": [days_before(ago + 1)], "interval_days": own}
    first = assessed(**visit).earliest_date
    day = max(first, PLANNED_ON)
    again = assessed(**visit | {"planned_on": day.isoformat()})
    assert "session_interval" not in found(again) and again.decision == "ready"


@pytest.mark.parametrize("wrong", [
    None, [], [28], [28, 42, 56], [42, 28], [0, 28], [28, 4_000], ["28", "42"], [28.0, 42], [True, 42],
    "28-42", {},
])  # fmt: skip
def test_an_interval_that_is_none_is_named(wrong):
    says = ("interval_days", "must be the shortest and the longest interval in days, as [28, 42]")
    assert problems(raw(interval_days=wrong)) == [says]


@pytest.mark.parametrize("own", [[1, 2], "x", None])
def test_screen_ignores_it_like_any_key_it_does_not_name(own):
    plain = raw(previous_sessions=[days_before(20)])
    told = [json.dumps(plain), json.dumps(plain | {"interval_days": own})]
    twice = told[0][:-1] + ', "interval_days": 1, "interval_days": 2}'
    stream = BytesIO("\n".join([*told, twice]).encode())
    answers = list(screen(stream, lambda _: ENGINE, lambda protocol: recogniser_for(protocol).read))
    assert answers[0] == answers[1] == answers[2] and answers[0][1]
    assert date.fromisoformat(answers[0][0]["earliest_date"]) > PLANNED_ON
