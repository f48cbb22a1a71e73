"""The clinic lead's view of the audit trail: newest first, by keyset, filtered by listed names only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from clinic import audit
from clinic.audit.state import SealState, seal_state
from clinic.models import AuditEvent, User
from clinic.policy import methods, staff
from clinic.roles import LEAD

PAGE_SIZE = 50
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


class AuditFilter(forms.Form):
    """Which events to show. Every box is optional, every choice out of a list."""

    all_optional = True  # a filter does not say so at each box

    action = forms.ChoiceField(
        required=False, choices=[("", "All actions"), *((a, a) for a in AuditEvent.Action.values)]
    )
    person = forms.ModelChoiceField(
        User.objects.none(), required=False, to_field_name="public_id", empty_label="Everybody"
    )
    day = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Enter the day as 2026-03-14."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.order_by("full_name", "id")

    def clean_day(self) -> date | None:
        day = self.cleaned_data["day"]
        if day and not FIRST_DAY <= day < LAST_DAY:
            raise forms.ValidationError("Enter a day of this century.")
        return day


@dataclass(frozen=True)
class Place:
    """Where the page above ended: the time and number of its last event."""

    at: datetime
    number: int

    @classmethod
    def read(cls, text: str) -> "Place":
        """Raises BadRequest for anything this page did not write itself."""
        moment, _, number = text.partition("~")
        try:
            at = parse_datetime(moment)
            # In UTC, because PostgreSQL refuses an offset of a whole day and SQLite a year before the first.
            at = at and timezone.is_aware(at) and at.astimezone(UTC)
        except (ValueError, OverflowError):
            at = None
        is_number = number.isascii() and number.isdigit() and len(number) < 19
        if not at or not is_number:
            raise BadRequest("There is no such place in the audit trail.")
        return cls(at, int(number))

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.number}"


@staff(LEAD)
@methods("GET")
def audit_list(request: HttpRequest) -> HttpResponse:
    """One page of the trail. Opening it is an event itself; it shows record numbers, no patient's name."""
    form = AuditFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else None
    audit.record("view", request=request, target="audit trail", fields=_used(wanted))
    events = page_of(wanted, request.GET.get("before", "")) if wanted is not None else []
    return render(
        request,
        "clinic_pages/audit.html",
        {
            "form": form,
            "events": [_row(event) for event in events[:PAGE_SIZE]],
            "older": _older(request.GET, events),
            "has_errors": not form.is_valid(),
            "sealed": _sealed(seal_state()),
        },
        status=200 if form.is_valid() else 400,
    )


def page_of(wanted: dict, before: str) -> list[AuditEvent]:
    """A page of events and one more, to know whether another page follows."""
    events = _filtered(AuditEvent.objects.select_related("actor"), **wanted)
    if before:
        last = Place.read(before)
        events = events.filter(at__lte=last.at).filter(Q(at__lt=last.at) | Q(id__lt=last.number))
    return list(events.order_by("-at", "-id")[: PAGE_SIZE + 1])


def _filtered(
    events: QuerySet[AuditEvent], action: str = "", person: User | None = None, day: date | None = None
) -> QuerySet[AuditEvent]:
    if action:
        events = events.filter(action=action)
    if person:
        events = events.filter(actor=person)
    if day:
        events = events.filter(at__gte=_midnight(day), at__lt=_midnight(day + timedelta(days=1)))
    return events


def _midnight(day: date) -> datetime:
    """The start of the day where the clinic is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _used(wanted: dict | None) -> list[str]:
    return sorted(name for name, value in (wanted or {}).items() if value)


def _older(asked: QueryDict, events: list[AuditEvent]) -> str:
    """The query of the next page, or empty on the last one; carries the filter's own names only."""
    if len(events) <= PAGE_SIZE:
        return ""
    query = QueryDict(mutable=True)
    query.update({name: asked[name] for name in AuditFilter.base_fields if asked.get(name)})
    last = events[PAGE_SIZE - 1]
    query["before"] = str(Place(last.at, last.id))
    return query.urlencode()


def _row(event: AuditEvent) -> dict:
    return {
        "at": event.at,
        "who": event.actor.full_name if event.actor else "",
        "role": event.actor_role.replace("_", " "),
        "action": event.action,
        "outcome": event.outcome,
        "is_denied": event.outcome != "success",
        "record": _short(event.patient_id),
        "target": event.target,
        "fields": ", ".join(event.fields),
        "address": event.ip_address or "",
        "device": event.user_agent,
    }


def _sealed(state: SealState) -> dict:
    """How far the trail is sealed; that it is whole is not said, because nobody looked just now."""
    return {
        "at": state.up_to,
        "count": f"{state.events:,} event{'' if state.events == 1 else 's'}",
        "waiting": f"{state.waiting:,}",
        "why_late": state.why_late(timezone.now()),
    }


def _short(record: UUID | None) -> str:
    """Enough of a record's number to tell records apart, and too little to open one."""
    return str(record)[:8] if record else ""
