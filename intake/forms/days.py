"""A day and a time as typed at the desk: one box, many ways to write it."""

import re
from datetime import date, time, timedelta
from typing import Any

from django import forms

from intake.dates import days_meant

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|a|p)?", re.ASCII)


class DayField(forms.Field):
    """27mar1987, 03/27/1987, 1987-03-27; numbers alone are read month first."""

    default_error_messages = {"invalid": "Write the day as 27 Mar 1987 or 03/27/1987."}

    def to_python(self, value: Any) -> date | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        found = days_meant(typed[:60])
        if not found:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found[0]


class ComingDayField(DayField):
    """A day to come: also without the year, and today or tomorrow. `on` is the clinic's day."""

    default_error_messages = {"invalid": "Write the day as 27 Mar, 03/27/2026 or tomorrow."}
    on: date

    def to_python(self, value: Any) -> date | None:
        typed = str(value or "").strip().lower()
        if typed in ("today", "tomorrow"):
            return self.on + timedelta(days=typed == "tomorrow")
        found = days_meant(f"{typed} {self.on.year}"[:60]) or days_meant(f"{typed} {self.on.year + 1}"[:60])
        if not days_meant(typed[:60]) and found:
            return found[0] if found[0] >= self.on else _next_year(found[0])
        return super().to_python(value)


class DaysField(DayField):
    """Several such days, with commas or line breaks between them."""

    default_error_messages = {"invalid": "Write each day as 27 Mar 2025, with a comma between two."}

    def to_python(self, value: Any) -> tuple[date, ...]:
        pieces = [piece for piece in re.split(r"[,;\n]", str(value or "")[:2_000]) if piece.strip()]
        return tuple([super(DaysField, self).to_python(piece) for piece in pieces])

    def validate(self, value: tuple[date, ...]) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class ClockField(forms.Field):
    """9:30, 14.15, 1430, 9 am."""

    default_error_messages = {"invalid": "Write the time as 9:30 or 2:15 pm."}

    def to_python(self, value: Any) -> time | None:
        typed = str(value or "").strip().lower().replace(".m.", "m").replace("m.", "m")
        if not typed:
            return None
        found = _CLOCK.fullmatch(typed)
        try:
            return _time(*found.groups()) if found else self._refuse()
        except ValueError:
            self._refuse()

    def _refuse(self) -> None:
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


def _time(hour: str, minute: str | None, half: str | None) -> time:
    """Raises ValueError for 25:00, 13 pm and the like."""
    number = int(hour)
    if half and not 1 <= number <= 12:
        raise ValueError(hour)
    if half:
        number = number % 12 + (12 if half.startswith("p") else 0)
    return time(number, int(minute or 0))


def _next_year(day: date) -> date:
    """The same day a year on; 29 February has none and stays where it is, to be refused as over."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day
