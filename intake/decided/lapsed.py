"""Why a signed decision no longer stands: which answer it used has changed, or what was newly found."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from intake.decided import Decided, DecidedRequest
from intake.models import SAME_DAY, Assessment, ReviewAction, VisitState
from intake.questions.shelf import given_on
from treatments import editions
from treatments.models import ProtocolEdition


@dataclass(frozen=True, slots=True)
class AnswerChanged:
    """An answer the signature rested on, as it was then and as it is now; None where there is none.

    `told_on` is the day of the earlier answer.
    """

    code: str
    before: Any
    now: Any
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lapse:
    """The answers that changed since the signature, and codes of rules that hold now and did not then.

    Both are empty where only time went by: a signed wait is over. `edition` has the words for the codes.
    """

    edition: ProtocolEdition
    answers: tuple[AnswerChanged, ...]
    found: tuple[str, ...]


def is_held(decided: Decided) -> bool:
    """Whether the check of the day holds what was signed, until a dermatologist signs again."""
    visit, response = decided.visit, decided.response
    checked = visit.state == VisitState.ARRIVED and response and response.questionnaire == SAME_DAY
    return bool(checked) and any(_fell(item) for item in decided.requests)


def _fell(item: DecidedRequest) -> bool:
    return item.lapsed is not None and item.lapsed.action != ReviewAction.MORE_INFORMATION


def lapse_of(item: DecidedRequest) -> Lapse | None:
    """Why the request's last signature does not cover what is known now; None where none lapsed."""
    if item.lapsed is None or item.assessment is None:
        return None
    signed = Assessment.objects.select_related("response").get(pk=item.lapsed.assessment_id)
    now = Assessment.objects.select_related("edition__treatment").get(pk=item.assessment.pk)
    return Lapse(now.edition, _answers_changed(signed, now), _newly_found(signed, now))


def _answers_changed(signed: Assessment, now: Assessment) -> tuple[AnswerChanged, ...]:
    engine, before, after = editions.engine_for(now.edition), signed.facts["answers"], now.facts["answers"]
    used = [question.code for question in engine.protocol.questions if question.code in engine.used_questions]
    changed = [code for code in used if before.get(code) != after.get(code)]
    given = signed.response.given
    days = {code: given_on(given, code) for code in changed if code in given}
    return tuple(AnswerChanged(code, before.get(code), after.get(code), days.get(code)) for code in changed)


def _newly_found(signed: Assessment, now: Assessment) -> tuple[str, ...]:
    known = [dict(mark) for mark in signed.marks]
    return tuple(dict.fromkeys(mark["code"] for mark in now.marks if mark not in known))
