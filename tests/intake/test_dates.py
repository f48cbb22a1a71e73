"""Days as people write them, and the clinic's day across changes of the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from intake.dates import bounds_of, clinic_day, days_meant
from intake.questions.answer_text import PATIENT, day_words, moment_words, when_words

BORN = date(1991, 3, 14)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "1991-03-14",
            "14-Mar-1991",
            "14 March 1991",
            "March 14, 1991",
            "3/14/1991",
            "14.3.1991",
            "19910314",
        ),
        *("03141991", "14 de marzo de 1991", "14 MARZO 1991", "mar 14 1991", "1991/3/14"),
    ],
)
def test_one_day_in_many_spellings(typed):
    assert days_meant(typed) == [BORN]


def test_numbers_alone_are_read_in_both_orders():
    assert days_meant("3/4/1991") == [date(1991, 3, 4), date(1991, 4, 3)]


@pytest.mark.parametrize("typed", ["", "maria", "30 February 1991", "1/1/9999", "14 ma 1991", "1٤ 3 1991"])
def test_what_is_no_day_means_none(typed):
    assert days_meant(typed) == []


def test_the_clinics_day_is_not_utcs(settings):
    settings.TIME_ZONE = "America/New_York"
    assert clinic_day(datetime(2026, 3, 3, 2, 0, tzinfo=UTC)) == date(2026, 3, 2)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 8), 23), ((2026, 11, 1), 25), ((2026, 3, 9), 24)])
def test_a_day_is_as_long_as_the_clocks_say(settings, day, hours):
    settings.TIME_ZONE = "America/New_York"
    begins, ends = bounds_of(date(*day))
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=hours)


def test_staff_and_patients_read_days_differently():
    assert day_words(BORN) == "14-Mar-1991"
    assert day_words(BORN, "en", PATIENT) == "14 March 1991"
    assert day_words(BORN, "es", PATIENT) == "14 de marzo de 1991"


def test_a_part_of_a_date_is_shown_as_it_was_given():
    assert [when_words(value) for value in ("2026-03", "2026")] == ["March 2026", "2026"]
    assert when_words("2026-03", "es", PATIENT) == "marzo de 2026"


def test_a_moment_is_told_by_the_clinics_clocks(settings):
    settings.TIME_ZONE = "America/New_York"
    noon = datetime(2026, 3, 16, 16, 5, tzinfo=UTC)
    assert moment_words(noon, "en") == "16 March 2026, 12:05 pm"
    assert moment_words(noon, "es") == "16 de marzo de 2026, 12:05"
