"""Today: the visits of one day in one list, each with one next step, in a constant number of queries.

A row holds nothing of why: the front desk reads it. Result words, dates, counts and whether it is signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, DateTimeField, QuerySet

from clinic.prepared import Given
from intake.dates import bounds_of
from intake.decided import Decided
from intake.decided.lapsed import is_held
from intake.decided.signed import SignedDecision, signed_of
from intake.models import AreaDecision, Decision, Visit, VisitState
from intake.questions.answer_text import short_day
from intake.worklists.next_step import (
    NO_DECISION,
    Step,
    next_step,
    signature_word,
)
from intake.worklists.today_known import Known
from intake.worklists.visit_lines import VisitLine, VisitLines

MOST = 400
"""Visits of one day a page shows; a clinic with more has several places to choose from."""

LOOKS_LIKE = {
    AreaDecision.TREAT: Decision.READY,
    AreaDecision.WAIT: Decision.DEFER,
    AreaDecision.DO_NOT_TREAT: Decision.NOT_A_CANDIDATE,
}
"""A signed decision wears the look of the advice that says the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """One visit of the day, as every role of the desk may read it.

    `asked` are the questions answered and those still needed: what is left is the number in "Missing 2". One
    that is optional and blank is neither. `result` is the decision's code, "incomplete" while answers are
    being given, "" before the first one; `result_words` is what staff read ("Missing 2", "Wait to 29 Nov").
    Once it is signed both tell what was signed, in `signed_words` ("Treat 1 of 3 areas"), not the advice.
    `held`: it was signed, and the check of the day changed what the signature rested on.
    """

    visit: Visit | VisitLine
    waiting: timedelta | None
    answered: int
    asked: int
    result: str
    result_count: int
    result_date: date | None
    signed: bool
    signed_words: str
    purpose: str
    step: Step
    message_failed: bool
    held: bool

    @property
    def result_words(self) -> str:
        return self.signed_words or result_words(self.result, self.result_count, self.result_date)


def _visits(begins: Given, ends: Given, **place: Given) -> QuerySet[Visit]:
    found = Visit.objects.filter(starts_at__gte=begins, starts_at__lt=ends, **place)
    return found.order_by("starts_at", "id")[:MOST]


_BOUNDS = {"begins": DateTimeField(), "ends": DateTimeField()}
_OF_THE_DAY = VisitLines(_visits, **_BOUNDS)
_AT_A_PLACE = VisitLines(_visits, **_BOUNDS, place=BigIntegerField())


def today_rows(day: date, *, at: datetime, place: int | None = None) -> list[Row]:
    """The day's visits in order."""
    begins, ends = bounds_of(day)
    if place is None:
        return rows_of(_OF_THE_DAY.all(begins=begins, ends=ends), at=at)
    return rows_of(_AT_A_PLACE.all(begins=begins, ends=ends, place=place), at=at)


def rows_of(visits: Iterable[Visit | VisitLine], *, at: datetime) -> list[Row]:
    """Rows for any visits; the number of queries does not depend on how many."""
    visits = list(visits)
    known = Known(visits, at)
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


def _row(visit: Visit | VisitLine, known: Known, at: datetime) -> Row:
    decided = known.decided[visit.pk]
    answered, asked, missing = known.progress(visit, decided)
    signed = signed_of(decided)
    result = LOOKS_LIKE[signed.decided].value if signed else decided.decision
    result = result or (Decision.INCOMPLETE.value if answered else "")
    return Row(
        visit=visit,
        waiting=at - visit.arrived_at if visit.state == VisitState.ARRIVED else None,
        answered=answered,
        asked=asked,
        result=result,
        result_count=missing if result == Decision.INCOMPLETE else decided.count("review"),
        result_date=_result_date(decided),
        signed=signed is not None,
        signed_words=signed.words if signed else "",
        purpose=known.purpose(decided),
        step=step_of(visit, decided, known.questionnaire(visit, decided), signed),
        message_failed=known.has_failed(visit),
        held=is_held(decided),
    )


def step_of(
    visit: Visit | VisitLine, decided: Decided, questionnaire: str, signed: SignedDecision | None
) -> Step:
    """The next step of one visit."""
    word = signature_word(visit, signed.decided if signed else "", bool(signed and signed.first_day))
    return next_step(visit.state, questionnaire, decided.decision or NO_DECISION, word)


def _result_date(decided: Decided) -> date | None:
    """The day a wait is over, where one is still in force on the planned day."""
    day = decided.earliest_date
    planned = next((item.assessment.planned_on for item in decided.requests if item.assessment), None)
    return day if day and planned and day > planned else None
