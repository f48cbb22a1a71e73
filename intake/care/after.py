"""What a patient is to do after a session, in words: what holds now, what begins later, what is over."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from intake.care.lines import AfterLine
from intake.dates import clinic_day
from intake.questions.answer_text import clock_words, weekday_words

Group = dict[str, Any]

DAY = timedelta(days=1)
SAID_IN_HOURS = 4 * DAY
"""A leaflet says 72 hours, and a week in days."""


def timeline(lines: Sequence[AfterLine], *, ended_at: datetime, at: datetime, language: str) -> dict:
    """`now`, `later` and `over`, each groups of {when, what}; `always` are lines without a time."""
    with override(language):
        timed = [line for line in lines if line.first is not None]
        over = [line for line in timed if line.last is not None and line.last <= at]
        later = [line for line in timed if line.first > at]
        now = [line for line in timed if line not in over and line not in later]
        return {
            "since": elapsed(at - ended_at),
            "now": _grouped(sorted(now, key=_end), lambda line: _until(line, ended_at, at)),
            "later": _grouped(sorted(later, key=_begin), lambda line: _from_to(line, ended_at, at)),
            "over": _grouped(sorted(over, key=_end), lambda line: _over(line, at)),
            "always": [line for line in lines if line.first is None],
        }


def together(each: Iterable[Sequence[AfterLine]]) -> list[AfterLine]:
    """The lines of several sessions of one visit: the same words hold from the first to the last moment."""
    found: dict[tuple[str, str, str], AfterLine] = {}
    for line in (line for lines in each for line in lines):
        known = found.get((line.code, line.text, line.words))
        found[(line.code, line.text, line.words)] = _longer(known, line) if known else line
    return list(found.values())


def elapsed(time: timedelta) -> str:
    """How long ago, in whole hours, from four days on in whole days."""
    if time >= SAID_IN_HOURS:
        return ngettext("%(count)d day ago", "%(count)d days ago", time.days) % {"count": time.days}
    hours = int(time / timedelta(hours=1))
    if hours < 1:
        return _("less than an hour ago")
    return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}


def moment_said(moment: datetime, at: datetime, language: str = "") -> str:
    """Thursday 19 March, 2:30 pm: a moment by the clinic's clocks, never earlier than it is."""
    whole = moment if not moment.second + moment.microsecond else moment + timedelta(minutes=1)
    language = language or get_language()
    return f"{weekday_words(clinic_day(whole), language, clinic_day(at))}, {clock_words(whole, language)}"


def _longer(known: AfterLine, line: AfterLine) -> AfterLine:
    if known.first is None or line.first is None:
        return known
    last = max(known.last, line.last) if known.last and line.last else None
    return known._replace(first=min(known.first, line.first), last=last)


def _grouped(lines: Iterable[AfterLine], words) -> list[Group]:
    found: dict[str, Group] = {}
    for line in lines:
        when = words(line)
        found.setdefault(when, {"when": when, "what": []})["what"].append(line)
    return list(found.values())


def _until(line: AfterLine, ended_at: datetime, at: datetime) -> str:
    if line.last is None:
        return _("From now on")
    return _("Until %(moment)s (%(span)s)") % {
        "moment": moment_said(line.last, at),
        "span": _span(line.last - ended_at),
    }


def _from_to(line: AfterLine, ended_at: datetime, at: datetime) -> str:
    told = {"first": moment_said(line.first, at), "span": _span(line.first - ended_at)}
    if line.last is None:
        return _("From %(first)s (%(span)s)") % told
    return _("From %(first)s (%(span)s) to %(last)s") % (told | {"last": moment_said(line.last, at)})


def _over(line: AfterLine, at: datetime) -> str:
    return _("Over since %(moment)s") % {"moment": moment_said(line.last, at)}


def _span(time: timedelta) -> str:
    """72 hours after, or 7 days after."""
    if time >= SAID_IN_HOURS and not time % DAY:
        return ngettext("%(count)d day after", "%(count)d days after", time.days) % {"count": time.days}
    hours = int(time / timedelta(hours=1))
    return ngettext("%(count)d hour after", "%(count)d hours after", hours) % {"count": hours}


def _end(line: AfterLine) -> tuple[bool, datetime]:
    return line.last is None, line.last or line.first


def _begin(line: AfterLine) -> datetime:
    return line.first
