"""Days as people write them, and the clinic's own day."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

OLDEST_YEARS = 130
"""Nobody alive is older; a birth date before that is a slip of the finger."""

_ENGLISH = "january february march april may june july august september october november december"
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_NAMES = {
    name: number for names in (_ENGLISH, _SPANISH) for number, name in enumerate(names.split(), start=1)
} | {"setiembre": 9}
_WORDS = re.compile(r"[^\W\d_]+|\d+")


def clinic_zone() -> ZoneInfo:
    """The zone of the clinic's clocks."""
    return ZoneInfo(settings.TIME_ZONE)


def clinic_day(moment: datetime) -> date:
    """The clinic's day at a moment."""
    return moment.astimezone(clinic_zone()).date()


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """First moment of the clinic's day and of the next; 23 or 25 hours apart when clocks change."""
    zone = clinic_zone()
    following = date.fromordinal(day.toordinal() + 1)
    return datetime.combine(day, time.min, zone), datetime.combine(following, time.min, zone)


def days_meant(text: str) -> list[date]:
    """Every day a typed text may mean: 1991-03-14, 14-Mar-1991, March 14 1991, 14 de marzo de 1991, 3/4/1991.

    Numbers alone are read month first and day first, because a clinic hears both.
    """
    parts = [part for part in _WORDS.findall(_folded(text)) if part not in ("de", "del", "of", "the", "th")]
    if len(parts) == 1 and len(parts[0]) == 8 and parts[0].isdigit():
        parts = _split(parts[0])
    if len(parts) != 3:
        return []
    return list(dict.fromkeys(_orders(parts)))


def _split(digits: str) -> list[str]:
    """19910314 or 03141991."""
    cuts = (4, 6) if digits[:2] in ("19", "20") else (2, 4)
    return [digits[: cuts[0]], digits[cuts[0] : cuts[1]], digits[cuts[1] :]]


def _orders(parts: list[str]) -> Iterator[date]:
    first, second, third = parts
    for year, month, day in ((first, second, third), (third, first, second), (third, second, first)):
        try:
            yield date(_year(year), _month(month), _number(day, 2))
        except ValueError:
            continue


def _number(text: str, digits: int) -> int:
    """ASCII digits only: Python would read Arabic-Indic ones and superscripts too."""
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > digits:
        raise ValueError(text)
    return int(text)


def _year(text: str) -> int:
    year = _number(text, 4)
    if not 1880 <= year <= 2200:
        raise ValueError(text)
    return year


def _month(text: str) -> int:
    word = _folded(text).strip(" .")
    if not word.isalpha():
        return _number(text, 2)
    meant = {number for name, number in _NAMES.items() if len(word) >= 3 and name.startswith(word)}
    if len(meant) != 1:
        raise ValueError(text)
    return meant.pop()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))
