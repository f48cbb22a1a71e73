"""Which consents a visit needs, and whether one stands: given on the words now in force, not taken back."""

from dataclasses import dataclass

from intake.items import document_of
from intake.models import Course, TreatmentConsent, Visit
from intake.questionnaire import parts_of
from treatments.care import ConsentText, consent_of
from treatments.models import ProtocolEdition


@dataclass(frozen=True, slots=True)
class ConsentNeeded:
    """A course of the visit that nobody has agreed to yet, and the words to agree to."""

    course: Course
    edition: ProtocolEdition
    text: ConsentText


def consents_needed(visit: Visit, language: str) -> list[ConsentNeeded]:
    """What the patient is still to agree to before a session of this visit, in that language.

    A course is opened by a dermatologist's signature: before it there is nothing to agree to.
    """
    needed = []
    for part in parts_of(visit):
        course = part.request.course
        text = consent_of(document_of(part.edition), language)
        if course is not None and text is not None and standing_consent(course, part.edition) is None:
            needed.append(ConsentNeeded(course, part.edition, text))
    return needed


def standing_consent(course: Course, edition: ProtocolEdition) -> TreatmentConsent | None:
    """The consent that stands for a course, by the words of this edition; None where there is none."""
    for consent in course.consents.filter(withdrawal=None).order_by("-agreed_at"):
        words = consent_of(document_of(edition), consent.language)
        if words is None or words.version == consent.text_version:
            return consent
    return None
