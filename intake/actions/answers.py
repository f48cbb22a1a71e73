"""Answers while they are being given: the draft is opened, saved answer by answer, and never lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import UUIDField
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.prepared import Prepared
from intake.actions.locks import lock_visit
from intake.actions.rights import BY_PATIENT, role_in
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.models import PRE_VISIT, Draft, Language, Response, Visit, VisitState
from intake.questionnaire import Part, Questionnaire, questionnaire_for
from intake.refusals import Conflict, NotNow
from intake.wording import Refused

ANSWERABLE = (VisitState.BOOKED, VisitState.ARRIVED)


@dataclass(slots=True)
class Saved:
    """What became of a save: the draft as it is now, and per question why it was not taken.

    Whatever could be taken is stored, so `refused` and `conflicts` never cost another answer.
    """

    draft: Draft
    questionnaire: Questionnaire
    refused: dict[str, Refused] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)

    @property
    def all_taken(self) -> bool:
        return not self.refused and not self.conflicts


def open_draft(
    *,
    visit: Visit,
    mode: str,
    language: str = "",
    by: User | None = None,
    at: datetime,
    request: HttpRequest | None = None,
) -> Draft:
    """The visit's open draft, made when there is none.

    Where answers were sent before, the new draft starts from them and will correct them: never asked twice.
    """
    role = role_in(mode, by)
    draft = _open_draft(visit)
    if draft is not None:
        return draft
    with transaction.atomic():
        visit = _lock_answerable(visit)
        draft = _open_draft(visit)
        if draft is None:
            draft = _new_draft(visit, language or visit.patient.language, at)
            _record("create", draft, visit, (), by, role, at, request)
    return draft


def save_answer(
    *,
    visit: Visit,
    code: str,
    value: Any,
    version: int,
    mode: str,
    by: User | None = None,
    at: datetime,
    on: date,
    parts: list[Part] | None = None,
    request: HttpRequest | None = None,
) -> Saved:
    """Store one answer; None or "" takes it back. `version` is the draft's as the page showed it."""
    return save_answers(
        visit=visit,
        values={code: value},
        version=version,
        mode=mode,
        by=by,
        at=at,
        on=on,
        parts=parts,
        request=request,
    )


def save_answers(
    *,
    visit: Visit,
    values: Mapping[str, Any],
    version: int,
    mode: str,
    by: User | None = None,
    at: datetime,
    on: date,
    parts: list[Part] | None = None,
    request: HttpRequest | None = None,
) -> Saved:
    """Store a group of answers. Two windows that answer different questions both keep theirs.

    `parts` spares reading the requests and their editions once more. Raises NotNow where the visit takes
    no answers any more, or where no draft is open (it was sent).
    """
    role = role_in(mode, by)
    with transaction.atomic():
        draft = _hold_draft(visit)
        visit = draft.visit
        saved = Saved(draft, questionnaire_for(visit, on=on, parts=parts))
        entry = {"on": on.isoformat(), "by": mode, "user": by.pk if by else None, "v": draft.version + 1}
        taken = [code for code, value in values.items() if _take(saved, code, value, version, mode, entry)]
        if taken:
            _keep(saved, at)
            _record("change", draft, visit, taken, by, role, at, request)
    return saved


def choose_language(*, visit: Visit, language: str, at: datetime) -> None:
    """The patient reads on in another language; the draft and what is sent later follow."""
    if language not in Language.values:
        raise NotNow("This language is not offered.")
    Draft.objects.filter(visit=visit, questionnaire=PRE_VISIT, closed_at=None).update(
        language=language, saved_at=at
    )


def language_of_draft(visit: Visit) -> str:
    """The language in which the visit's open draft is being answered; empty where there is none."""
    draft = _open_draft(visit)
    return draft.language if draft else ""


def _take(saved: Saved, code: str, value: Any, version: int, mode: str, entry: dict) -> bool:
    """Put one answer into the draft; False where it is refused, in conflict, or nothing new."""
    draft = saved.draft
    try:
        answer = saved.questionnaire.read(code, value)
        if answer is None and mode in BY_PATIENT and saved.questionnaire.is_required(code):
            raise Refused("no_areas" if saved.questionnaire.type_of(code) == "areas" else "blank")
    except Refused as refused:
        saved.refused[code] = refused
        return False
    known = draft.given.get(code)
    if known is not None and draft.answers.get(code) == answer:
        return False
    if known is not None and known.get("v", 0) > version:
        saved.conflicts[code] = Conflict(yours=answer, theirs=draft.answers.get(code))
        return False
    draft.answers.pop(code, None)
    if answer is not None:
        draft.answers[code] = answer
    draft.given[code] = dict(entry)
    return True


def _keep(saved: Saved, at: datetime) -> None:
    draft = saved.draft
    draft.edition = saved.questionnaire.edition
    draft.version += 1
    draft.saved_at = at
    draft.save(update_fields=["answers", "given", "edition", "version", "saved_at"])


_OPEN_DRAFT = Prepared(
    lambda visit: Draft.objects.filter(visit=visit, questionnaire=PRE_VISIT, closed_at=None),
    visit=UUIDField(),
)


_HELD_DRAFT = Prepared(
    lambda visit: Draft.objects.select_for_update(of=("self", "visit"))
    .select_related("visit")
    .filter(visit=visit, questionnaire=PRE_VISIT, closed_at=None),
    visit=UUIDField(),
)


def _open_draft(visit: Visit) -> Draft | None:
    draft = _OPEN_DRAFT.first(visit=visit.pk)
    if draft is not None:
        draft.visit = visit
    return draft


def _hold_draft(visit: Visit) -> Draft:
    """The open draft and its visit, both held until the transaction ends: one query, for every Continue."""
    draft = _HELD_DRAFT.first(visit=visit.pk)
    if draft is None:
        _lock_answerable(visit)
        raise NotNow("These answers were sent already.")
    draft.visit.patient = visit.patient
    _check_answerable(draft.visit)
    return draft


def _new_draft(visit: Visit, language: str, at: datetime) -> Draft:
    sent = decided_of(visit).response
    return Draft.objects.create(
        visit=visit,
        edition=questionnaire_for(visit, on=clinic_day(at)).edition,
        language=language if language in Language.values else Language.ENGLISH,
        answers=dict(sent.answers) if sent else {},
        given=dict(sent.given) if sent else {},
        corrects=_last_response(visit),
        created_at=at,
        saved_at=at,
    )


def _last_response(visit: Visit) -> Response | None:
    """The response a new one takes the place of: the last one, marked as wrong or not."""
    return visit.responses.filter(questionnaire=PRE_VISIT).order_by("-number").first()


def _lock_answerable(visit: Visit) -> Visit:
    visit = lock_visit(visit)
    _check_answerable(visit)
    return visit


def _check_answerable(visit: Visit) -> None:
    if visit.state not in ANSWERABLE:
        raise NotNow(f"No answers can be given: this visit is “{visit.get_state_display().lower()}”.")


def _record(action, draft, visit, fields, by, role, at, request) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=visit.patient_id,
        target=f"draft {draft.pk}",
        fields=fields,
        request=request,
        at=at,
    )
