"""Sending the answers: frozen, assessed, noted and told in one transaction; and marking one as wrong."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import DateTimeField, UUIDField
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.prepared import PreparedUpdate, sent_together
from clinic.prepared.insert import PreparedInsert
from intake.actions.assessing import assess_visit, await_signature, refresh_signature
from intake.actions.drafts import ANSWERABLE
from intake.actions.invitations import end_invitations
from intake.actions.locks import lock_draft, lock_visit
from intake.actions.messages import tell_patient
from intake.actions.rights import BY_PATIENT, DESK, role_in, role_of
from intake.actions.signing_names import signed_name
from intake.canonical import digest
from intake.decided import decided_of
from intake.models import (
    PRE_VISIT,
    SAME_DAY,
    Assessment,
    Cause,
    Draft,
    EndReason,
    Kind,
    Mode,
    Purpose,
    Response,
    ResponseRetraction,
    ResponseStatus,
    Visit,
    VisitState,
)
from intake.questions import shelf
from intake.questions.parts import Part
from intake.questions.questionnaire import Questionnaire, Standing, questionnaire_for
from intake.refusals import AnswersMissing, Changed, NotNow
from intake.same_day import daily_codes
from intake.texts import clean_line, clean_text

PURPOSE_OF = {PRE_VISIT: Purpose.QUESTIONNAIRE, SAME_DAY: Purpose.SAME_DAY}
"""Which link a sent form ends."""
OTHER_WINDOW = "Your answers were changed in another window. Check them again before you send them."


_SENT = PreparedInsert(Response, number="number", within="visit")
_CLOSED = PreparedUpdate(
    lambda draft, at: (Draft.objects.filter(pk=draft), {"closed_at": at}),
    draft=UUIDField(),
    at=DateTimeField(),
)


def submit(
    *,
    draft: Draft,
    version: int | None,
    mode: str,
    attested: bool = False,
    attested_name: str = "",
    blanks_allowed: bool = False,
    by: User | None = None,
    at: datetime,
    on: date,
    parts: list[Part] | None = None,
    request: HttpRequest | None = None,
) -> Response:
    """Freeze a draft as a response, assess it and close it.

    A draft is sent once: sending it again, at the same time or later, gives the same response and does
    nothing. Raises Changed where the draft is not the `version` that was checked, AnswersMissing where a
    required question is blank (staff may allow that: the decision is then "incomplete"), Refused for a
    patient who has not signed. `parts` spares reading the requests and their editions once more.
    """
    role = role_in(mode, by)
    name = _signed_name(draft, mode, attested, attested_name)
    with transaction.atomic():
        draft = lock_draft(draft)
        visit = draft.visit
        sent = _sent_already(draft)
        if sent is not None:
            return sent
        _check_sendable(visit, draft, version)
        questionnaire = questionnaire_for(visit, on=on, parts=parts, form=draft.questionnaire)
        standing = questionnaire.standing(draft.answers, draft.given)
        if standing.missing and (mode in BY_PATIENT or not blanks_allowed):
            raise AnswersMissing(standing.missing)
        response = _freeze(draft, questionnaire, standing, mode, name, by, at, on)
        with sent_together():
            _close(draft, visit, by, at)
            _assess(visit, response, questionnaire, at, on)
            if mode == Mode.PATIENT and response.questionnaire == PRE_VISIT:
                tell_patient(visit=visit, kind=Kind.RECEIVED, occasion=str(response.number), by=None, at=at)
            _record("create", f"response {response.pk}", visit, (), by, role, at, request)
    return response


def retract(
    *,
    response: Response,
    reason: str,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> ResponseRetraction:
    """Mark a response as entered in error. What was sent before it counts again, and is assessed anew."""
    role = role_of(by, *DESK)
    reason = clean_text(reason, 500)
    if not reason:
        raise NotNow("Say why this record is wrong.")
    with transaction.atomic():
        visit = lock_visit(response.visit)
        _check_retractable(visit, response)
        retraction = ResponseRetraction.objects.create(response=response, reason=reason, at=at, by=by)
        _drop_correction(visit, response, at)
        sent = decided_of(visit).response
        if sent is not None:
            assess_visit(visit=visit, response=sent, cause=Cause.RETRACTED, at=at, on=on)
        refresh_signature(visit)
        _record("change", f"response {response.pk}", visit, ("retracted",), by, role, at, request)
    return retraction


def _sent_already(draft: Draft) -> Response | None:
    """The response a closed draft became; None for an open one, and for one closed without being sent."""
    if draft.closed_at is None:
        return None
    return Response.objects.filter(submit_key=_submit_key(draft)).first()


def _freeze(
    draft: Draft,
    questionnaire: Questionnaire,
    standing: Standing,
    mode: str,
    name: str,
    by: User | None,
    at: datetime,
    on: date,
) -> Response:
    asked = [
        {"code": item.code, "wording": item.wording}
        for item in questionnaire.items(standing.asked, draft.language)
    ]
    frozen = {
        "answers": standing.counted,
        "given": _given(draft, standing),
        "asked": asked,
        "missing": list(standing.missing),
    }
    told = {"visit": str(draft.visit_id), "edition": questionnaire.edition.rules_hash, "name": name, "at": at}
    sent = Response(
        visit_id=draft.visit_id,
        edition=questionnaire.edition,
        questionnaire=draft.questionnaire,
        status=ResponseStatus.AMENDED if draft.corrects else ResponseStatus.COMPLETED,
        supersedes=draft.corrects,
        **frozen,
        language=draft.language,
        mode=mode,
        attested_name=name,
        attested_at=at if name else None,
        as_of=on,
        good_until=shelf.good_until(
            questionnaire.questions, frozen["given"], daily_codes(questionnaire.parts)
        ),
        submitted_at=at,
        submitted_by=by,
        content_hash=digest(frozen | told),
        submit_key=_submit_key(draft),
    )
    return _SENT.add(sent)


def _given(draft: Draft, standing: Standing) -> dict[str, dict]:
    """Who gave each counted answer and when; the draft's own bookkeeping stays behind."""
    kept = {code: draft.given[code] for code in standing.asked if code in draft.given}
    return {code: {key: entry[key] for key in ("on", "by", "user")} for code, entry in kept.items()}


def _assess(
    visit: Visit, response: Response, questionnaire: Questionnaire, at: datetime, on: date
) -> list[Assessment]:
    """Put the answers to the engine. After the first ones there is nothing signed that could still stand."""
    first = response.number == 1
    parts = questionnaire.parts if response.questionnaire == PRE_VISIT else None
    assessments = assess_visit(
        visit=visit, response=response, cause=Cause.SUBMITTED, at=at, on=on, parts=parts
    )
    await_signature(visit, assessments) if first else refresh_signature(visit)
    return assessments


def _close(draft: Draft, visit: Visit, by: User | None, at: datetime) -> None:
    _CLOSED.run(draft=draft.pk, at=at)
    purpose = PURPOSE_OF[draft.questionnaire]
    end_invitations(visit=visit, reason=EndReason.SUBMITTED, by=by, at=at, purpose=purpose)


def _submit_key(draft: Draft) -> str:
    return f"draft:{draft.pk}"


def _signed_name(draft: Draft, mode: str, attested: bool, attested_name: str) -> str:
    """The name typed under the statement; a patient has to tick and sign, staff may note who attested.

    The check of the day is not signed again: it confirms answers that were.
    """
    if draft.questionnaire == SAME_DAY:
        return ""
    if mode in BY_PATIENT:
        return signed_name(ticked=attested, typed=attested_name)
    return clean_line(attested_name)


def _check_sendable(visit: Visit, draft: Draft, version: int | None) -> None:
    if draft.closed_at is not None:
        raise NotNow("These answers started from a record that was marked as wrong. Begin again.")
    if visit.state not in ANSWERABLE:
        raise NotNow(f"No answers can be sent: this visit is “{visit.get_state_display().lower()}”.")
    if version is not None and draft.version != version:
        raise Changed(OTHER_WINDOW)


def _check_retractable(visit: Visit, response: Response) -> None:
    if visit.state in (VisitState.IN_SESSION, VisitState.FINISHED):
        raise NotNow("A session rests on these answers. Add a note to the signed review instead.")
    if ResponseRetraction.objects.filter(response=response).exists():
        raise NotNow("This record is marked as wrong already.")


def _drop_correction(visit: Visit, response: Response, at: datetime) -> None:
    """An open draft that started from the wrong record carries the wrong answers on: it is closed."""
    visit.drafts.filter(closed_at=None, corrects=response).update(closed_at=at)


def _record(action, target, visit, fields, by, role, at, request) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=visit.patient_id,
        target=target,
        fields=fields,
        request=request,
        at=at,
    )
