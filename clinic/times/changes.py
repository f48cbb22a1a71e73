"""Changes to the clinic's times, by the lead. Each is one transaction with its audit event."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import ClinicTimes, Holiday, User
from clinic.roles import LEAD

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_NUMBERS = 6
"""Reminders before one visit, symptom checks after one session."""
LONGEST_REMINDER, LONGEST_SYMPTOM, LONGEST_RECALL = 60, 24 * 60, 365
"""Days before a visit, hours after a session, days after a wait."""
LONGEST_HOLIDAY = 62
"""Days one entry closes the clinic for."""
FURTHEST_HOLIDAY = 3 * 366
CHANGED = "Somebody else changed these times since you opened the page. Look at them again."


class TimesChanged(Exception):
    """The times are others by now than those the page showed; nothing was overwritten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The times as the lead wants them."""

    open_weekdays: tuple[int, ...]
    phone_from: time
    phone_until: time
    quiet_from: time
    quiet_until: time
    reminder_days: tuple[int, ...]
    symptom_hours: tuple[int, ...]
    recall_days: int

    def columns(self) -> dict:
        """The columns to store. Raises ValidationError with every field that is wrong."""
        wrong = {name: sentence for name, sentence in self._objections() if sentence}
        if wrong:
            raise ValidationError(wrong)
        return {
            "open_weekdays": sorted(set(self.open_weekdays)),
            "phone_from": self.phone_from,
            "phone_until": self.phone_until,
            "quiet_from": self.quiet_from,
            "quiet_until": self.quiet_until,
            "reminder_days": sorted(set(self.reminder_days), reverse=True),
            "symptom_hours": sorted(set(self.symptom_hours)),
            "recall_days": self.recall_days,
        }

    def _objections(self) -> list[tuple[str, str]]:
        days = self.open_weekdays and set(self.open_weekdays) <= set(range(1, 8))
        return [
            ("open_weekdays", "" if days else "Choose at least one day on which the clinic is open."),
            (
                "phone_until",
                "" if self.phone_from < self.phone_until else "Write a later time than the first.",
            ),
            ("reminder_days", _out_of_reach(self.reminder_days, LONGEST_REMINDER, "days")),
            ("symptom_hours", _out_of_reach(self.symptom_hours, LONGEST_SYMPTOM, "hours")),
            ("recall_days", _out_of_reach((self.recall_days,), LONGEST_RECALL, "days")),
        ]


def change_times(
    *, wanted: Wanted, version: int | None, by: User, at: datetime, request: HttpRequest | None = None
) -> ClinicTimes:
    """Store the times. Raises TimesChanged for an outdated `version`, ValidationError by field."""
    _lead(by)
    columns = wanted.columns()
    with transaction.atomic():
        row = _held(version, columns, by, at)
        changed = [name for name, value in columns.items() if getattr(row, name) != value]
        if row.version == 0 or changed:
            _write(row, columns, by, at)
            _record("change", by, "clinic times", changed or [*columns], at, request)
    return row


def add_holidays(
    *,
    first: date,
    last: date,
    name: str = "",
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> list[Holiday]:
    """Close the clinic from `first` to `last`; days that are closed already stay as they are."""
    _lead(by)
    _check_days(first, last, on)
    with transaction.atomic():
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        known = set(Holiday.objects.filter(day__in=days).values_list("day", flat=True))
        rows = [
            Holiday(day=day, name=name[:80], added_at=at, added_by=by) for day in days if day not in known
        ]
        if not rows:
            raise ValidationError({"day": "The clinic is closed then already."})
        # Two leads at once: the day that the other one wrote first stays.
        Holiday.objects.bulk_create(rows, ignore_conflicts=True)
        _record("create", by, f"holiday {first}", ["day", "name"], at, request)
    return rows


def remove_holiday(
    *, day: date, by: User, at: datetime, on: date, request: HttpRequest | None = None
) -> None:
    """Open the clinic again on a day to come. A day gone by is kept: plans rested on it."""
    _lead(by)
    if day < on:
        raise ValidationError({"day": "A holiday that is over stays on record."})
    with transaction.atomic():
        if not Holiday.objects.filter(day=day).delete()[0]:
            raise ValidationError({"day": "The clinic is not closed on this day."})
        _record("change", by, f"holiday {day}", ["removed"], at, request)


def _held(version: int | None, columns: dict, by: User, at: datetime) -> ClinicTimes:
    """The row, locked, or a new one with version 0, which is the defaults' version."""
    row = ClinicTimes.objects.select_for_update().first()
    row = row or ClinicTimes(id=1, version=0, changed_at=at, changed_by=by, **columns)
    if version is not None and version != row.version:
        raise TimesChanged(CHANGED)
    return row


def _write(row: ClinicTimes, columns: dict, by: User, at: datetime) -> None:
    """Of two leads who change the defaults at once, the second is told: one row is all there is."""
    is_first = row.version == 0
    for name, value in columns.items():
        setattr(row, name, value)
    row.version, row.changed_at, row.changed_by = row.version + 1, at, by
    try:
        with transaction.atomic():
            row.save(force_insert=is_first)
    except IntegrityError:
        raise TimesChanged(CHANGED) from None


def _check_days(first: date, last: date, on: date) -> None:
    if first < on:
        raise ValidationError({"day": "This day is over. Choose today or a later day."})
    if last < first:
        raise ValidationError({"last": "The last day lies before the first."})
    if (last - first).days >= LONGEST_HOLIDAY:
        raise ValidationError({"last": f"Write at most {LONGEST_HOLIDAY} days at once."})
    if (last - on).days > FURTHEST_HOLIDAY:
        raise ValidationError({"day": "Choose a day within the next three years."})


def _out_of_reach(numbers: tuple[int, ...], longest: int, unit: str) -> str:
    if len(numbers) > MOST_NUMBERS:
        return f"Write at most {MOST_NUMBERS} numbers."
    return (
        "" if all(1 <= number <= longest for number in numbers) else f"Write {unit} between 1 and {longest}."
    )


def _lead(by: User) -> str:
    """The second lock: whatever page called, only a lead changes the times."""
    if not by.has_role(LEAD):
        raise PermissionDenied("Only a clinic lead changes the clinic's times.")
    return LEAD


def _record(action: str, by: User, target: str, fields: list[str], at: datetime, request) -> None:
    audit.record(action, by=by, role=_lead(by), target=target, fields=fields, request=request, at=at)
