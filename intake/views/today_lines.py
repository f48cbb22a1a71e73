"""What stands at the end of a line: the one button, link or word that leads this person on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clinic.models import User
from clinic.roles import SEES_REASONS
from intake.access import DESK
from intake.addresses import page_of
from intake.dates import clinic_day
from intake.messages.ways import way_to
from intake.models import VisitState
from intake.worklists.next_step import DESK as DESK_STEP
from intake.worklists.next_step import Step
from intake.worklists.today import Row

POSTED = {
    "send_link": "send-link",
    "send_again": "send-link",
    "check_in": "check-in",
    "start_session": "start-session",
    "end_session": "end-session",
}
"""Steps that one press performs."""
OPENED = {
    "ask": "ask",
    "ask_here": "ask",
    "ask_missing": "ask",
    "ask_more": "visit",
    "send_changes": "ask-check",
    "rebook": "move",
    "call_off": "visit",
    "summary": "summary",
    "name_day": "summary",
    "talk": "summary",
    "same_day": "same-day",
    "consent": "visit",
}
"""Steps that lead to a page."""
ON_THE_DAY = {"check_in": "Check in on the day", "start_session": "Session on the day"}
FOR_OTHERS = {
    "summary": "With the doctor",
    "name_day": "Ask the dermatologist for a day",
    "talk": "The doctor sees the patient",
    "start_session": "Ready for the session",
    "end_session": "In session",
}
"""What somebody reads for whom the step is not."""
HELD = "Held: with the doctor"


@dataclass(frozen=True, slots=True)
class Line:
    """A row as one person sees it. Of `post`, `href` and `words` one at most is filled."""

    row: Row
    label: str = ""
    post: str = ""
    href: str = ""
    words: str = ""

    @property
    def minutes(self) -> int:
        """Whole minutes somebody has been waiting."""
        return max(int(self.row.waiting.total_seconds() // 60), 0) if self.row.waiting is not None else 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the list, by what their roles let them do; asked once for all its lines."""

    works_at_desk: bool
    sees_reasons: bool

    @classmethod
    def of(cls, user: User) -> "Reader":
        return cls(user.has_role(*DESK), user.has_role(*SEES_REASONS))

    def may(self, step: Step) -> bool:
        """Whether the step is this person's to take."""
        return self.works_at_desk if step.who == DESK_STEP else self.sees_reasons


def lines_of(rows: Iterable[Row], user: User, today: date) -> list[Line]:
    """The rows with what this person may do next."""
    reader = Reader.of(user)
    return [_line(row, reader, today) for row in rows]


def line_of(row: Row, user: User, today: date) -> Line:
    """One row with what this person may do next."""
    return _line(row, Reader.of(user), today)


def _line(row: Row, reader: Reader, today: date) -> Line:
    code, visit = row.step.code, row.visit
    day = clinic_day(visit.starts_at)
    if day < today and visit.state == VisitState.BOOKED:
        return Line(row, label="Open visit", href=page_of("visit", visit.pk))
    if day != today and code in ON_THE_DAY:
        return Line(row, words=ON_THE_DAY[code])
    if not reader.may(row.step):
        return Line(row, words=HELD if row.held else FOR_OTHERS.get(code, ""))
    if code == "consent" and reader.sees_reasons:
        return Line(row, label=row.step.label, href=page_of("consent", visit.pk))
    if code in ("send_link", "send_again") and way_to(visit.patient) is None:
        return Line(row, label="Show link", post=page_of("link-code", visit.pk))
    if code in POSTED:
        return Line(row, label=row.step.label, post=page_of(POSTED[code], visit.pk))
    if code == "rebook" and visit.state == VisitState.ARRIVED:
        again = page_of("book", visit.patient_id)
        return Line(row, label=row.step.label, href=f"{again}?after={visit.pk}")
    if code in OPENED:
        return Line(row, label=row.step.label, href=page_of(OPENED[code], visit.pk))
    return Line(row)
