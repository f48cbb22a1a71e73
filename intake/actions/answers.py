"""Answers while they are being given: saved one by one, and never lost."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, DateTimeField, IntegerField, JSONField, UUIDField
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.prepared import PreparedUpdate
from intake.actions.drafts import find_draft, hold_draft
from intake.actions.locks import CHANGED
from intake.actions.rights import BY_PATIENT, role_in
from intake.models import PRE_VISIT, Draft, Language, Visit
from intake.questions import shelf
from intake.questions.parts import Part
from intake.questions.questionnaire import Questionnaire, questionnaire_for
from intake.questions.wording import Refused
from intake.refusals import Changed, Conflict, NotNow


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
    form: str = PRE_VISIT,
    parts: list[Part] | None = None,
    draft: Draft | None = None,
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
        form=form,
        parts=parts,
        draft=draft,
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
    form: str = PRE_VISIT,
    parts: list[Part] | None = None,
    draft: Draft | None = None,
    request: HttpRequest | None = None,
) -> Saved:
    """Store a group of answers. Two windows that answer different questions both keep theirs.

    `parts` and `draft`, read a moment ago in the same request, spare reading them once more: that draft is
    written unless somebody wrote it meanwhile. Raises NotNow where the visit takes no answers any more, or
    where no draft is open (it was sent).
    """
    role = role_in(mode, by)
    entry = {"on": on.isoformat(), "by": mode, "user": by.pk if by else None}
    for outdated in (False, True) if draft else (True,):
        with transaction.atomic():
            now = hold_draft(visit, form) if outdated else _to_write(draft)
            saved = Saved(now, questionnaire_for(now.visit, on=on, parts=parts, form=form))
            new = entry | {"v": now.version + 1}
            taken = [code for code, value in values.items() if _take(saved, code, value, version, mode, new)]
            if not taken:
                return saved
            if _keep(saved, at):
                _record("change", now, now.visit, taken, by, role, at, request)
                return saved
            # PostgreSQL has locked the row all the same: given back, or two who then want the visit and
            # the draft would each wait for the other's.
            transaction.set_rollback(True)
    raise Changed(CHANGED)  # cannot be while the draft is held


def _to_write(draft: Draft) -> Draft:
    """A draft that was read, to write into: the caller's stays as it is."""
    draft = copy(draft)
    draft.answers, draft.given = dict(draft.answers), dict(draft.given)
    return draft


def choose_language(*, visit: Visit, language: str, at: datetime) -> None:
    """The patient reads on in another language; the draft and what is sent later follow."""
    if language not in Language.values:
        raise NotNow("This language is not offered.")
    Draft.objects.filter(visit=visit, closed_at=None).update(language=language, saved_at=at)


def language_of_draft(visit: Visit) -> str:
    """The language in which the visit's open draft is being answered; empty where there is none."""
    draft = find_draft(visit)
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
    if known is not None and draft.answers.get(code) == answer and not shelf.is_stale(draft.given, code):
        return False
    if known is not None and known.get("v", 0) > version:
        saved.conflicts[code] = Conflict(yours=answer, theirs=draft.answers.get(code))
        return False
    draft.answers.pop(code, None)
    if answer is not None:
        draft.answers[code] = answer
    draft.given[code] = dict(entry)
    return True


_KEPT = PreparedUpdate(
    lambda draft, before, answers, given, edition, version, at: (
        Draft.objects.filter(pk=draft, version=before, closed_at=None),
        {"answers": answers, "given": given, "edition": edition, "version": version, "saved_at": at},
    ),
    draft=UUIDField(),
    before=IntegerField(),
    answers=JSONField(),
    given=JSONField(),
    edition=BigIntegerField(),
    version=IntegerField(),
    at=DateTimeField(),
)


def _keep(saved: Saved, at: datetime) -> bool:
    """Write the draft; False where it was written or sent since it was read."""
    draft = saved.draft
    before = draft.version
    draft.edition = saved.questionnaire.edition
    draft.version += 1
    draft.saved_at = at
    return bool(
        _KEPT.run(
            draft=draft.pk,
            before=before,
            answers=draft.answers,
            given=draft.given,
            edition=draft.edition_id,
            version=draft.version,
            at=at,
        )
    )


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
