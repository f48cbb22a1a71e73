"""The symptom check of one patient: which session it is about, in which edition, held against what before."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from intake.models import Patient, SymptomReport, TreatmentSession
from intake.refusals import NotNow
from intake.symptoms.pages import lists_of
from intake.texts import clean_text
from treatments import editions
from treatments.models import ProtocolEdition
from treatments.symptoms import SymptomCheck, symptom_check_for

Answers = Mapping[str, Any]

NOTHING_TO_ASK = "The protocol in force has no symptom check."
RECENT = timedelta(weeks=8)
"""Two sessions of one schedule, at its longest interval: within it a patient says which one is meant."""
MOST = 6
"""Sessions to choose from: more in eight weeks come only of several courses at once."""


def sessions_to_ask(patient: Patient, *, on: date) -> list[TreatmentSession]:
    """The sessions a report may be about, the latest first: those of the last weeks, else the last one.

    Whether somebody has written the record yet is no matter: a patient may need help before that.
    """
    found = TreatmentSession.objects.filter(patient=patient, performed_on__lte=on)
    sessions = list(found.select_related("request").order_by("-performed_on", "-started_at")[:MOST])
    recent = [session for session in sessions if session.performed_on > on - RECENT]
    return recent or sessions[:1]


def check_in_force(treatment: str) -> tuple[ProtocolEdition, SymptomCheck]:
    """The edition in force and its symptom check. Raises NotNow where there is none."""
    edition = editions.in_force(treatment)
    check = symptom_check_for(edition) if edition else None
    if check is None:
        raise NotNow(NOTHING_TO_ASK)
    return edition, check


def days_after(session: TreatmentSession, *, on: date) -> int:
    """Whole days of the clinic since the day of the session; 0 on the day itself."""
    return max((on - session.performed_on).days, 0)


def readable(check: SymptomCheck, told: Answers) -> dict[str, Any]:
    """The answers of a check that can be read; whatever else was sent is left out, and so counts as blank.

    Raises Refused for words that cannot be stored.
    """
    found = {}
    for code in check.values:
        answer = told.get(code)
        if answer is None or check.problems(code, answer):
            continue
        found[code] = _stored(check.values[code].type, answer)
    return found


def compared_with(check: SymptomCheck, earlier: Iterable[SymptomReport]) -> dict[str, Any] | None:
    """What a new report of the same session is held against, of the reports before it, the oldest first.

    A report that is whole counts alone. One that is not (sent at once for an urgent sign, or with blanks by
    phone) adds what it says to the one before. None where nothing was told but urgent signs: nothing can
    have grown since.
    """
    told: dict[str, Any] = {}
    for report in earlier:
        is_whole = not check.assess(report.answers, days_after=report.days_after).missing
        told = dict(report.answers) if is_whole else told | report.answers
    listed = {code for gate, codes in lists_of(check).items() for code in (gate, *codes)}
    return told if set(told) - listed else None


def _stored(kind: str, answer: Any) -> Any:
    if kind == "text":
        return clean_text(answer)
    return list(dict.fromkeys(answer)) if kind == "areas" else answer
