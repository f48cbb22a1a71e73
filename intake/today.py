"""Today: the visits of one day in one list, each with one next step, in a constant number of queries.

A row holds nothing of why: the front desk reads it. Result words, dates, counts and whether it is signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, QuerySet, UUIDField

from clinic.prepared import Given, Many, Prepared
from clinic.roles import DERMATOLOGIST, FRONT_DESK, NURSE
from intake.answer_text import short_day
from intake.consents import asks_consent, courses_agreed_to
from intake.dates import bounds_of, clinic_day
from intake.decided import Decided, decided_for
from intake.items import sheet_of
from intake.lapsed import is_held
from intake.models import Decision, Draft, Invitation, Message, MessageState, Visit, VisitState
from intake.next_step import (
    DONE,
    LOCKED,
    NO_DECISION,
    NOT_SENT,
    RECHECK,
    SENT,
    STARTED,
    UNAGREED,
    Step,
    next_step,
    signature_word,
)
from intake.questionnaire import NoProtocol, Part, Questionnaire
from intake.same_day import is_checked
from treatments import editions

MOST = 400
"""Visits of one day a page shows; a clinic with more has several places to choose from."""

WHO_SEES = {
    "front_desk": (FRONT_DESK,),
    "clinician": (NURSE, DERMATOLOGIST),
    "dermatologist": (DERMATOLOGIST,),
}
"""Which roles a step's button is for."""


_OF_THE_PATIENT = (
    *("family_name", "given_name", "preferred_name", "birth_date"),
    *("email", "phone", "texts_allowed"),
)
_SHOWN = (
    *("starts_at", "state", "signature", "walk_in", "version", "arrived_at", "place"),
    *(f"patient__{name}" for name in _OF_THE_PATIENT),
)
"""The columns of a visit and its patient that a line shows or that settle its next step."""


@dataclass(frozen=True, slots=True)
class Row:
    """One visit of the day, as every role of the desk may read it.

    `asked` are the questions answered and those still needed: what is left is the number in "Missing 2". One
    that is optional and blank is neither. `result` is the decision's code, "incomplete" while answers are
    being given, "" before the first one; `result_words` is what staff read ("Missing 2", "Wait to 29 Nov").
    `held`: it was signed, and the check of the day changed what the signature rested on.
    """

    visit: Visit
    waiting: timedelta | None
    answered: int
    asked: int
    result: str
    result_count: int
    result_date: date | None
    signed: bool
    purpose: str
    step: Step
    message_failed: bool
    held: bool

    @property
    def result_words(self) -> str:
        return result_words(self.result, self.result_count, self.result_date)


def _visits(begins: Given, ends: Given, **place: Given) -> QuerySet[Visit]:
    found = Visit.objects.filter(starts_at__gte=begins, starts_at__lt=ends, **place)
    return found.select_related("patient").only(*_SHOWN).order_by("starts_at", "id")[:MOST]


_BOUNDS = {"begins": DateTimeField(), "ends": DateTimeField()}
_OF_THE_DAY = Prepared(_visits, **_BOUNDS)
_AT_A_PLACE = Prepared(_visits, **_BOUNDS, place=BigIntegerField())


def today_rows(day: date, *, at: datetime, place: int | None = None) -> list[Row]:
    """The day's visits in order."""
    begins, ends = bounds_of(day)
    if place is None:
        return rows_of(_OF_THE_DAY.all(begins=begins, ends=ends), at=at)
    return rows_of(_AT_A_PLACE.all(begins=begins, ends=ends, place=place), at=at)


def rows_of(visits: Iterable[Visit], *, at: datetime) -> list[Row]:
    """Rows for any visits; the number of queries does not depend on how many."""
    visits = list(visits)
    known = _Known(visits)
    return [_row(visit, known, at) for visit in visits]


def result_words(result: str, count: int, day: date | None) -> str:
    """The result as staff read it: one of the five words with its number or day."""
    if not result:
        return "Not started"
    if result == Decision.INCOMPLETE and not count:
        return "Not sent yet"
    word = Decision(result).label
    if result == Decision.DEFER:
        return f"{word} to {short_day(day)}" if day else word
    if result == Decision.NEEDS_REVIEW and day:
        return f"{word} {count}, {Decision.DEFER.label.lower()} to {short_day(day)}"
    return f"{word} {count}" if count and result in (Decision.INCOMPLETE, Decision.NEEDS_REVIEW) else word


def counts_of(rows: Iterable[Row]) -> dict[str, int]:
    """The numbers on the tabs: all, here now, needs front desk, needs doctor."""
    rows = list(rows)
    return {
        "all": len(rows),
        "here": sum(row.visit.state in (VisitState.ARRIVED, VisitState.IN_SESSION) for row in rows),
        "desk": sum(row.step.who == "front_desk" for row in rows),
        "doctor": sum(row.step.who == "dermatologist" for row in rows),
    }


_KEYS = Many(UUIDField())
_DRAFTS = Prepared(
    lambda visits: Draft.objects.filter(visit__in=visits, closed_at=None).defer("given"), visits=_KEYS
)
_INVITATIONS = Prepared(
    lambda visits: Invitation.objects.filter(visit__in=visits, ended_at=None).only(
        "visit", "ended_at", "locked_at", "expires_at"
    ),
    visits=_KEYS,
)
_FAILED = Prepared(
    lambda visits: Message.objects.filter(visit__in=visits, state=MessageState.FAILED).only("visit"),
    visits=_KEYS,
)


class _Known:
    """Everything the rows of some visits need, fetched once."""

    def __init__(self, visits: list[Visit]) -> None:
        keys = [visit.pk for visit in visits]
        self.decided = decided_for(visits)
        self.drafts = {draft.visit_id: draft for draft in _DRAFTS.all(visits=keys)}
        self.invitations = {one.visit_id: one for one in _INVITATIONS.all(visits=keys)}
        self.failed = {message.visit_id for message in _FAILED.all(visits=keys)}
        self.parts = self._parts()
        self.agreed = self._agreed(visits)

    def _parts(self) -> dict[str, Any]:
        """The edition in force and its engine, by treatment."""
        codes = {item.request.treatment for decided in self.decided.values() for item in decided.requests}
        found = {code: editions.in_force(code) for code in sorted(codes)}
        return {code: (edition, editions.engine_for(edition)) for code, edition in found.items() if edition}

    def questionnaire(self, visit: Visit, at: datetime) -> Questionnaire:
        """What the visit asks now. Raises NoProtocol."""
        requests = [item.request for item in self.decided[visit.pk].requests]
        if not requests or any(request.treatment not in self.parts for request in requests):
            raise NoProtocol(", ".join(request.treatment for request in requests))
        return Questionnaire(visit, self.parts_of(visit), on=clinic_day(at))

    def parts_of(self, visit: Visit) -> list[Part]:
        """The visit's requests with their edition in force; those that have one."""
        requests = [item.request for item in self.decided[visit.pk].requests]
        return [
            Part(request, *self.parts[request.treatment])
            for request in requests
            if request.treatment in self.parts
        ]

    def _agreed(self, visits: list[Visit]) -> set[object]:
        """The courses of patients who are here that a consent stands for."""
        here = {visit.pk for visit in visits if visit.state == VisitState.ARRIVED}
        courses = {
            item.request.course_id: item.request.treatment
            for key in here
            for item in self.decided[key].requests
            if item.request.course_id
        }
        in_force = {code: edition for code, (edition, _) in self.parts.items()}
        return courses_agreed_to(courses, in_force) if courses else set()


def _row(visit: Visit, known: _Known, at: datetime) -> Row:
    decided = known.decided[visit.pk]
    answered, asked, missing = _progress(visit, decided, known, at)
    result = decided.decision or (Decision.INCOMPLETE.value if answered else "")
    return Row(
        visit=visit,
        waiting=at - visit.arrived_at if visit.state == VisitState.ARRIVED else None,
        answered=answered,
        asked=asked,
        result=result,
        result_count=missing if result == Decision.INCOMPLETE else decided.count("review"),
        result_date=_result_date(decided),
        signed=decided.signature == "given",
        purpose=_purpose(decided, known),
        step=step_of(visit, decided, _questionnaire(visit, decided, known, at)),
        message_failed=visit.pk in known.failed,
        held=is_held(decided),
    )


def step_of(visit: Visit, decided: Decided, questionnaire: str) -> Step:
    """The next step of one visit."""
    day = clinic_day(visit.starts_at)
    treats = any(item.may_treat(area, day) for item in decided.requests for area in item.areas)
    waits = any(area.decided != "do_not_treat" for area in decided.signed_areas)
    word = signature_word(visit, treats, waits)
    return next_step(visit.state, questionnaire, decided.decision or NO_DECISION, word)


def _progress(visit: Visit, decided: Decided, known: _Known, at: datetime) -> tuple[int, int, int]:
    """Questions dealt with, asked, and required ones still blank: as drafted while no answers were sent."""
    if decided.response is not None:
        asked, missing = decided.response.asked_count, len(decided.missing)
        return asked - missing, asked, missing
    draft = known.drafts.get(visit.pk)
    try:
        questionnaire = known.questionnaire(visit, at)
    except NoProtocol:
        return 0, 0, 0
    if draft is None or not draft.answers:
        needed = questionnaire.needed_at_first()
        return 0, needed, needed
    standing = questionnaire.standing(draft.answers, {})
    answered, missing = len(standing.counted), len(standing.missing)
    return answered, answered + missing, missing


def _questionnaire(visit: Visit, decided: Decided, known: _Known, at: datetime) -> str:
    """The table's word for how far the answers are."""
    draft, invitation = known.drafts.get(visit.pk), known.invitations.get(visit.pk)
    if decided.response is not None:
        return _sent(visit, decided, known, at)
    if invitation is not None and not invitation.is_live(at):
        return LOCKED
    if draft is not None and draft.answers:
        return STARTED
    return SENT if invitation is not None else NOT_SENT


def _sent(visit: Visit, decided: Decided, known: _Known, at: datetime) -> str:
    """The table's word once answers were sent: with the patient here, what a session still needs."""
    if visit.state != VisitState.ARRIVED:
        return DONE
    parts = known.parts_of(visit)
    if not is_checked(parts, decided.response, on=clinic_day(at)):
        return RECHECK
    asking = [part.request.course_id for part in parts if asks_consent(part.edition)]
    return DONE if known.agreed.issuperset(asking) else UNAGREED


def _result_date(decided: Decided) -> date | None:
    """The day a wait is over, where one is still in force on the planned day."""
    day = decided.earliest_date
    planned = next((item.assessment.planned_on for item in decided.requests if item.assessment), None)
    return day if day and planned and day > planned else None


def _purpose(decided: Decided, known: _Known) -> str:
    """What the visit is for, each concern once, in words."""
    words = []
    for item in decided.requests:
        part = known.parts.get(item.request.treatment)
        indications = sheet_of(part[0], "en").indications if part else {}
        words.append(indications.get(item.request.indication, item.request.indication))
    return "; ".join(dict.fromkeys(words))
