"""Why a signed decision no longer stands: which answer it used has changed, or what was newly found."""

from dataclasses import dataclass
from typing import Any

from intake.decided import DecidedRequest
from intake.models import Assessment
from intake.shelf import used_questions
from treatments import editions


@dataclass(frozen=True, slots=True)
class AnswerChanged:
    """An answer the signature rested on, as it was then and as it is now; None where there is none."""

    code: str
    before: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Lapse:
    """The answers that changed since the signature, and codes of rules that hold now and did not then.

    Both are empty where only time went by: a signed wait is over.
    """

    answers: tuple[AnswerChanged, ...]
    found: tuple[str, ...]


def lapse_of(item: DecidedRequest) -> Lapse | None:
    """Why the request's last signature does not cover what is known now; None where none lapsed."""
    if item.lapsed is None or item.assessment is None:
        return None
    signed = Assessment.objects.get(pk=item.lapsed.assessment_id)
    now = Assessment.objects.select_related("edition__treatment").get(pk=item.assessment.pk)
    return Lapse(_answers_changed(signed, now), _newly_found(signed, now))


def _answers_changed(signed: Assessment, now: Assessment) -> tuple[AnswerChanged, ...]:
    protocol = editions.engine_for(now.edition).protocol
    used, before, after = used_questions(protocol), signed.facts["answers"], now.facts["answers"]
    changed = [
        q.code for q in protocol.questions if q.code in used and before.get(q.code) != after.get(q.code)
    ]
    return tuple(AnswerChanged(code, before.get(code), after.get(code)) for code in changed)


def _newly_found(signed: Assessment, now: Assessment) -> tuple[str, ...]:
    known = [dict(mark) for mark in signed.marks]
    return tuple(dict.fromkeys(mark["code"] for mark in now.marks if mark not in known))
