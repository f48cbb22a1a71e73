"""A line of Today as the text of its cells, so that the list's template has one name a cell.

A hundred lines of a dozen conditions each took the template engine longer than everything else on the page.
Words that are the same for many lines (a badge, "12 of 48") are made once; nothing about a person is kept.
"""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from clinic.templatetags.clinic_dates import clock, staff_date
from clinic.templatetags.clinic_icons import badge, result_badge
from intake.addresses import page_of
from intake.today import Row
from intake.views.today_lines import Line

WALK_IN = mark_safe(' <span class="hint">walk-in</span>')
HELD = mark_safe(' <strong class="nowrap">Held</strong>')
SIGNED = mark_safe(' <span class="hint nowrap">signed</span>')


def cells_of(line: Line) -> dict[str, str]:
    """One line's cells by column, in safe HTML."""
    row, visit = line.row, line.row.visit
    name = format_html("{}", visit.patient)
    page = page_of("visit", visit.pk)
    return {
        "time": clock(visit.starts_at),
        "patient": format_html(
            '<a id="visit-{}" href="{}">{}</a> <span class="hint nowrap">{}</span>',
            visit.pk,
            page,
            name,
            staff_date(visit.patient.birth_date),
        ),
        "arrival": _arrival(line),
        "questions": _questions(row.answered, row.asked),
        "result": _result(row),
        "purpose": format_html("{}{}", row.purpose, _undelivered(row, page, name)),
        "step": _step(line, name),
    }


def _arrival(line: Line) -> str:
    visit, waits = line.row.visit, line.row.waiting is not None
    words = f"Waiting {line.minutes} min" if waits else visit.get_state_display()
    return format_html("{}{}", words, WALK_IN if visit.walk_in else "")


@lru_cache(maxsize=2_000)
def _questions(answered: int, asked: int) -> SafeString:
    if not asked:
        return mark_safe('<span class="hint">No questions</span>')
    return format_html(
        '<progress max="{0}" value="{1}" aria-label="Questions answered"></progress>{1} of {0}',
        asked,
        answered,
    )


def _result(row: Row) -> str:
    if not row.result and not row.visit.is_open:
        return SIGNED if row.signed else ""
    return format_html("{}{}", _badge(row.result, row.result_words), SIGNED if row.signed else "")


@lru_cache(maxsize=2_000)
def _badge(result: str, words: str) -> SafeString:
    return result_badge(result, word=words) if result else badge("plain", words)


def _undelivered(row: Row, page: str, name: str) -> str:
    if not row.message_failed:
        return ""
    told = ' <a class="undelivered" href="{}#messages">E-mail not delivered<span class="vh">: {}</span></a>'
    return format_html(told, page, name)


def _step(line: Line, name: str) -> str:
    visit = line.row.visit
    whose = format_html('{}<span class="vh">: {}</span>', line.label, name)
    if line.post:
        pressed = '<button id="step-{}" class="button" formaction="{}" name="version" value="{}">{}</button>'
        return format_html(pressed, visit.pk, line.post, visit.version, whose)
    if line.href:
        link = '<a id="step-{}" class="button" href="{}">{}</a>{}'
        return format_html(link, visit.pk, line.href, whose, HELD if line.row.held else "")
    return format_html('<span class="hint">{}</span>', line.words) if line.words else ""
