"""What stands in a patient's calendar: the visits, the days from which something is to be done, after-care.

Everything is computed from the bookings, the recorded ends of sessions and the editions in force; a visit
that moved takes its days along under the same identifiers.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from intake.calendar import Entry
from intake.care.lines import AfterLine, Line, lines_after, lines_before
from intake.dates import bounds_of, clinic_day
from intake.decided import Decided, decided_for
from intake.models import Patient, TreatmentSession, Visit, VisitState
from intake.orders import order_rows, standing_orders
from intake.questions.answer_text import PATIENT, day_words
from intake.questions.items import document_of
from treatments import editions
from treatments.models import ProtocolEdition

LOOKED_BACK = timedelta(days=30)
"""How long what is over stays in a calendar."""
A_MOMENT = timedelta(minutes=15)
"""How long an entry lasts that only says "from now on"."""

COMING = (VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION)
Editions = Mapping[str, ProtocolEdition | None]


def entries_of(patient: Patient, *, at: datetime, language: str, is_private: bool) -> list[Entry]:
    """The patient's entries in order. Only a private file says what is to be done, and where.

    The number of queries grows neither with the sessions nor with the visits that are over.
    """
    with override(language):
        visits = _visits(patient, at)
        decided, in_force = decided_for(visits, whole=True), _in_force(visits)
        found = [
            entry for visit in visits for entry in _of_visit(visit, decided[visit.pk], in_force, language)
        ]
        found += _of_sessions(patient, at, language)
    found = found if is_private else [_without_words(entry) for entry in found]
    return sorted(found, key=lambda entry: (_as_moment(entry.begins), entry.uid))


def _visits(patient: Patient, at: datetime) -> list[Visit]:
    """Visits not long over and to come; one that was called off while it can still be taken back."""
    today = clinic_day(at)
    found = Visit.objects.filter(patient=patient, starts_at__gte=bounds_of(today - LOOKED_BACK)[0])
    found = found.exclude(state=VisitState.CANCELLED, starts_at__lt=bounds_of(today)[0])
    counted = found.annotate(
        moved_at=Max("moves__at"), signed=Count("requests__assessments__reviews", distinct=True)
    )
    return list(counted.select_related("patient", "place").order_by("starts_at"))


def _in_force(visits: Iterable[Visit]) -> Editions:
    codes = Visit.objects.filter(pk__in=[visit.pk for visit in visits], requests__isnull=False)
    codes = codes.values_list("requests__treatment", flat=True).distinct()
    return {code: editions.in_force(code) for code in sorted(set(codes))}


def _of_visit(visit: Visit, decided: Decided, in_force: Editions, language: str) -> list[Entry]:
    """The appointment, and an entry for each day on which something begins that is to be done before it."""
    used = [in_force[item.request.treatment] for item in decided.requests]
    used = [edition for edition in used if edition is not None]
    lines = _lines(visit, decided, used, language) if visit.state in (*COMING, VisitState.CANCELLED) else ()
    changes = visit.version + visit.signed + sum(edition.publication.number for edition in used)
    days = sorted({line.first for line in lines if line.first is not None})
    always = [line for line in lines if line.first is None]
    before = [_preparation(visit, day, lines, changes, language) for day in days]
    return [_appointment(visit, always), *before]


def _lines(
    visit: Visit, decided: Decided, used: Iterable[ProtocolEdition], language: str
) -> tuple[Line, ...]:
    return lines_before(
        visit,
        orders=standing_orders(visit, decided),
        language=language,
        documents=[document_of(edition) for edition in used],
        answers=decided.response.answers if decided.response else {},
    )


def _appointment(visit: Visit, always: Iterable[Line]) -> Entry:
    place = visit.place
    return Entry(
        uid=_uid(f"visit-{visit.pk}"),
        title=_("Clinic appointment"),
        begins=visit.starts_at,
        ends=visit.starts_at.astimezone(UTC) + timedelta(minutes=visit.minutes),
        sequence=visit.version,
        changed_at=_changed_at(visit),
        is_cancelled=visit.state == VisitState.CANCELLED,
        words="\n".join([*_text_of(always), f"{settings.CLINIC_NAME}: {settings.CLINIC_PHONE}"]),
        place=", ".join(filter(None, [settings.CLINIC_NAME, place.name, place.address])),
        is_busy=True,
    )


def _preparation(visit: Visit, day: date, lines: Iterable[Line], changes: int, language: str) -> Entry:
    """What begins on one day before a visit. The days in between name it, so that it moves with the visit."""
    planned = clinic_day(visit.starts_at)
    begins = [line for line in lines if line.first == day]
    return Entry(
        uid=_uid(f"visit-{visit.pk}-before-{(planned - day).days}"),
        title=_("Prepare for your appointment"),
        begins=day,
        ends=day,
        sequence=changes,
        changed_at=_changed_at(visit),
        is_cancelled=visit.state == VisitState.CANCELLED,
        words="\n".join(_text_of(begins, planned, language)),
    )


def _of_sessions(patient: Patient, at: datetime, language: str) -> list[Entry]:
    """After each session an entry for every moment at which something ends or begins."""
    done = TreatmentSession.objects.filter(patient=patient, ended_at__gte=at - LOOKED_BACK, ended_at__lte=at)
    sessions = list(done.select_related("review"))
    in_force = {code: editions.in_force(code) for code in sorted({one.treatment for one in sessions})}
    orders = {row["code"]: row["words"] for row in order_rows(s.review for s in sessions) if row["ordered"]}
    return [
        entry
        for session in sessions
        if (edition := in_force[session.treatment]) is not None
        for entry in _after(session, document_of(edition), orders, language)
    ]


def _after(
    session: TreatmentSession, document: Mapping, orders: Mapping[str, str], language: str
) -> list[Entry]:
    lines = lines_after(session, orders=orders, language=language, document=document)
    moments = {line.last for line in lines if line.last} | {line.first for line in lines if line.first}
    later = sorted(moment for moment in moments if moment > session.ended_at)
    return [_after_care(session, moment, lines) for moment in later]


def _after_care(session: TreatmentSession, moment: datetime, lines: Iterable[AfterLine]) -> Entry:
    hours = (moment - session.ended_at) // timedelta(hours=1)
    over = [_("Over now: %(text)s") % {"text": line.text} for line in lines if line.last == moment]
    begun = [_("From now on: %(text)s") % {"text": line.text} for line in lines if line.first == moment]
    return Entry(
        uid=_uid(f"after-{session.pk}-{hours}"),
        title=_("After your appointment"),
        begins=moment,
        ends=moment + A_MOMENT,
        sequence=0,
        changed_at=session.ended_at,
        words="\n".join([*over, *begun]),
    )


def _text_of(lines: Iterable[Line], planned: date | None = None, language: str = "en") -> list[str]:
    """Lines in words; one that ends before the visit says until when."""
    told = []
    for line in lines:
        text = f"{line.text} {line.words}".strip()
        if planned is not None and line.last < planned:
            text += " " + _("(until %(day)s)") % {"day": day_words(line.last, language, PATIENT)}
        told.append(text)
    return told


def _without_words(entry: Entry) -> Entry:
    return Entry(
        uid=entry.uid,
        title=entry.title,
        begins=entry.begins,
        ends=entry.ends,
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        is_cancelled=entry.is_cancelled,
        is_busy=entry.is_busy,
    )


def _changed_at(visit: Visit) -> datetime:
    return max(filter(None, [visit.created_at, visit.moved_at, visit.cancelled_at]))


def _uid(name: str) -> str:
    return f"{name}@{settings.BASE_HOST}"


def _as_moment(begins: date | datetime) -> datetime:
    return begins if isinstance(begins, datetime) else bounds_of(begins)[0]
