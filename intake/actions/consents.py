"""A patient agrees to a course of treatment, at the visit and in their own language; and takes it back."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions import signing_names
from intake.actions.locks import lock_visit
from intake.actions.rights import BY_PATIENT, CLINICIANS, role_in, role_of
from intake.canonical import digest
from intake.consents import ConsentNeeded, consents_needed
from intake.models import ConsentWithdrawal, TreatmentConsent, Visit, VisitState
from intake.refusals import Changed, NotNow
from intake.texts import clean_text

AT_THE_VISIT = "Consent is given at the visit, once the patient is here."
OTHER_WORDS = "The words to agree to have changed. Read them again."


def give_consent(
    *,
    visit: Visit,
    version: str,
    agreed: bool,
    signed_name: str,
    language: str,
    mode: str,
    by: User | None = None,
    at: datetime,
    request: HttpRequest | None = None,
) -> TreatmentConsent:
    """Keep that the patient agreed to the words of this `version`, read in this language.

    On the clinic's device the patient signs by typing the name; what was signed on paper a clinician
    writes down. Raises NotNow before arrival and where nothing is left to agree to, Changed for other words,
    Refused for a box not ticked, a name not typed or without a letter.
    """
    role = role_in(mode, by) if mode in BY_PATIENT else role_of(by, *CLINICIANS)
    name = signing_names.signed_name(ticked=agreed, typed=signed_name)
    with transaction.atomic():
        visit = lock_visit(visit)
        if visit.state not in (VisitState.ARRIVED, VisitState.IN_SESSION):
            raise NotNow(AT_THE_VISIT)
        consent = _write(visit, _needed(visit, language, version), language, name, mode, by, at)
        _record("sign", consent, by, role, at, request)
    return consent


def withdraw(
    *,
    consent: TreatmentConsent,
    words: str = "",
    by: User | None = None,
    at: datetime,
    request: HttpRequest | None = None,
) -> ConsentWithdrawal:
    """Take a consent back: by the patient at any time (`by` empty), or written down by a clinician."""
    role = role_of(by, *CLINICIANS) if by else audit.PATIENT
    with transaction.atomic():
        lock_visit(consent.visit)
        if ConsentWithdrawal.objects.filter(consent=consent).exists():
            raise NotNow("This consent was taken back already.")
        withdrawal = ConsentWithdrawal.objects.create(
            consent=consent, words=clean_text(words, 500), at=at, by=by
        )
        _record("change", consent, by, role, at, request)
    return withdrawal


def _needed(visit: Visit, language: str, version: str) -> ConsentNeeded:
    needed = consents_needed(visit, language)
    if not needed:
        raise NotNow("There is nothing to agree to now.")
    found = next((one for one in needed if one.text.version == version), None)
    if found is None:
        raise Changed(OTHER_WORDS)
    return found


def _write(
    visit: Visit, needed: ConsentNeeded, language: str, name: str, mode: str, by: User | None, at: datetime
) -> TreatmentConsent:
    text = "\n\n".join([needed.text.title, *needed.text.statements, needed.text.agree])
    told = {"course": str(needed.course.pk), "text": text, "name": name, "language": language, "at": at}
    return TreatmentConsent.objects.create(
        patient=visit.patient,
        course=needed.course,
        visit=visit,
        edition=needed.edition,
        text_version=needed.text.version,
        language=language,
        text=text,
        signed_name=name,
        mode=mode,
        agreed_at=at,
        recorded_by=by,
        content_hash=digest(told),
    )


def _record(action, consent: TreatmentConsent, by, role, at, request) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=consent.patient_id,
        target=f"consent {consent.pk}",
        request=request,
        at=at,
    )
