"""The rules of a time zone for a calendar file (VTIMEZONE), from the zone's own data.

Each change of the clocks stands where RFC 5545 wants it: at the time the clocks showed before the change.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

STEP = timedelta(days=7)
"""No zone changes its clocks back and forth within a week."""
SECOND = timedelta(seconds=1)


def zone_of(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """What holds in the zone between two moments: a part for each change, which every reader understands."""
    begins, ends = first.astimezone(UTC).replace(microsecond=0), last.astimezone(UTC)
    whole = Timezone()
    whole.add("tzid", zone.key)
    whole.add_component(_observance(zone, begins, begins))
    for change in _changes(zone, begins, ends):
        whole.add_component(_observance(zone, change - SECOND, change))
    return whole


def _changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The moments in UTC at which the zone's clocks change, to the second."""
    at = begins
    while at < ends:
        if _told(zone, at) != _told(zone, at + STEP):
            yield _first_with(zone, at, at + STEP)
        at += STEP


def _first_with(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The moment between two at which the clocks show the later one's time for the first time."""
    while after - before > SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _told(zone, middle) == _told(zone, after):
            after = middle
        else:
            before = middle
    return after


def _told(zone: ZoneInfo, at: datetime) -> tuple[timedelta, str, timedelta]:
    local = at.astimezone(zone)
    return local.utcoffset(), local.tzname(), local.dst()


def _observance(zone: ZoneInfo, before: datetime, at: datetime) -> TimezoneStandard | TimezoneDaylight:
    """What holds from a moment on; it stands at the time the clocks would have shown without the change."""
    offset_before, (offset, name, daylight) = _told(zone, before)[0], _told(zone, at)
    part = TimezoneDaylight() if daylight else TimezoneStandard()
    part.add("dtstart", (at + offset_before).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset_before)
    part.add("tzoffsetto", offset)
    part.add("tzname", name)
    return part
