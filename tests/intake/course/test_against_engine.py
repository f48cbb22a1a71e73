"""The planner and the engine say the same: no wait on the planned day, and one on the day before."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.times import Times
from intake.actions.visits import move
from intake.courses.plan import first_day_for
from intake.courses.planner import WAIT, Reason, plan_next
from intake.models import Assessment
from intake.refusals import NotNow
from tests.intake.conftest import NOW, TODAY
from tests.intake.course.steps import moment
from tests.intake.steps import send
from tests.treatments.eligibility.shipped import assessed
from treatments.eligibility import Assessment as Advice

DATED = ("sunburn_on", "retinoid_on", "exfoliant_on", "waxed_on", "filler_on", "botulinum_on", "self_tan_on")
AGO = st.dictionaries(st.sampled_from(DATED), st.integers(0, 60), min_size=1, max_size=4)
INTERVAL = st.tuples(st.integers(7, 60), st.integers(0, 60)).map(lambda two: (two[0], two[0] + two[1]))


def waits_in(advice: Advice) -> set[str]:
    """Codes of the deferrals that are in force."""
    return {one.code for one in advice.findings if one.status == "present" and "defer" in one.effects}


@given(
    answered=AGO,
    sessions=st.lists(st.integers(1, 80), max_size=2),
    interval=INTERVAL,
    on=st.sets(st.integers(1, 7), min_size=1),
)
def test_on_the_day_that_is_proposed_the_engine_finds_no_wait_and_the_day_before_it_does(
    answered, sessions, interval, on
):
    times = Times(open_weekdays=frozenset(on))
    answers = {code: (TODAY - timedelta(days=ago)).isoformat() for code, ago in answered.items()}
    earlier = [TODAY - timedelta(days=ago) for ago in sessions]
    visit = {
        "as_of": TODAY.isoformat(),
        "previous_sessions": [day.isoformat() for day in earlier],
        "interval_days": list(interval),
    }
    told = assessed(answers, planned_on=TODAY.isoformat(), **visit)
    plan = plan_next(
        on=TODAY,
        next_open=times.next_open,
        earlier=earlier,
        interval=interval,
        waits=[Reason(WAIT, wait.ends_on, wait.rule.code) for wait in told.waits],
    )
    assert plan.first_possible == max(told.earliest_date, TODAY)
    assert not waits_in(assessed(answers, planned_on=plan.proposed.isoformat(), **visit))
    before = plan.first_possible - timedelta(days=1)
    assert before < TODAY or waits_in(assessed(answers, planned_on=before.isoformat(), **visit))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(8))
def test_a_visit_is_moved_to_its_first_day_and_not_to_the_day_before(visit, front_desk, seed):
    chance = Random(seed)
    answered = {code: chance.randint(0, 20) for code in chance.sample(DATED, 3)}
    answers = {code: (TODAY - timedelta(days=ago)).isoformat() for code, ago in answered.items()}
    send(visit, at=NOW, **answers)
    first = first_day_for(visit, on=TODAY)
    before = first.proposal.first_possible - timedelta(days=1)
    if before >= TODAY:
        with pytest.raises(NotNow, match="The first day that works is"):
            move(visit=visit, starts_at=moment(before, 9), by=front_desk, at=NOW, on=TODAY)
    move(visit=visit, starts_at=moment(first.day, 11), by=front_desk, at=NOW, on=TODAY)
    told = Assessment.objects.latest("number")
    assert told.planned_on == first.day and told.earliest_date <= first.day
    assert not [mark for mark in told.marks if "defer" in mark["effects"]]
