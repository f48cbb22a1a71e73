"""What has to be true besides the signature before a session starts."""

from datetime import date

from intake.consents import asks_consent, standing_consent
from intake.decided import Decided
from intake.models import TreatmentRequest
from intake.questions.parts import parts_of
from intake.refusals import NotNow
from intake.same_day import is_checked
from treatments import editions

NOT_CHECKED = "The check of the day is still to be done: ask the patient what has changed."
NO_CONSENT = "The patient has not agreed to this treatment, or took it back. Ask for consent first."


def check_gates(decided: Decided, request: TreatmentRequest, *, on: date) -> None:
    """Raise NotNow where answers are too old for a session today, or consent does not stand."""
    if not is_checked(parts_of(decided.visit), decided.response, on=on):
        raise NotNow(NOT_CHECKED)
    if lacks_consent(request):
        raise NotNow(NO_CONSENT)


def lacks_consent(request: TreatmentRequest) -> bool:
    """Whether the protocol in force asks for a consent that the request's course does not have."""
    edition = editions.in_force(request.treatment)
    if edition is None or not asks_consent(edition):
        return False
    return request.course is None or standing_consent(request.course, edition) is None
