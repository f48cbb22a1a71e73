"""When the visit is and what a patient is to do before it, in words, on the days that falls on."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from intake.care.lines import Line
from intake.dates import clinic_zone
from intake.questions.answer_text import moment_words, weekday_words

Group = dict[str, Any]


def things_to_do(lines: Iterable[Line], planned: date, language: str, *, today: date) -> list[Group]:
    """Lines before a visit grouped by when: {when, what, is_now}, in the order of their days.

    `what` are the lines themselves. What is over is left out; what began on a day gone by is "now".
    """
    left = [(max(line.first or today, today), line) for line in lines if line.last >= today]
    found: dict[str, Group] = {}
    for begins, line in sorted(left, key=lambda entry: entry[0]):
        with override(language):
            when = _words(begins, line.last, planned, today)
        found.setdefault(when, {"when": when, "what": [], "is_now": begins == today})["what"].append(line)
    return list(found.values())


def weekday_and_moment(moment: datetime, language: str) -> str:
    """Monday 16 March 2026, 10:00 am, or lunes 16 de marzo de 2026, 10:00, by the clinic's clocks."""
    weekday = date_format(moment.astimezone(clinic_zone()), "l")
    return f"{weekday if language == 'en' else weekday.lower()} {moment_words(moment, language)}"


def _words(begins: date, ends: date, planned: date, today: date) -> str:
    def said(day: date) -> str:
        return weekday_words(day, get_language(), today)

    if begins == planned:
        return _("On %(day)s, the day of your visit") % {"day": said(planned)}
    if begins == today:
        if ends == planned:
            return _("From now until your visit")
        return _("From now to %(last)s") % {"last": said(ends)}
    if ends == planned:
        return _("From %(day)s") % {"day": said(begins)}
    return _("From %(first)s to %(last)s") % {"first": said(begins), "last": said(ends)}
