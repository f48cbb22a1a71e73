"""Calendar files as another program reads them: by vobject, which is not what wrote them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import vobject


@dataclass(frozen=True)
class Read:
    """One event as read."""

    uid: str
    title: str
    begins: date | datetime
    ends: date | datetime
    sequence: int
    status: str
    words: str
    place: str


def read(file: bytes) -> tuple[str, dict[str, Read]]:
    """The method of the file, and its events by identifier."""
    known = vars(vobject.icalendar)["__tzidMap"]
    for zone in [name for name in known if name != "UTC"]:
        del known[zone]  # else the zone of the first file ever read would be used for all
    calendar = vobject.readOne(file.decode())
    events = [_event(one) for one in getattr(calendar, "vevent_list", [])]
    assert len({event.uid for event in events}) == len(events)
    return calendar.method.value, {event.uid: event for event in events}


def of_title(events: Mapping[str, Read], title: str) -> list[Read]:
    """Events with this title, in order."""
    found = [event for event in events.values() if event.title == title]
    return sorted(found, key=lambda event: str(event.begins))


def _event(one) -> Read:
    def text(name: str) -> str:
        return getattr(one, name).value if hasattr(one, name) else ""

    return Read(
        uid=one.uid.value,
        title=one.summary.value,
        begins=one.dtstart.value,
        ends=one.dtend.value,
        sequence=int(one.sequence.value),
        status=one.status.value,
        words=text("description"),
        place=text("location"),
    )
