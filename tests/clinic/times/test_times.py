"""The clinic's times: which days are open, which hours are quiet, what holds while nobody set any."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from clinic.models import ClinicTimes, Holiday
from clinic.times import NeverOpen, Times, clinic_times

NEW_YORK = ZoneInfo("America/New_York")
FRIDAY, SATURDAY, MONDAY = date(2026, 3, 20), date(2026, 3, 21), date(2026, 3, 23)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=NEW_YORK)


def test_without_a_row_the_defaults_hold(db):
    times = clinic_times()
    assert times == Times()
    assert (times.reminder_days, times.symptom_hours, times.recall_days) == ((14, 7, 2), (24, 72, 336), 14)
    assert times.is_open(FRIDAY) and not times.is_open(SATURDAY)


def test_a_holiday_closes_a_day_that_the_week_opens(lead):
    Holiday.objects.create(day=FRIDAY, added_at=at(2026, 1, 1), added_by=lead)
    assert not clinic_times().is_open(FRIDAY)
    assert clinic_times().next_open(FRIDAY) == MONDAY


def test_the_next_open_day_is_the_day_itself_where_it_is_open():
    assert Times().next_open(FRIDAY) == FRIDAY and Times().next_open(SATURDAY) == MONDAY


def test_a_clinic_without_an_open_weekday_says_so():
    with pytest.raises(NeverOpen):
        Times(open_weekdays=frozenset()).next_open(FRIDAY)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (at(2026, 3, 20, 12), at(2026, 3, 20, 12)),
        (at(2026, 3, 20, 19, 59), at(2026, 3, 20, 19, 59)),
        (at(2026, 3, 20, 20), at(2026, 3, 21, 8)),
        (at(2026, 3, 21, 7, 59), at(2026, 3, 21, 8)),
        (at(2026, 3, 21, 8), at(2026, 3, 21, 8)),
        (at(2026, 12, 31, 23), at(2027, 1, 1, 8)),
        (at(2026, 3, 7, 22), at(2026, 3, 8, 8)),  # the clocks go forward in this night
        (at(2026, 10, 31, 22), at(2026, 11, 1, 8)),  # and back in this one
    ],
)
def test_in_quiet_hours_the_next_allowed_moment_is_their_end(moment, allowed):
    assert Times().quiet(moment) == allowed
    assert not Times().is_quiet(Times().quiet(moment))


def test_quiet_hours_are_the_clinics_own_wherever_the_moment_is_written():
    assert Times().quiet(datetime(2026, 3, 21, 1, tzinfo=UTC)) == at(2026, 3, 21, 8)


def test_quiet_hours_may_lie_within_a_day_or_be_none():
    midday = Times(quiet_from=time(12), quiet_until=time(14))
    assert midday.quiet(at(2026, 3, 20, 13)) == at(2026, 3, 20, 14)
    assert midday.quiet(at(2026, 3, 20, 23)) == at(2026, 3, 20, 23)
    assert not Times(quiet_from=time(8), quiet_until=time(8)).is_quiet(at(2026, 3, 20, 8))


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_end_in_its_second_round():
    times = Times(quiet_from=time(20), quiet_until=time(1, 30))
    second_round = at(2026, 11, 1, 1, 15).replace(fold=1)
    assert times.quiet(second_round) > second_round
    assert not times.is_quiet(times.quiet(second_round))


@pytest.mark.parametrize("columns", [{"id": 2}, {"phone_from": time(18), "phone_until": time(8)}])
def test_the_database_refuses_a_second_row_and_a_phone_that_closes_before_it_opens(lead, columns):
    usual = {"phone_from": time(8), "phone_until": time(18), "quiet_from": time(20), "quiet_until": time(8)}
    more = {"id": 1, "recall_days": 14, "changed_at": at(2026, 1, 1), "changed_by": lead}
    with pytest.raises(IntegrityError), transaction.atomic():
        ClinicTimes.objects.create(**usual | more | columns)
    assert ClinicTimes.objects.create(**usual | more)
