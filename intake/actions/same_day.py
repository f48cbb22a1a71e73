"""The check on the day of the visit: nothing has changed, or what has is answered again; then it is sent."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from clinic.models import User
from intake.actions.answers import Saved, save_answers
from intake.actions.drafts import find_draft, open_draft
from intake.actions.submission import submit
from intake.dates import bounds_of, clinic_day
from intake.models import SAME_DAY, Draft, Response, Visit
from intake.questions import shelf
from intake.refusals import NotNow

ON_THE_DAY = "The check of the day is for the day of the visit."


def begin_check(
    *,
    visit: Visit,
    mode: str,
    language: str = "",
    by: User | None = None,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> Draft:
    """The draft of the check, made when there is none: all answers, what is to be put again marked.

    Raises NotNow on another day than the visit's, and where nothing was answered before.
    """
    check_the_day(visit, on)
    _drop_of_another_day(visit, at, on)
    return open_draft(visit=visit, mode=mode, form=SAME_DAY, language=language, by=by, at=at, request=request)


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

    What has changed stays open: it is put question by question.
    """
    again = {
        code: draft.answers.get(code)
        for code in draft.given
        if shelf.is_stale(draft.given, code) and code not in changed
    }
    return save_answers(
        visit=draft.visit,
        values=again | dict(values),
        version=version,
        mode=mode,
        by=by,
        at=at,
        on=on,
        form=SAME_DAY,
        request=request,
    )


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
    """Send the check. Raises AnswersMissing while something is open. No name is typed under it."""
    return submit(draft=draft, version=version, mode=mode, by=by, at=at, on=on, request=request)


def _drop_of_another_day(visit: Visit, at: datetime, on: date) -> None:
    """A check begun before the visit was moved to today is begun anew: what was good then may be too old."""
    begun, _ = bounds_of(on)
    old = Draft.objects.filter(visit=visit, questionnaire=SAME_DAY, closed_at=None, created_at__lt=begun)
    old.update(closed_at=at)
