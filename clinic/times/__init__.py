"""When the clinic is open, answers the phone and may write by itself: one frozen value, read from two tables.

Days and hours are those of the clinic's own clocks (settings.TIME_ZONE).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from clinic.models import ClinicTimes, Holiday

FURTHEST = 366 * 3
"""Days ahead in which an open one is looked for: holidays cannot fill three years."""


class NeverOpen(LookupError):
    """The clinic has no open day in reach: no weekday is open."""


@dataclass(frozen=True, slots=True)
class Times:
    """The clinic's times. Weekdays are ISO numbers, 1 Monday to 7 Sunday; `version` 0 means the defaults.

    `reminder_days` count before a visit, `symptom_hours` after a session's end, `recall_days` after the
    day on which a deferral ended.
    """

    open_weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    holidays: frozenset[date] = frozenset()
    phone_from: time = time(8)
    phone_until: time = time(18)
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    reminder_days: tuple[int, ...] = (14, 7, 2)
    symptom_hours: tuple[int, ...] = (24, 72, 336)
    recall_days: int = 14
    version: int = 0

    def is_open(self, day: date) -> bool:
        """Whether patients are treated on that day."""
        return day.isoweekday() in self.open_weekdays and day not in self.holidays

    def next_open(self, day: date) -> date:
        """The day itself where the clinic is open, else the first open day after it. Raises NeverOpen."""
        for ahead in range(FURTHEST):
            found = day + timedelta(days=ahead)
            if self.is_open(found):
                return found
        raise NeverOpen(f"no open day after {day}")

    def is_quiet(self, moment: datetime) -> bool:
        """Whether nothing is sent by itself at that moment. Equal ends mean that no hour is quiet."""
        clock = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until

    def quiet(self, moment: datetime) -> datetime:
        """The next allowed moment: `moment` itself outside the quiet hours, else the end of these."""
        if not self.is_quiet(moment):
            return moment
        zone = ZoneInfo(settings.TIME_ZONE)
        local = moment.astimezone(zone)
        after_midnight = local.time() < self.quiet_until
        day = local.date() if after_midnight else local.date() + timedelta(days=1)
        end = datetime.combine(day, self.quiet_until, zone)
        # The night the clocks go back has an hour twice: in its second round the first end is over.
        return max(end.astimezone(UTC), end.replace(fold=1).astimezone(UTC)).astimezone(moment.tzinfo)


def clinic_times() -> Times:
    """The times in force: two queries. Ask once a page or a round and pass the value on."""
    row = ClinicTimes.objects.first()
    holidays = frozenset(Holiday.objects.values_list("day", flat=True))
    return times_of(row, holidays) if row else Times(holidays=holidays)


def times_of(row: ClinicTimes, holidays: Iterable[date] = ()) -> Times:
    """A stored row as a value."""
    return Times(
        open_weekdays=frozenset(row.open_weekdays),
        holidays=frozenset(holidays),
        phone_from=row.phone_from,
        phone_until=row.phone_until,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        reminder_days=tuple(row.reminder_days),
        symptom_hours=tuple(row.symptom_hours),
        recall_days=row.recall_days,
        version=row.version,
    )
