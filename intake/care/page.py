"""What a patient's own page shows: the next visit and what to do from when, the last session, the courses.

No verdict and no wait is told here. A date is told only where it is booked or a dermatologist signed it.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from clinic.times import Times, clinic_times
from intake.care.after import moment_said, timeline, together
from intake.care.before import things_to_do, weekday_and_moment
from intake.care.courses import consents_of, courses_of
from intake.care.lines import Document, document_in_force, lines_after, lines_before
from intake.dates import bounds_of, clinic_day, clinic_zone
from intake.decided import Decided, decided_of
from intake.models import CalendarFeed, Patient, TreatmentSession, Visit, VisitState
from intake.orders import order_rows, standing_orders
from intake.questions.answer_text import clock_words
from intake.questions.items import said
from intake.questions.parts import NoProtocol, parts_of
from intake.same_day import is_checked

Row = dict[str, Any]

COMING = (VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION)
TAKES_ANSWERS = (VisitState.BOOKED, VisitState.ARRIVED)
EXPECTED = "expected"
SIGNS = ("urgent", "call", "late", EXPECTED)
"""Levels of the protocol's warning signs, what cannot wait first. What is expected is told only as long as
something is still to be left after the session: later, a swelling or a redness is no longer expected."""


class InForce:
    """What each treatment says today, read once a page."""

    def __init__(self) -> None:
        self._found: dict[str, Document | None] = {}

    def of(self, treatments: Iterable[str]) -> list[Document]:
        """The documents of these treatments, each once; one without an edition in force has none."""
        wanted = list(dict.fromkeys(treatments))
        for code in wanted:
            if code not in self._found:
                self._found[code] = document_in_force(code)
        return [self._found[code] for code in wanted if self._found[code] is not None]


def care_of(patient: Patient, *, at: datetime, language: str) -> Row:
    """Everything the page shows at this moment, as flat values. Queries do not grow with what there is."""
    in_force, today = InForce(), clinic_day(at)
    visits = list(coming_visits(patient, at=at))
    page = {
        "next": _visit(visits[0], in_force, at, language) if visits else None,
        "more": [_booked(visit, language) for visit in visits[1:]],
        "after": _after(patient, in_force, at, language),
        "courses": courses_of(patient, on=today, language=language, is_coming=bool(visits)),
        "consents": consents_of(patient, language),
        "phone_hours": phone_hours(clinic_times(), today, language),
        "has_feed": CalendarFeed.objects.filter(patient=patient, revoked_at=None).exists(),
    }
    is_visit_day = page["next"] is not None and page["next"]["is_today"]
    page["after_first"] = bool(page["after"] and page["after"]["is_fresh"] and not is_visit_day)
    page["is_empty"] = not (visits or page["after"] or page["courses"])
    return page


def coming_visits(patient: Patient, *, at: datetime):
    """The visits of today and later that may still take place, in order."""
    begins, _ = bounds_of(clinic_day(at))
    found = Visit.objects.filter(patient=patient, state__in=COMING, starts_at__gte=begins)
    return found.select_related("place", "patient").order_by("starts_at", "id")


def check_is_due(visit: Visit, decided: Decided, *, on: date) -> bool:
    """Whether the check of the day is to be done now: on the day, once the questions were sent."""
    if visit.state not in TAKES_ANSWERS or clinic_day(visit.starts_at) != on or decided.response is None:
        return False
    try:
        parts = [] if decided.response.good_until is not None else parts_of(visit)
    except NoProtocol:
        return False
    return not is_checked(parts, decided.response, on=on)


def phone_hours(times: Times, today: date, language: str) -> tuple[str, str]:
    """From when to when somebody answers the phone: 8:00 am, 6:00 pm."""

    def said_on_a_clock(clock: time) -> str:
        return clock_words(datetime.combine(today, clock, clinic_zone()), language)

    return said_on_a_clock(times.phone_from), said_on_a_clock(times.phone_until)


def _visit(visit: Visit, in_force: InForce, at: datetime, language: str) -> Row:
    """The next visit with its dated lines, and what is to be done for it in this product."""
    decided, today, day = decided_of(visit), clinic_day(at), clinic_day(visit.starts_at)
    lines = lines_before(
        visit,
        orders=standing_orders(visit, decided),
        language=language,
        documents=in_force.of(item.request.treatment for item in decided.requests),
        answers=decided.response.answers if decided.response else {},
    )
    return _booked(visit, language) | {
        "groups": things_to_do(lines, day, language, today=today),
        "is_today": day == today,
        "check_is_due": check_is_due(visit, decided, on=today),
        "is_unanswered": decided.response is None and visit.state in TAKES_ANSWERS,
    }


def _booked(visit: Visit, language: str) -> Row:
    return {"visit": visit, "place": visit.place, "when": weekday_and_moment(visit.starts_at, language)}


def _after(patient: Patient, in_force: InForce, at: datetime, language: str) -> Row | None:
    """After-care of the last visit with a session whose end is recorded; None before the first."""
    sessions = last_sessions(patient)
    if not sessions:
        return None
    orders = {row["code"]: row["words"] for row in order_rows([s.review for s in sessions]) if row["ordered"]}
    documents = {s.treatment: in_force.of([s.treatment]) for s in sessions}
    each = [
        lines_after(session, orders=orders, language=language, document=document)
        for session in sessions
        for document in documents[session.treatment]
    ]
    ended_at = max(session.ended_at for session in sessions)
    lines = together(each)
    is_fresh = any(line.last is not None and line.last > at for line in lines)
    signs = _signs([document for found in documents.values() for document in found], language)
    if not is_fresh:
        signs.pop(EXPECTED)
    return timeline(lines, ended_at=ended_at, at=at, language=language) | {
        "ended": moment_said(ended_at, at, language),
        "is_fresh": is_fresh,
        "signs": signs,
    }


def last_sessions(patient: Patient) -> list[TreatmentSession]:
    """The sessions of the last visit in which one ended; a visit has few, one for each thing asked for."""
    done = TreatmentSession.objects.filter(patient=patient, ended_at__isnull=False)
    latest = list(done.select_related("review").order_by("-ended_at", "-started_at")[:12])
    return [session for session in latest if session.visit_id == latest[0].visit_id]


def _signs(documents: Iterable[Document], language: str) -> dict[str, list[str]]:
    """The warning signs in words, by level; each once."""
    found: dict[str, dict[str, None]] = {level: {} for level in SIGNS}
    for document in documents:
        for sign in document["warning_signs"]:
            if sign.get("in_guide", True):
                found[sign["level"]][said(sign["text"], language)] = None
    return {level: list(texts) for level, texts in found.items()}
