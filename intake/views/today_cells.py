"""A line of Today as one row of HTML.

A hundred lines of a dozen conditions each took the template engine longer than everything else on the page,
and escaping each piece by itself took the longer part of what was left: everything of a line is escaped once,
where the row is put together. Words that are the same for many lines (a badge, "12 of 48") are made once;
nothing about a person is kept.
"""

import html
from collections.abc import Iterable
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from clinic.templatetags.clinic_dates import clock, staff_date
from clinic.templatetags.clinic_icons import badge, result_badge
from intake.addresses import page_of
from intake.views.today_lines import Line
from intake.worklists.today import Row

LINE = """<tr>
<th scope="row">{time}</th>
<td><a id="visit-{key}" href="{page}">{name}</a> <span class="hint nowrap">{born}</span></td>
<td class="nowrap">{arrival}</td>
<td class="nowrap">{questions}</td>
<td>{result}</td>
<td>{purpose}{undelivered}</td>
<td>{step}</td>
</tr>
"""
UNDELIVERED = (
    ' <a class="undelivered" href="{page}#messages">E-mail not delivered<span class="vh">: {name}</span></a>'
)
BUTTON = (
    '<button id="step-{key}" class="button" formaction="{post}" name="version" value="{version}">'
    '{label}<span class="vh">: {name}</span></button>'
)
BAR = '<progress max="{asked}" value="{answered}" aria-label="Questions answered"></progress>'
PROGRESS = f"{BAR}{{answered}} of {{asked}}"
LINK = '<a id="step-{key}" class="button" href="{href}">{label}<span class="vh">: {name}</span></a>{held}'

NOTHING = mark_safe("")
WALK_IN = mark_safe(' <span class="hint">walk-in</span>')
HELD = mark_safe(' <strong class="nowrap">Held</strong>')
SIGNED = mark_safe(' <span class="hint nowrap">signed</span>')


def rows_of_table(lines: Iterable[Line]) -> SafeString:
    """The lines as rows of the table, in safe HTML."""
    return SafeString("".join(map(row_of_table, lines)))  # each is safe


def row_of_table(line: Line) -> SafeString:
    """One line as a row of the table."""
    row, visit = line.row, line.row.visit
    key, page = str(visit.pk), page_of("visit", visit.pk)
    name = SafeString(html.escape(str(visit.patient)))  # stands in the line up to three times
    return _filled(
        LINE,
        time=clock(visit.starts_at),
        key=key,
        page=page,
        name=name,
        born=staff_date(visit.patient.birth_date),
        arrival=_arrival(_arrival_words(line), visit.walk_in),
        questions=_questions(row.answered, row.asked),
        result=_result(row),
        purpose=row.purpose,
        undelivered=_filled(UNDELIVERED, page=page, name=name) if row.message_failed else NOTHING,
        step=_step(line, key, name),
    )


def _filled(text: str, **pieces: object) -> SafeString:
    """Django's `format_html` without its look for lazy texts, of which there are none here: a third of it."""
    return SafeString(text.format_map({name: _escaped(piece) for name, piece in pieces.items()}))


def _escaped(piece: object) -> str:
    return piece if isinstance(piece, SafeString) else html.escape(str(piece))


def _arrival_words(line: Line) -> str:
    waits = line.row.waiting is not None
    return f"Waiting {line.minutes} min" if waits else line.row.visit.get_state_display()


@lru_cache(maxsize=2_000)
def _arrival(words: str, walk_in: bool) -> SafeString:
    return _filled("{words}{more}", words=words, more=WALK_IN if walk_in else NOTHING)


@lru_cache(maxsize=2_000)
def _questions(answered: int, asked: int) -> SafeString:
    if not asked:
        return mark_safe('<span class="hint">No questions</span>')
    return _filled(PROGRESS, asked=asked, answered=answered)


def _result(row: Row) -> SafeString:
    if not row.result and not row.visit.is_open:
        return SIGNED if row.signed else NOTHING
    return _badge(row.result, row.result_words, row.signed)


@lru_cache(maxsize=2_000)
def _badge(result: str, words: str, signed: bool) -> SafeString:
    shape = result_badge(result, word=words) if result else badge("plain", words)
    return shape + (SIGNED if signed else NOTHING)


def _step(line: Line, key: str, name: str) -> SafeString:
    if line.post:
        version = line.row.visit.version
        return _filled(BUTTON, key=key, post=line.post, version=version, label=line.label, name=name)
    if line.href:
        held = HELD if line.row.held else NOTHING
        return _filled(LINK, key=key, href=line.href, label=line.label, name=name, held=held)
    return _words(line.words)


@lru_cache(maxsize=2_000)
def _words(words: str) -> SafeString:
    return _filled('<span class="hint">{words}</span>', words=words) if words else NOTHING
