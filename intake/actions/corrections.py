"""A patient says what is wrong in the record; the lead or a dermatologist answers. Nothing is overwritten:

the request stays as written, the answer is a row beside it, and what is put right is put right where it
stands (particulars on their page, answers by a new response), with its own event.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic import audit
from clinic.models import User
from clinic.roles import DERMATOLOGIST, LEAD
from intake.actions.locks import lock_patient
from intake.actions.rights import role_of
from intake.models import CorrectionAnswer, CorrectionOutcome, CorrectionRequest, Patient
from intake.questions.wording import Refused
from intake.refusals import Changed, NotDone
from intake.texts import TEXT, clean_text

A_DAY = 3
"""Requests a patient may write in 24 hours; more are a phone call."""
ANSWERERS = (LEAD, DERMATOLOGIST)

ENOUGH = _("You have written to us three times since yesterday. Please call us if there is more.")
ANSWERED = "Somebody else answered this request meanwhile."
NO_OUTCOME = "Say whether the request is accepted or declined."


def ask_for_correction(
    *, patient: Patient, words: str, language: str, at: datetime, request: HttpRequest | None = None
) -> CorrectionRequest:
    """Keep what the patient says is wrong. The same words sent twice are one request while it is open.

    Raises Refused for no words or ones that cannot be stored, NotDone beyond the number a day.
    """
    told = clean_text(words, TEXT)
    if not told:
        raise Refused("blank")
    with transaction.atomic():
        lock_patient(patient)
        mine = CorrectionRequest.objects.filter(patient=patient)
        same = mine.filter(words=told, answer=None).first()
        if same is not None:
            return same
        if mine.filter(written_at__gt=at - timedelta(days=1)).count() >= A_DAY:
            raise NotDone(ENOUGH)
        made = CorrectionRequest.objects.create(patient=patient, words=told, language=language, written_at=at)
        _record("create", made, request=request, at=at, role=audit.PATIENT)
    return made


def answer_correction(
    *,
    correction: CorrectionRequest,
    outcome: str,
    words: str,
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> CorrectionAnswer:
    """Accept or decline, in words the patient reads. Raises Refused, NotDone, Changed where answered."""
    role, told = role_of(by, *ANSWERERS), clean_text(words, TEXT)
    if outcome not in CorrectionOutcome.values:
        raise NotDone(NO_OUTCOME)
    if not told:
        raise Refused("blank")
    with transaction.atomic():
        lock_patient(correction.patient)
        if CorrectionAnswer.objects.filter(request=correction).exists():
            raise Changed(ANSWERED)
        made = CorrectionAnswer.objects.create(request=correction, outcome=outcome, words=told, at=at, by=by)
        _record("change", correction, request=request, at=at, by=by, role=role, fields=["answer"])
    return made


def _record(action: str, correction: CorrectionRequest, **how) -> None:
    audit.record(
        action, patient_id=correction.patient_id, target=f"correction request {correction.pk}", **how
    )
