"""What a patient does and leaves before and after a session, on the days and hours of this very patient.

Nothing of it is stored: a line is computed from the booking, or from the recorded end of the session, and
the editions in force. A booking that moves takes all its lines along.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from intake.dates import clinic_day
from intake.models import Response, TreatmentRequest, TreatmentSession, Visit
from intake.questions.items import document_of, said
from treatments import editions
from treatments.care import instructions_after, instructions_before, questions_behind, span_before

Document = Mapping[str, Any]
Orders = Mapping[str, str]
"""What is ordered for this patient: code → the dermatologist's words, which may be empty."""


class Line(NamedTuple):
    """One instruction before a visit, on calendar days of the clinic, both included.

    `first` is None for what holds at all times. `words` are what the dermatologist wrote with the order.
    """

    code: str
    first: date | None
    last: date
    text: str
    words: str = ""


class AfterLine(NamedTuple):
    """One instruction after a session, from moment to moment in UTC.

    Without `last` it goes on; without `first` as well it holds at all times.
    """

    code: str
    first: datetime | None
    last: datetime | None
    text: str
    words: str = ""


def lines_before(
    visit: Visit,
    *,
    orders: Orders,
    language: str,
    documents: Iterable[Document] | None = None,
    answers: Mapping[str, Any] | None = None,
) -> tuple[Line, ...]:
    """What this patient does before this visit, in the order of the days; empty where nothing is in force.

    `documents` and `answers` are those the caller has read already: each saves its query.
    """
    documents = documents_in_force(visit) if documents is None else documents
    answers = _answers_of(visit) if answers is None else answers
    day = clinic_day(visit.starts_at)
    return dated(documents, day, orders=orders, answers=answers, language=language)


def lines_after(
    session: TreatmentSession, *, orders: Orders, language: str, document: Document | None = None
) -> tuple[AfterLine, ...]:
    """What this patient does after this session; empty until its end is recorded.

    Hours are hours that pass, so a change of the clocks moves what the clock shows.
    """
    document = document_in_force(session.treatment) if document is None else document
    if document is None or session.ended_at is None:
        return ()
    rows = instructions_after(document, orders=orders)
    return tuple(_after(row, session.ended_at.astimezone(UTC), orders, language) for row in rows)


def dated(
    documents: Iterable[Document], day: date, *, orders: Orders, answers: Mapping[str, Any], language: str
) -> tuple[Line, ...]:
    """The lines of several treatments for a visit on one day, each line once."""
    lines = [
        _before(document, row, day, orders, language)
        for document in documents
        for row in instructions_before(document, orders=orders)
        if _concerns(document, row, answers)
    ]
    told = [line for line in dict.fromkeys(lines) if line.first is None or line.first <= line.last]
    return tuple(sorted(told, key=lambda line: line.first or date.min))


def documents_in_force(visit: Visit) -> list[Document]:
    """What the treatments of a visit say today, each once; one that nothing is published for says nothing."""
    asked = TreatmentRequest.objects.filter(visit=visit).order_by("position")
    codes = dict.fromkeys(asked.values_list("treatment", flat=True))
    return [document for document in map(document_in_force, codes) if document is not None]


def document_in_force(treatment: str) -> Document | None:
    """What one treatment says today."""
    edition = editions.in_force(treatment)
    return document_of(edition) if edition else None


def _before(document: Document, row: Mapping, day: date, orders: Orders, language: str) -> Line:
    begins, ends = span_before(document, row)
    first = None if begins is None else day - timedelta(days=begins)
    return Line(row["code"], first, day - timedelta(days=ends), *_said(row, orders, language))


def _after(row: Mapping, ended_at: datetime, orders: Orders, language: str) -> AfterLine:
    def moment(hours: int | None) -> datetime | None:
        return None if hours is None else ended_at + timedelta(hours=hours)

    begins, ends = moment(row.get("from_hours")), moment(row.get("to_hours"))
    return AfterLine(row["code"], begins, ends, *_said(row, orders, language))


def _said(row: Mapping, orders: Orders, language: str) -> tuple[str, str]:
    """The instruction, and what the dermatologist wrote with the order of the same code."""
    return said(row["text"], language), orders.get(row["code"], "")


def _concerns(document: Document, row: Mapping, answers: Mapping[str, Any]) -> bool:
    """Whether an instruction can concern this patient.

    Only one that check-in merely notes is left out, where the patient never does what it is about. Whatever
    would make a session wait is told to everybody: "never" is no promise for the days to come.
    """
    asked = questions_behind(document, row) if row["at_check_in"] == "note" else ()
    return not asked or any(answers.get(code) != "never" for code in asked)


def _answers_of(visit: Visit) -> Mapping[str, Any]:
    """The answers that count for a visit; none where nothing was sent."""
    sent = Response.objects.filter(visit=visit, retraction=None).order_by("-number")
    return sent.values_list("answers", flat=True).first() or {}
