"""When an instruction applies and how a schedule runs, in the words of the active language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

Part = Mapping[str, Any]

_DAY = 24
_COUNT_IN_DAYS_FROM = 4 * _DAY
"""Hours: "72 hours" is how leaflets say it, a week is said in days."""


def time_before(instruction: Part) -> str:
    """From when to when before a session."""
    first, last = instruction.get("from_days"), instruction.get("until_days")
    if first is None:
        return gettext("At all times")
    if first == 0:
        return gettext("On the day")
    if last:
        return gettext("From %(first)d to %(last)d days before") % {"first": first, "last": last}
    if first == 1:
        return gettext("From the day before")
    return gettext("From %(days)d days before") % {"days": first}


def time_after(instruction: Part) -> str:
    """From when to when after a session."""
    first, last = instruction.get("from_hours"), instruction.get("to_hours")
    if first is None:
        return gettext("At all times")
    if last is None:
        return gettext("From the start") if first == 0 else _from(first)
    if first == 0:
        return _first(last)
    return gettext("From %(first)d to %(last)d hours after") % {"first": first, "last": last}


def _from(hours: int) -> str:
    if hours == _DAY:
        return gettext("From the next day on")
    if hours % _DAY == 0:
        return gettext("From %(days)d days after") % {"days": hours // _DAY}
    return ngettext("From %(count)d hour after", "From %(count)d hours after", hours) % {"count": hours}


def _first(hours: int) -> str:
    if hours >= _COUNT_IN_DAYS_FROM and hours % _DAY == 0:
        return gettext("First %(days)d days") % {"days": hours // _DAY}
    return ngettext("First %(count)d hour", "First %(count)d hours", hours) % {"count": hours}


def sessions(schedule: Part) -> str:
    """How many sessions: "3 to 6 sessions"."""
    least, most = schedule["sessions"]
    if least == most:
        return ngettext("%(count)d session", "%(count)d sessions", most) % {"count": most}
    return gettext("%(least)d to %(most)d sessions") % {"least": least, "most": most}


def interval(schedule: Part) -> str:
    """How far apart: in weeks where the days are whole weeks, else in days."""
    shortest, longest = schedule["interval_days"]
    if shortest % 7 or longest % 7:
        return _apart_in_days(shortest, longest)
    shortest, longest = shortest // 7, longest // 7
    if shortest == longest:
        return ngettext("%(count)d week apart", "%(count)d weeks apart", longest) % {"count": longest}
    return gettext("%(shortest)d to %(longest)d weeks apart") % {"shortest": shortest, "longest": longest}


def _apart_in_days(shortest: int, longest: int) -> str:
    if shortest == longest:
        return ngettext("%(count)d day apart", "%(count)d days apart", longest) % {"count": longest}
    return gettext("%(shortest)d to %(longest)d days apart") % {"shortest": shortest, "longest": longest}
