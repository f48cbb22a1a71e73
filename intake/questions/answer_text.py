"""An answer in words, for staff and for patients; what a patient typed stays as typed."""

from datetime import date, datetime
from typing import Any

from intake.dates import clinic_zone
from intake.questions.items import COMMON, Item, said

STAFF, PATIENT = "staff", "patient"

_ENGLISH = "January February March April May June July August September October November December"
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
}
_MONTHS = {"en": _ENGLISH.split(), "es": _SPANISH.split()}
_UNITS = {
    "percent": {"en": "%", "es": " %"},
    "months": {"en": " months", "es": " meses"},
    "days": {"en": " days", "es": " días"},
}
_NONE = {"en": "none", "es": "nada"}
_BLANK = {"en": "not answered", "es": "sin respuesta"}


def answer_words(item: Item, value: Any, language: str = "en", reader: str = STAFF) -> str:
    """One answer as a line of text."""
    return ", ".join(answer_lines(item, value, language, reader))


def answer_lines(item: Item, value: Any, language: str = "en", reader: str = STAFF) -> list[str]:
    """One answer as lines: a list has one an entry, everything else a single one."""
    if value is None:
        return [said(_BLANK, language)]
    if item.type == "text_list":
        return [str(entry) for entry in value] or [said(_NONE, language)]
    if item.type == "areas":
        return [item.words_of(area) for area in value]
    if isinstance(value, str) and value in COMMON and item.type in ("yesno", "when", "number"):
        return [said(COMMON[value], language)]
    if item.type == "when":
        return [when_words(value, language, reader)]
    if item.type == "number":
        return [f"{value:g}{said(_UNITS.get(item.unit), language)}"]
    return [item.words_of(value) if item.type in ("choice", "yesno") else str(value)]


def when_words(value: str, language: str = "en", reader: str = STAFF) -> str:
    """2026-03-14, 2026-03 or 2026 as people read it."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return day_words(date(*parts), language, reader)
    if len(parts) == 1:
        return value
    month = _MONTHS.get(language, _MONTHS["en"])[parts[1] - 1]
    return f"{month} de {parts[0]}" if language == "es" else f"{month} {parts[0]}"


def day_words(day: date, language: str = "en", reader: str = STAFF) -> str:
    """14-Mar-1991 for staff; 14 March 1991 or 14 de marzo de 1991 for patients."""
    if reader == STAFF:
        return f"{day.day}-{_MONTHS['en'][day.month - 1][:3]}-{day.year}"
    if language == "es":
        return f"{day.day} de {_MONTHS['es'][day.month - 1]} de {day.year}"
    return f"{day.day} {_MONTHS['en'][day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """29 Nov, for a list whose year is plain."""
    return f"{day.day} {_MONTHS['en'][day.month - 1][:3]}"


def weekday_words(day: date, language: str, today: date) -> str:
    """Sunday 8 March, or domingo 8 de marzo; with the year only where it is another than today's."""
    weekday = _WEEKDAYS.get(language, _WEEKDAYS["en"])[day.weekday()]
    whole = day_words(day, language, PATIENT)
    told = whole if day.year != today.year else whole.removesuffix(f" {day.year}").removesuffix(" de")
    return f"{weekday} {told}"


def clock_words(moment: datetime, language: str = "en") -> str:
    """2:30 pm, or 14:30, by the clinic's clocks."""
    local = moment.astimezone(clinic_zone())
    if language == "es":
        return f"{local.hour}:{local.minute:02d}"
    return f"{local.hour % 12 or 12}:{local.minute:02d} {'am' if local.hour < 12 else 'pm'}"


def moment_words(moment: datetime, language: str = "en") -> str:
    """16 March 2026, 10:00 am, or 16 de marzo de 2026, 10:00, by the clinic's clocks; for patients."""
    day = day_words(moment.astimezone(clinic_zone()).date(), language, PATIENT)
    return f"{day}, {clock_words(moment, language)}"
