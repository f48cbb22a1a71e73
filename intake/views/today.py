"""Today: the visits of a day with one next step each; the list refreshes by itself."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.http import urlencode

from clinic.models import Place
from clinic.policy import background, methods, staff
from clinic.prepared import Prepared
from intake.access import DESK, audit_list_view
from intake.corrections import waiting_for
from intake.courses.to_record import ToRecord, to_record
from intake.dates import clinic_day
from intake.symptoms.red_lines import lines_for
from intake.views.today_cells import rows_of_table
from intake.views.today_lines import lines_of
from intake.worklists.today import Row, counts_of, today_rows

TABS = {"all": "All", "here": "Here now", "desk": "Needs front desk", "doctor": "Needs doctor"}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
EMPTY = {
    "all": "No visit is booked for this day.",
    "here": "Nobody is here now.",
    "desk": "Nothing is left for the front desk.",
    "doctor": "Nothing waits for the doctor.",
}

_PLACES = Prepared(lambda: Place.objects.filter(is_open=True))


@staff(*DESK)
@methods("GET")
def today(request: HttpRequest) -> HttpResponse:
    """The whole page; it works without script."""
    now = timezone.now()
    day = _day(request, clinic_day(now))
    if day is None:
        messages.error(request, "There is no such day. This is today.", extra_tags="stop")
        return redirect("today")
    audit_list_view(request, f"visits of {day}")
    board = _board(request, day, now)
    return render(request, "desk/today.html", board | _days(day, clinic_day(now)))


@background
@staff(*DESK)
@methods("GET")
def today_list(request: HttpRequest) -> HttpResponse:
    """The list alone, as the page asks for it again; 204 while nothing has changed.

    `seen` is what the page showed: the people, and everything. A refresh is no event of its own unless
    somebody new is in it; whose keys are not known cannot make up the first half.
    """
    now = timezone.now()
    day = _day(request, clinic_day(now))
    if day is None or not request.htmx:
        return redirect("today")
    board = _board(request, day, now)
    seen = request.GET.get("seen", "")
    if seen == board["seen"]:
        return HttpResponse(status=204)
    if seen.partition(".")[0] != board["seen"].partition(".")[0]:
        audit_list_view(request, f"visits of {day}")
    return render(request, "desk/_today_list.html", board)


def _board(request: HttpRequest, day: date, now: datetime) -> dict:
    """The list of one day, one tab and, where the clinic has several, one place."""
    places = _PLACES.all()
    place = next((place for place in places if str(place.pk) == request.GET.get("place")), None)
    rows = today_rows(day, at=now, place=place.pk if place else None)
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else "all"
    lines = lines_of([row for row in rows if _is_in(row, tab)], request.user, clinic_day(now))
    query = {"day": day.isoformat()} | ({"place": place.pk} if place else {})
    counts = counts_of(rows)
    shown = {"lines": rows_of_table(lines), "empty": EMPTY[tab]}
    body = render_to_string("desk/_today_rows.html", shown)
    open_lines, left = lines_for(request.user, at=now), to_record(request.user)
    above = render_to_string("desk/_to_record.html", {"to_record": left})
    above += render_to_string("desk/_corrections_wait.html", waiting_for(request.user))
    red = render_to_string("intake/_red_lines.html", {"red_lines": open_lines})
    return {
        "body": body,
        "red": red,
        "above": above,
        "day": day,
        "tab": tab,
        "tabs": [
            {"code": code, "label": label, "count": counts[code], "query": urlencode(query | {"tab": code})}
            for code, label in TABS.items()
        ],
        "place": place,
        "places": [(one.name, urlencode(query | {"place": one.pk})) for one in places] if places[1:] else [],
        "query": urlencode(query | {"tab": tab}),
        "seen": f"{_people(rows, open_lines, left)}.{_digest(red, above, body, *map(str, counts.values()))}",
        "now": now,
    }


def _is_in(row: Row, tab: str) -> bool:
    """Whether a row belongs to a tab, as the tab's number counts it."""
    return counts_of([row])[tab] == 1


def _days(day: date, today: date) -> dict:
    words = date_format(day, "l j F" if day.year == today.year else "l j F Y")
    return {
        "heading": f"Today, {words}" if day == today else words,
        "is_today": day == today,
        "before": (day - timedelta(days=1)).isoformat(),
        "after": (day + timedelta(days=1)).isoformat(),
    }


def _day(request: HttpRequest, today: date) -> date | None:
    """The day asked for, today where none is; None for what is no day of this century."""
    asked = request.GET.get("day")
    if not asked:
        return today
    try:
        day = parse_date(asked)
    except ValueError:
        return None
    return day if day and FIRST_DAY <= day < LAST_DAY else None


def _people(rows: Sequence[Row], open_lines: Sequence[dict], left: ToRecord) -> str:
    """Whose names the list shows: the day's visits, reports nobody closed, sessions nobody recorded."""
    others = [*(line["report"].pk for line in open_lines), *(one.pk for one in left.sessions)]
    return _digest(*sorted(str(row.visit.pk) for row in rows), *map(str, others))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
