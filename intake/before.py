"""When the visit is and what a patient is to do before it, on the days that falls on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.templatetags.clinic_dates import patient_date
from intake.answer_text import moment_words
from intake.dates import clinic_zone
from intake.items import document_of, said
from treatments.models import ProtocolEdition

Group = Mapping[str, Any]


def things_to_do(editions: Iterable[ProtocolEdition], planned: date, language: str) -> list[Group]:
    """Instructions that concern everybody, grouped by when: {when, what}, in the order of their days.

    What a dermatologist orders for one person is left out here.
    """
    found: dict[tuple, list[str]] = {}
    for edition in editions:
        for entry in document_of(edition)["before"]:
            text = said(entry["text"], language)
            group = found.setdefault(_days(entry), [])
            if not entry.get("when_ordered") and text not in group:
                group.append(text)
    return [
        {"when": _words(days, planned), "what": texts}
        for days, texts in sorted(found.items(), key=_first_day_first)
        if texts
    ]


def weekday_and_moment(moment: datetime, language: str) -> str:
    """Monday 16 March 2026, 10:00 am, or lunes 16 de marzo de 2026, 10:00, by the clinic's clocks."""
    weekday = date_format(moment.astimezone(clinic_zone()), "l")
    return f"{weekday if language == 'en' else weekday.lower()} {moment_words(moment, language)}"


def _days(entry: Mapping[str, Any]) -> tuple[int | None, int]:
    """Days before the visit on which it begins, None for always, and on which it ends."""
    return entry.get("from_days"), entry.get("until_days", 0)


def _first_day_first(group: tuple[tuple[int | None, int], list[str]]) -> tuple[bool, int]:
    first = group[0][0]
    return first is not None, -(first or 0)


def _words(days: tuple[int | None, int], planned: date) -> str:
    first, last = days
    if first is None:
        return _("From now until your visit")
    if first == 0:
        return _("On %(day)s, the day of your visit") % {"day": patient_date(planned)}
    begins, ends = planned - timedelta(days=first), planned - timedelta(days=last)
    if last:
        return _("From %(first)s to %(last)s") % {"first": patient_date(begins), "last": patient_date(ends)}
    return _("From %(day)s") % {"day": patient_date(begins)}
