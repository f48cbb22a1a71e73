"""What is due by itself: reminders before a visit, the check after a session, the invitation to book again.

A round writes messages to the outbox, each under a key that says what it is about, so that no occasion has
two. Its moment is nine in the morning of its day (for the check after a session: so many hours after the
end), or the end of the quiet hours where it falls into them. A worker that was away writes what it missed
only while that is of use (`LATE`, and a check after a session until the next one): a reminder of yesterday,
not one of last week.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from clinic.times import Times, clinic_times
from intake.dates import bounds_of, clinic_day, clinic_zone
from intake.messages.ways import way_to
from intake.messages.words import reminder_key
from intake.models import Kind, Message, Patient, Recall, TreatmentSession, Visit, VisitMove, VisitState

MORNING = time(9)
"""When a reminder goes out, by the clinic's clocks."""
LATE = {
    Kind.REMINDER: timedelta(hours=24),
    Kind.SYMPTOMS: timedelta(hours=72),
    Kind.RECALL: timedelta(days=7),
}
"""How long after its moment a message is still of use."""
DAY = timedelta(days=1)


class Due(NamedTuple):
    """One message that is to be written, unless it was."""

    kind: str
    key: str
    patient: Patient
    visit: Visit
    detail: str = ""
    session: TreatmentSession | None = None


def write_due(*, at: datetime) -> int:
    """One round: write what is due at this moment. Returns how many messages are new.

    The number of queries depends on nothing. Two workers at once write each message once.
    """
    at, times = at.astimezone(UTC), clinic_times()  # between two moments of a zone Python counts its clock
    due = {one.key: one for one in _everything(times, at)}
    known = Message.objects.filter(dedupe_key__in=due).values_list("dedupe_key", flat=True)
    fresh = [due[key] for key in due.keys() - set(known)]
    messages = [message for one in fresh if (message := _message(one, times, at))]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    return len(messages)


def reminder_moment(times: Times, day: date, days: int) -> datetime:
    """When the reminder so many days before a visit on `day` is to go out."""
    return times.quiet(_morning(day - days * DAY))


def symptom_moment(times: Times, ended_at: datetime, hours: int) -> datetime:
    """When a patient is asked how the skin is, so many hours that passed after the end of the session."""
    return times.quiet(ended_at.astimezone(UTC) + timedelta(hours=hours))


def recall_moment(times: Times, recall: Recall) -> datetime | None:
    """When a patient who is waited for is asked to book; None where only a dermatologist knows the day."""
    if recall.due_on is None:
        return None
    begins = max(recall.due_on, clinic_day(recall.opened_at))
    return times.quiet(_morning(begins + times.recall_days * DAY))


def _everything(times: Times, at: datetime) -> Iterator[Due]:
    yield from _before_visits(times, at)
    yield from _after_sessions(times, at)
    yield from _to_book_again(times, at)


def _before_visits(times: Times, at: datetime) -> Iterator[Due]:
    """Visits with a reminder due that were booked, or moved, before the reminder's day."""
    days_of = dict(_days_to_remind(times, at))
    if not days_of:
        return
    moved = VisitMove.objects.filter(visit=OuterRef("pk")).order_by("-at").values("at")[:1]
    found = Visit.objects.filter(_on_any(days_of), state=VisitState.BOOKED, starts_at__gt=at)
    found = found.filter(patient__reminders_wanted=True).select_related("patient")
    for visit in found.annotate(known_at=Coalesce(Subquery(moved), F("created_at"))):
        days = days_of[clinic_day(visit.starts_at)]
        if clinic_day(visit.known_at) < clinic_day(visit.starts_at) - days * DAY:
            yield Due(Kind.REMINDER, reminder_key(visit, days), visit.patient, visit, str(days))


def _days_to_remind(times: Times, at: datetime) -> Iterator[tuple[date, int]]:
    """Days of visits whose reminder is due now, with the days before; the nearest of two for one day last."""
    today = clinic_day(at)
    for days in sorted(times.reminder_days, reverse=True):
        for ago in range(3):  # quiet hours shift a moment by less than a day, LATE by one more
            day = today + (days - ago) * DAY
            if _is_due(Kind.REMINDER, reminder_moment(times, day, days), at):
                yield day, days


def _after_sessions(times: Times, at: datetime) -> Iterator[Due]:
    """Sessions with a check due and the next one not; two sessions of one visit are asked about once."""
    checks = sorted(times.symptom_hours)
    for hours, following in zip_longest(checks, checks[1:]):
        latest = at - timedelta(hours=hours)
        earliest = latest - LATE[Kind.SYMPTOMS] - DAY
        found = TreatmentSession.objects.filter(ended_at__gt=earliest, ended_at__lte=latest)
        # A session is held on the day of its visit, whose time has an index.
        found = found.filter(visit__starts_at__gt=earliest - 2 * DAY, visit__starts_at__lt=latest + DAY)
        found = found.filter(patient__reminders_wanted=True).select_related("patient", "visit")
        for session in found.order_by("ended_at"):
            if _is_check_due(times, session, hours, following, at):
                key = f"{Kind.SYMPTOMS}:{session.visit_id}:{hours}"
                yield Due(Kind.SYMPTOMS, key, session.patient, session.visit, str(hours), session)


def _to_book_again(times: Times, at: datetime) -> Iterator[Due]:
    """Patients on the recall list whose wait has been over for the clinic's number of days."""
    last = clinic_day(at) - times.recall_days * DAY
    first = last - LATE[Kind.RECALL] - 2 * DAY
    found = Recall.objects.filter(closed_at=None, due_on__lte=last)
    found = found.filter(Q(due_on__gt=first) | Q(opened_at__gte=bounds_of(first)[0]))
    found = found.filter(patient__reminders_wanted=True).select_related("patient", "visit")
    for recall in found:
        if _is_due(Kind.RECALL, recall_moment(times, recall), at):
            yield Due(Kind.RECALL, f"{Kind.RECALL}:{recall.pk}", recall.patient, recall.visit)


def _message(due: Due, times: Times, at: datetime) -> Message | None:
    """The row for the outbox; None for a patient whom no message reaches."""
    way = way_to(due.patient)
    if way is None:
        return None
    return Message(
        kind=due.kind,
        channel=way.channel,
        to=way.to,
        language=due.patient.language,
        patient=due.patient,
        visit=due.visit,
        session=due.session,
        detail=due.detail,
        dedupe_key=due.key,
        next_try_at=times.quiet(at),
        created_at=at,
    )


def _is_check_due(
    times: Times, session: TreatmentSession, hours: int, following: int | None, at: datetime
) -> bool:
    due = _is_due(Kind.SYMPTOMS, symptom_moment(times, session.ended_at, hours), at)
    return due and (following is None or at < symptom_moment(times, session.ended_at, following))


def _on_any(days: Iterable[date]) -> Q:
    ranges = Q()
    for day in days:
        begins, ends = bounds_of(day)
        ranges |= Q(starts_at__gte=begins, starts_at__lt=ends)
    return ranges


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, clinic_zone())


def _is_due(kind: str, moment: datetime, at: datetime) -> bool:
    return at - LATE[kind] < moment <= at
