"""When the visit is and what a patient is to do before it, on the days that falls on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from clinic.templatetags.clinic_dates import patient_date
from intake.answer_text import moment_words
from intake.dates import clinic_zone
from intake.items import document_of, said
from treatments.models import ProtocolEdition

Group = Mapping[str, Any]


def things_to_do(
    editions: Iterable[ProtocolEdition], planned: date, language: str, *, today: date
) -> list[Group]:
    """Instructions that concern everybody, grouped by when: {when, what}, in the order of their days.

    What a dermatologist orders for one person is left out here. A day gone by is not told: it is "now".
    """
    left = (planned - today).days
    entries = [
        entry
        for edition in editions
        for entry in document_of(edition)["before"]
        if entry.get("until_days", 0) <= left
    ]
    found: dict[str, list[str]] = {}
    for entry in sorted(entries, key=lambda entry: -_days(entry, planned, today)[0]):
        with override(language):
            when = _words(_days(entry, planned, today), planned, today)
        group, text = found.setdefault(when, []), said(entry["text"], language)
        if not entry.get("when_ordered") and text not in group:
            group.append(text)
    return [{"when": when, "what": texts} for when, texts in found.items() if texts]


def weekday_and_moment(moment: datetime, language: str) -> str:
    """Monday 16 March 2026, 10:00 am, or lunes 16 de marzo de 2026, 10:00, by the clinic's clocks."""
    weekday = date_format(moment.astimezone(clinic_zone()), "l")
    return f"{weekday if language == 'en' else weekday.lower()} {moment_words(moment, language)}"


def _days(entry: Mapping[str, Any], planned: date, today: date) -> tuple[int, int]:
    """Days before the visit on which it begins and ends; one that holds always begins today."""
    from_now = (planned - today).days
    first = entry.get("from_days")
    return from_now if first is None else min(first, from_now), entry.get("until_days", 0)


def _words(days: tuple[int, int], planned: date, today: date) -> str:
    begins, ends = (planned - timedelta(days=count) for count in days)
    if begins == planned:
        return _("On %(day)s, the day of your visit") % {"day": patient_date(planned)}
    if begins == today and ends == planned:
        return _("From now until your visit")
    if ends == planned:
        return _("From %(day)s") % {"day": patient_date(begins)}
    return _("From %(first)s to %(last)s") % {"first": patient_date(begins), "last": patient_date(ends)}
