"""The check on the day of the visit: nothing has changed, or what has is answered again; then it is sent."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.answers import Saved, save_answers
from intake.actions.drafts import find_draft, hold_draft, open_draft
from intake.actions.locks import lock_draft
from intake.actions.rights import role_in
from intake.actions.submission import submit
from intake.dates import bounds_of, clinic_day
from intake.models import SAME_DAY, Draft, Invitation, Response, Visit
from intake.questions import shelf
from intake.questions.questionnaire import questionnaire_for
from intake.refusals import AnswersMissing, NotNow
from intake.same_day import CHANGED, told_changed

ON_THE_DAY = "The check of the day is for the day of the visit."


def begin_check(
    *,
    visit: Visit,
    mode: str,
    language: str = "",
    by: User | None = None,
    at: datetime,
    on: date,
    came_by: Invitation | None = None,
    request: HttpRequest | None = None,
) -> Draft:
    """The draft of the check, made when there is none: all answers, what is to be put again marked.

    Raises NotNow on another day than the visit's, and where nothing was answered before.
    """
    check_the_day(visit, on)
    _drop_of_another_day(visit, at, on)
    told = {"visit": visit, "mode": mode, "language": language, "by": by, "request": request}
    return open_draft(**told, form=SAME_DAY, at=at, came_by=came_by)


def check_the_day(visit: Visit, on: date) -> None:
    """Raise NotNow on another day than the visit's."""
    if clinic_day(visit.starts_at) != on:
        raise NotNow(ON_THE_DAY)


def find_check(visit: Visit, on: date) -> Draft | None:
    """The open draft of the check that was begun on this day, None where there is none."""
    draft = find_draft(visit, SAME_DAY)
    return draft if draft and clinic_day(draft.created_at) == on else None


def still_so(
    *,
    draft: Draft,
    changed: Collection[str] = (),
    values: Mapping[str, Any],
    version: int,
    mode: str,
    by: User | None = None,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Saved:
    """Give again, as it was, every answer that is too old, but for those `changed`; and `values` beside them.

    What has changed stays open, also when this is done once more without it: it is put question by question.
    What was still so a minute ago may be among the `changed`: it is open again.
    """
    told = {"mode": mode, "by": by, "at": at, "request": request}
    with transaction.atomic():
        # Held: what another window tells to have changed meanwhile is not to be given again as it was.
        now = hold_draft(draft.visit, SAME_DAY)
        _mark_changed(now, set(changed) - values.keys(), **told)
        again = {
            code: now.answers.get(code)
            for code in shelf.stale(now.given) - told_changed(now.given) - set(changed)
        }
        values = again | dict(values)
        return save_answers(visit=now.visit, values=values, version=version, form=SAME_DAY, on=on, **told)


def send_check(
    *,
    draft: Draft,
    version: int | None,
    mode: str,
    by: User | None = None,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Response:
    """Send the check. No name is typed under it.

    Raises AnswersMissing while something required is open, or anything that was told to have changed.
    """
    with transaction.atomic():
        now = lock_draft(draft)
        if now.closed_at is None:
            _check_told(now, on)
        return submit(draft=now, version=version, mode=mode, by=by, at=at, on=on, request=request)


def _mark_changed(
    draft: Draft, codes: set[str], *, mode: str, by: User | None, at: datetime, request: HttpRequest | None
) -> None:
    """Put again what has changed, and remember that it has; nothing is written where that is known."""
    new = [code for code in draft.given if code in codes and not draft.given[code].get(CHANGED)]
    if not new:
        return
    for code in new:
        draft.given[code] |= {shelf.STALE: True, CHANGED: True}
    draft.version += 1
    draft.saved_at = at
    draft.save(update_fields=["given", "version", "saved_at"])
    audit.record(
        "change",
        by=by,
        role=role_in(mode, by),
        patient_id=draft.visit.patient_id,
        target=f"draft {draft.pk}",
        fields=new,
        request=request,
        at=at,
    )


def _check_told(draft: Draft, on: date) -> None:
    """Raise AnswersMissing where what was told to have changed is asked and not answered anew."""
    told = told_changed(draft.given)
    if not told:
        return
    questionnaire = questionnaire_for(draft.visit, on=on, form=SAME_DAY)
    still_open = questionnaire.standing(draft.answers, draft.given).still_open
    if codes := tuple([code for code in still_open if code in told]):
        raise AnswersMissing(codes)


def _drop_of_another_day(visit: Visit, at: datetime, on: date) -> None:
    """A check begun before the visit was moved to today is begun anew: what was good then may be too old."""
    begun, _ = bounds_of(on)
    old = Draft.objects.filter(visit=visit, questionnaire=SAME_DAY, closed_at=None, created_at__lt=begun)
    old.update(closed_at=at)
