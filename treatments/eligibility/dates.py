"""Calendar arithmetic of the protocol: imprecise dates, calendar months, ages.

A day is a `date` or, inside the engine, its ordinal (days since 1 January of the year 1).
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_EXACT = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
LAST_ORDINAL = date.max.toordinal()


def exact_day(text: str) -> date | None:
    """The day written as 2026-03-14, or None where it is not written so or does not exist."""
    if not _EXACT.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def span_of(text: str) -> tuple[date, date] | None:
    """First and last possible day of 2026-03-14, 2026-03 or 2026; None for anything else."""
    if day := exact_day(text):
        return day, day
    if _YEAR.fullmatch(text) and text != "0000":
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if _MONTH.fullmatch(text):
        year, month = int(text[:4]), int(text[5:])
        if year and 1 <= month <= 12:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return None


def add_months(day: date, months: int) -> date:
    """The same day `months` calendar months on; where it does not exist, the first of the next month.

    Past the calendar's ends (years 1 and 9999) the calendar's last or first day is given.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    if day.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return add_months(date(year, month + 1, 1), 1)


def age_on(birth: date, day: date) -> int:
    """Age in completed years. Born on 29 February, the birthday in a common year is 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@lru_cache(maxsize=4096)
def day_of(ordinal: int) -> date:
    """The day of an ordinal, held inside the calendar. Kept, because the same few years come up always."""
    return date.fromordinal(min(ordinal, LAST_ORDINAL))
