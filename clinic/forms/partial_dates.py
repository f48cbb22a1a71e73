"""Reading a date of which a person may know only the month or the year.

What was typed in three boxes becomes 'YYYY-MM-DD', 'YYYY-MM' or 'YYYY', or a sentence that says what to mend.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100  # nobody books later; a slip of the finger such as 2206 is caught

# Three letters are enough and no two months share them, in English and Spanish together.
MONTH_STARTS = {
    1: ("january", "enero"),
    2: ("february", "febrero"),
    3: ("march", "marzo"),
    4: ("april", "abril"),
    5: ("may", "mayo"),
    6: ("june", "junio"),
    7: ("july", "julio"),
    8: ("august", "agosto"),
    9: ("september", "septiembre", "setiembre", "sept"),
    10: ("october", "octubre"),
    11: ("november", "noviembre"),
    12: ("december", "diciembre"),
}
# For sentences such as "February 2025 has 28 days."
MONTH_NAMES = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """The three boxes as typed, blanks at the ends removed."""

    day: str = ""
    month: str = ""
    year: str = ""

    def __bool__(self) -> bool:
        return bool(self.day or self.month or self.year)


def read(typed: Typed, exact: bool = False) -> str:
    """'2026-03-14', '2026-03' or '2026' for what was typed; '' for three empty boxes.

    Only the digits 0-9 count, because other scripts' digits look alike and sort wrongly.
    Raises ValidationError with a sentence in the reader's language.
    """
    if not typed:
        return ""
    _refuse_gaps(typed, exact)
    year = _year(typed.year)
    month = _month(typed.month)
    day = _day(typed.day, month, year)
    return "-".join([f"{year}"] + [f"{month:02}"] * bool(month) + [f"{day:02}"] * bool(day))


def first_day(value: str) -> date:
    """The earliest day that a stored date, month or year can mean."""
    year, month, day = [*map(int, value.split("-")), 1, 1][:3]
    return date(year, month, day)


def last_day(value: str) -> date:
    """The latest day that a stored date, month or year can mean."""
    parts = [*map(int, value.split("-"))]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def _refuse_gaps(typed: Typed, exact: bool) -> None:
    if not typed.year:
        raise ValidationError(_("Enter the year, too. The year alone is fine."), code="gap")
    if typed.day and not typed.month:
        raise ValidationError(_("Enter the month, too."), code="gap")
    if exact and not (typed.day and typed.month):
        raise ValidationError(_("Enter the day, the month and the year."), code="gap")


def _year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text):
        raise ValidationError(_("Enter the year with four digits, for example 2025."), code="year")
    if not EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        raise ValidationError(
            _("The year must be between %(first)d and %(last)d."),
            code="year",
            params={"first": EARLIEST_YEAR, "last": LATEST_YEAR},
        )
    return int(text)


def _month(text: str) -> int:
    """1-12 for a number or a name, 0 for an empty box."""
    if not text:
        return 0
    if re.fullmatch(r"[0-9]{1,2}", text) and 1 <= int(text) <= 12:
        return int(text)
    word = _plain(text)
    for month, names in MONTH_STARTS.items():
        if len(word) >= 3 and any(name.startswith(word) for name in names):
            return month
    raise ValidationError(_("Enter the month as a number from 1 to 12, or its name."), code="month")


def _day(text: str, month: int, year: int) -> int:
    """1-31 where the month has that day, 0 for an empty box."""
    if not text:
        return 0
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= 31:
        raise ValidationError(_("Enter the day as a number from 1 to 31."), code="day")
    days = calendar.monthrange(year, month)[1]
    if int(text) > days:
        name = _(MONTH_NAMES[month - 1])
        raise ValidationError(
            _("%(month)s %(year)d has only %(days)d days. Check the day."),
            code="day",
            params={"month": name, "year": year, "days": days},
        )
    return int(text)


def _plain(text: str) -> str:
    """Lower case, without accents, dots or blanks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\s.]", "", "".join(mark for mark in apart if not unicodedata.combining(mark)))
