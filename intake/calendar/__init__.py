"""A calendar file (RFC 5545) from entries: titles tell of nothing, a change is a higher sequence number.

The same entries give the same bytes: no stamp in it is that of the moment somebody asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, Timezone

from intake.calendar.zone import zone_of
from intake.dates import clinic_zone

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `begins` and `ends` are both days (the last day included) or both moments.

    `sequence` rises with every change of it, `changed_at` is when that was. `words` and `place` stay out of
    what a bearer of the address alone can read.
    """

    uid: str
    title: str
    begins: date | datetime
    ends: date | datetime
    sequence: int
    changed_at: datetime
    is_cancelled: bool = False
    words: str = ""
    place: str = ""
    is_busy: bool = False


def calendar_file(entries: Sequence[Entry], *, language: str) -> bytes:
    """The file. Where nothing in it takes place any more it takes back what was sent before."""
    calendar = Calendar()
    calendar.add("prodid", "-//ConsultReady//Calendar 1//EN")
    calendar.add("version", "2.0")
    all_over = bool(entries) and all(entry.is_cancelled for entry in entries)
    calendar.add("method", "CANCEL" if all_over else "PUBLISH")
    with override(language):
        calendar.add("x-wr-calname", _("Appointments"))
    # How often a program that keeps up with an address is to ask, in the standard's words and Microsoft's.
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for part in (*_zones(entries), *map(_event, entries)):
        calendar.add_component(part)
    return calendar.to_ical()


def _event(entry: Entry) -> Event:
    event, whole_days = Event(), not isinstance(entry.begins, datetime)
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", entry.begins if whole_days else _local(entry.begins))
    event.add("dtend", entry.ends + timedelta(days=1) if whole_days else _local(entry.ends))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if entry.is_busy else "TRANSPARENT")
    for name, text in (("description", entry.words), ("location", entry.place)):
        if text:
            event.add(name, text)
    return event


def _local(moment: datetime) -> datetime:
    return moment.astimezone(clinic_zone())


def _zones(entries: Iterable[Entry]) -> list[Timezone]:
    """The clinic's zone for the years the file is about; none where there are only whole days."""
    moments = [entry.begins for entry in entries if isinstance(entry.begins, datetime)]
    if not moments:
        return []
    first, last = min(moments).year - 1, max(moments).year + 3
    return [zone_of(clinic_zone(), datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC))]
