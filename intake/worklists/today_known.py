"""What the lines of a list need besides their visits, fetched once for all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from clinic.prepared import Many
from clinic.prepared.rows import PreparedRows
from intake.consents import asks_consent, courses_agreed_to
from intake.dates import clinic_day
from intake.decided import Decided
from intake.decided.lines import decided_lines
from intake.models import Invitation, Message, MessageState, Response, Visit, VisitState
from intake.questions.items import sheet_of
from intake.questions.parts import Part
from intake.questions.progress import NOTHING_ASKED, Progress, drafts_of, progress_of
from intake.questions.questionnaire import Questionnaire
from intake.same_day import is_checked
from intake.worklists.next_step import CHANGED, DONE, LOCKED, NOT_SENT, RECHECK, SENT, STARTED, UNAGREED
from treatments import editions
from treatments.sentences import title_of


class FailedLine(NamedTuple):
    """A message that did not arrive, by the visit it is about."""

    visit_id: UUID


class InvitationLine(NamedTuple):
    """An `Invitation`, by what says whether its link works."""

    visit_id: UUID
    ended_at: datetime | None
    locked_at: datetime | None
    expires_at: datetime

    is_live = Invitation.is_live


_KEYS = Many(UUIDField())
_INVITATIONS = PreparedRows(
    InvitationLine,
    lambda visits: Invitation.objects.filter(visit__in=visits, ended_at=None).only(*InvitationLine._fields),
    visits=_KEYS,
)
_FAILED = PreparedRows(
    FailedLine,
    lambda visits: Message.objects.filter(visit__in=visits, state=MessageState.FAILED).only("visit_id"),
    visits=_KEYS,
)


class Known:
    """Everything the rows of some visits need; the number of queries does not depend on how many."""

    def __init__(self, visits: Sequence[Visit], at: datetime) -> None:
        keys = [visit.pk for visit in visits]
        self._at, self._on = at, clinic_day(at)
        self.decided = decided_lines(visits)
        self._drafts = drafts_of(keys)
        self._changed = self._changed_since_sent()
        self._invitations = {one.visit_id: one for one in _INVITATIONS.all(visits=keys)}
        self._failed = {message.visit_id for message in _FAILED.all(visits=keys)}
        self._in_force = self._editions()
        self._agreed = self._agreed_to(visits)

    def has_failed(self, visit: Visit) -> bool:
        """Whether a message about the visit did not arrive."""
        return visit.pk in self._failed

    def progress(self, visit: Visit, decided: Decided) -> Progress:
        """How far the answers are: those sent, or as drafted while none were."""
        if decided.response is not None:
            answered, missing = decided.response.answered_count, len(decided.missing)
            return Progress(answered, answered + missing, missing)
        parts = self._parts(decided)
        if not parts or len(parts) < len(decided.requests):
            return NOTHING_ASKED  # no protocol is published for some of it
        return progress_of(self._drafts.get(visit.pk), Questionnaire(visit, parts, on=self._on))

    def questionnaire(self, visit: Visit, decided: Decided) -> str:
        """The word of the table of next steps for how far the answers are."""
        draft, invitation = self._drafts.get(visit.pk), self._invitations.get(visit.pk)
        if decided.response is not None:
            return self._sent(visit, decided)
        if invitation is not None and not invitation.is_live(self._at):
            return LOCKED
        if draft is not None and draft.answers:
            return STARTED
        return SENT if invitation is not None else NOT_SENT

    def purpose(self, decided: Decided) -> str:
        """What the visit is for, each concern once, in words."""
        words = []
        for item in decided.requests:
            found = self._in_force.get(item.request.treatment)
            indications = sheet_of(found[0], "en").indications if found else {}
            code = item.request.indication
            words.append(indications.get(code) or title_of(code))
        return "; ".join(dict.fromkeys(words))

    def _sent(self, visit: Visit, decided: Decided) -> str:
        """The table's word once answers were sent: with the patient here, what a session still needs."""
        if visit.pk in self._changed:
            return CHANGED
        if visit.state != VisitState.ARRIVED:
            return DONE
        parts = self._parts(decided)
        if not is_checked(parts, decided.response, on=self._on):
            return RECHECK
        day = clinic_day(visit.starts_at)
        treated = {item.request.pk for item in decided.requests if item.treats(day)}
        asking = [
            part.request.course_id
            for part in parts
            if part.request.pk in treated and asks_consent(part.edition)
        ]
        return DONE if self._agreed.issuperset(asking) else UNAGREED

    def _changed_since_sent(self) -> set[UUID]:
        """The visits whose answers somebody changed after they were sent; one query where any is begun."""
        sent = {
            visit: decided.response.pk
            for visit, decided in self.decided.items()
            if decided.response is not None and visit in self._drafts
        }
        answers = dict(Response.objects.filter(pk__in=sent.values()).values_list("visit", "answers"))
        return {visit for visit in sent if self._drafts[visit].answers != answers[visit]}

    def _parts(self, decided: Decided) -> list[Part]:
        """The visit's requests with their edition in force; those that have one."""
        requests = [item.request for item in decided.requests]
        return [
            Part(one, *self._in_force[one.treatment]) for one in requests if one.treatment in self._in_force
        ]

    def _editions(self) -> dict[str, Any]:
        """The edition in force and its engine, by treatment."""
        codes = {item.request.treatment for decided in self.decided.values() for item in decided.requests}
        found = {code: editions.in_force(code) for code in sorted(codes)}
        return {code: (edition, editions.engine_for(edition)) for code, edition in found.items() if edition}

    def _agreed_to(self, visits: Sequence[Visit]) -> set[UUID]:
        """The courses of patients who are here that a consent stands for."""
        here = [self.decided[visit.pk] for visit in visits if visit.state == VisitState.ARRIVED]
        requests = [item.request for decided in here for item in decided.requests]
        courses = {one.course_id: one.treatment for one in requests if one.course_id}
        in_force = {code: edition for code, (edition, _) in self._in_force.items()}
        return courses_agreed_to(courses, in_force) if courses else set()
