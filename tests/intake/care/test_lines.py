"""A patient's lines on their days and hours: pure values in, lines out."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.care.after import elapsed, timeline, together
from intake.care.before import things_to_do
from intake.care.lines import AfterLine, Line, dated, lines_after
from treatments.editions import shipped_document

DOCUMENT = shipped_document("micro-needling")
ORDERS = {"vitamins_a_c": "Serum every other night", "antiviral": "", "prescribed_creams": "The blue tube"}
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2095, 12, 31))
LANGUAGES = st.sampled_from(["en", "es"])
ORDERED = st.sets(st.sampled_from(sorted(ORDERS))).map(lambda codes: {code: ORDERS[code] for code in codes})
NEW_YORK = ZoneInfo("America/New_York")
LOWEST, HIGHEST = datetime(2020, 1, 1), datetime(2095, 12, 31)


def lines(day: date, orders=(), answers=(), language="en") -> tuple[Line, ...]:
    return dated([DOCUMENT], day, orders=dict(orders), answers=dict(answers), language=language)


def after(ended_at: datetime | None, orders=(), language="en") -> tuple[AfterLine, ...]:
    session = SimpleNamespace(treatment="micro-needling", ended_at=ended_at)
    return lines_after(session, orders=dict(orders), language=language, document=DOCUMENT)


def by_code(found) -> dict:
    return {line.code: line for line in found}


# -- Before -----------------------------------------------------------------------------------------------


@given(DAYS, st.integers(-400, 400), ORDERED, LANGUAGES)
def test_moving_a_booking_moves_every_dated_line_by_as_many_days(day, days, orders, language):
    move = timedelta(days=days)
    moved = [
        line._replace(first=line.first and line.first + move, last=line.last + move)
        for line in lines(day, orders, language=language)
    ]
    assert list(lines(day + move, orders, language=language)) == moved


@given(DAYS, ORDERED)
def test_every_line_is_counted_back_from_the_day_as_the_protocol_says(day, orders):
    told = by_code(lines(day, orders))
    for row in DOCUMENT["before"]:
        assert (row["code"] in told) == (not row.get("when_ordered") or row["code"] in orders)
        if row["code"] in told and row["code"] != "vitamins_a_c":
            line = told[row["code"]]
            assert line.last == day
            assert (day - line.first).days == row["from_days"] if line.first else "from_days" not in row


@given(DAYS, ORDERED, st.integers(0, 60))
def test_in_words_nothing_is_lost_but_what_is_over(day, orders, ahead):
    today = day - timedelta(days=ahead)
    told = lines(day, orders)
    groups = things_to_do(told, day, "en", today=today)
    shown = {line for group in groups for line in group["what"]}
    assert shown == {line for line in told if line.last >= today}
    assert [group["is_now"] for group in groups] == sorted((g["is_now"] for g in groups), reverse=True)


def test_vitamins_end_the_day_before_exfoliants_are_to_be_left():
    told = by_code(lines(date(2026, 3, 16), ORDERS))
    assert told["no_exfoliants"].first == date(2026, 3, 9)
    assert (told["vitamins_a_c"].first, told["vitamins_a_c"].last) == (date(2026, 2, 16), date(2026, 3, 8))
    assert told["vitamins_a_c"].words == "Serum every other night"


def test_vitamins_follow_an_edition_in_which_exfoliants_are_left_sooner():
    before = [
        row | ({"from_days": 12} if row["code"] == "no_exfoliants" else {}) for row in DOCUMENT["before"]
    ]
    told = dated([DOCUMENT | {"before": before}], date(2026, 3, 16), orders=ORDERS, answers={}, language="en")
    assert by_code(told)["vitamins_a_c"].last == date(2026, 3, 3)


def test_vitamins_that_would_end_before_they_begin_are_not_told():
    before = [
        row | ({"from_days": 30} if row["code"] == "no_exfoliants" else {}) for row in DOCUMENT["before"]
    ]
    told = dated([DOCUMENT | {"before": before}], date(2026, 3, 16), orders=ORDERS, answers={}, language="en")
    assert "vitamins_a_c" not in by_code(told)


def test_somebody_who_never_shaves_there_is_told_nothing_about_shaving():
    assert "no_shaving" not in by_code(lines(date(2026, 3, 16), answers={"shaved_on": "never"}))
    assert "no_shaving" in by_code(lines(date(2026, 3, 16), answers={"shaved_on": "2026-03-01"}))
    assert "no_shaving" in by_code(lines(date(2026, 3, 16), answers={"shaved_on": "not_sure"}))
    assert "no_shaving" in by_code(lines(date(2026, 3, 16)))


def test_never_is_no_reason_to_leave_out_what_would_make_a_session_wait():
    never = dict.fromkeys(("retinoid_on", "exfoliant_on", "waxed_on", "filler_on", "laser_on"), "never")
    assert {"no_exfoliants", "no_waxing", "no_filler", "no_laser"} <= set(
        by_code(lines(date(2026, 3, 16), answers=never))
    )


def test_two_treatments_that_say_the_same_say_it_once():
    day = date(2026, 3, 16)
    twice = dated([DOCUMENT, DOCUMENT], day, orders={}, answers={}, language="en")
    assert twice == lines(day)


def test_a_leap_day_is_a_day():
    assert by_code(lines(date(2028, 3, 7)))["no_waxing"].first == date(2028, 2, 29)
    assert by_code(lines(date(2027, 3, 7)))["no_waxing"].first == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("en", "From Tuesday 29 December", "On Monday 11 January 2027, the day of your visit"),
        ("es", "Desde el martes 29 de diciembre", "El lunes 11 de enero de 2027, el día de su cita"),
    ],
)
def test_over_the_year_s_end_another_year_is_said(language, first, last):
    told = lines(date(2027, 1, 11), language=language)
    groups = things_to_do(told, date(2027, 1, 11), language, today=date(2026, 12, 20))
    whens = [group["when"] for group in groups]
    assert whens[-1] == last
    earlier = things_to_do(
        lines(date(2027, 1, 12), language=language), date(2027, 1, 12), language, today=date(2026, 12, 20)
    )
    assert any(group["when"].startswith(first) for group in earlier)


# -- After ------------------------------------------------------------------------------------------------

MOMENTS = st.datetimes(min_value=LOWEST, max_value=HIGHEST, timezones=st.just(UTC))


@given(MOMENTS, ORDERED)
def test_every_hour_is_an_hour_that_passes(ended_at, orders):
    told = by_code(after(ended_at.astimezone(NEW_YORK), orders))
    for row in DOCUMENT["after"]:
        if row["code"] not in told:
            assert row.get("when_ordered") and row["code"] not in orders
            continue
        line = told[row["code"]]
        for moment, key in ((line.first, "from_hours"), (line.last, "to_hours")):
            assert (moment is None) == (key not in row)
            assert moment is None or moment - ended_at == timedelta(hours=row[key])


@given(MOMENTS, st.integers(0, 400), LANGUAGES)
def test_at_any_moment_each_line_is_now_or_later_or_over_or_always(ended_at, hours, language):
    told, at = after(ended_at, ORDERS, language), ended_at + timedelta(hours=hours)
    parts = timeline(told, ended_at=ended_at, at=at, language=language)
    shown = [line for part in ("now", "later", "over") for group in parts[part] for line in group["what"]]
    assert sorted([*shown, *parts["always"]], key=str) == sorted(told, key=str)
    assert all(line.first <= at for group in parts["now"] for line in group["what"])
    assert all(line.last <= at for group in parts["over"] for line in group["what"])


def makeup(ended_at: datetime, language: str = "en") -> str:
    """Until when there is no make-up, in words."""
    parts = timeline(after(ended_at, language=language), ended_at=ended_at, at=ended_at, language=language)
    return next(g["when"] for g in parts["now"] for line in g["what"] if line.code == "no_makeup")


def test_an_ordinary_end_is_counted_in_hours_and_said_by_the_clinic_s_clocks():
    ended_at = datetime(2026, 3, 16, 14, 30, tzinfo=NEW_YORK)
    assert makeup(ended_at) == "Until Thursday 19 March, 2:30 pm (72 hours after)"
    assert makeup(ended_at, "es") == "Hasta el jueves 19 de marzo, 14:30 (72 horas después)"


def test_the_night_the_clocks_go_forward_the_clock_shows_an_hour_more():
    assert "Tuesday 10 March, 3:00 pm" in makeup(datetime(2026, 3, 7, 14, 0, tzinfo=NEW_YORK))


def test_the_night_the_clocks_go_back_the_clock_shows_an_hour_less():
    assert "Tuesday 3 November, 1:00 pm" in makeup(datetime(2026, 10, 31, 14, 0, tzinfo=NEW_YORK))


def test_the_clock_shows_no_minute_that_is_too_early():
    assert "2:31 pm" in makeup(datetime(2026, 3, 16, 14, 30, 1, tzinfo=NEW_YORK))


def test_over_a_leap_day_and_the_year_s_end():
    assert "Wednesday 1 March" in makeup(datetime(2028, 2, 27, 10, tzinfo=NEW_YORK))
    assert "Friday 1 January 2027" in makeup(datetime(2026, 12, 29, 10, tzinfo=NEW_YORK))


def test_nothing_is_told_before_the_end_is_recorded():
    assert after(None, ORDERS) == ()


def test_only_what_was_ordered_is_told_with_its_words():
    ended_at = datetime(2026, 3, 16, 14, 30, tzinfo=UTC)
    assert "prescribed_creams" not in by_code(after(ended_at))
    assert by_code(after(ended_at, ORDERS))["prescribed_creams"].words == "The blue tube"


def test_two_sessions_of_a_visit_hold_until_the_later_one_is_over():
    first, second = datetime(2026, 3, 16, 14, tzinfo=UTC), datetime(2026, 3, 16, 15, tzinfo=UTC)
    told = by_code(together([after(first), after(second)]))
    assert told["no_makeup"].first == first
    assert told["no_makeup"].last == second + timedelta(hours=72)
    assert told["sunscreen_daily"].last is None and len(told) == len(after(first))


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(minutes=59), "less than an hour ago"),
        (timedelta(minutes=60), "1 hour ago"),
        (timedelta(hours=95), "95 hours ago"),
        (timedelta(hours=96), "4 days ago"),
    ],
)
def test_how_long_ago(time, words):
    assert elapsed(time) == words
