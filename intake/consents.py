"""Which consents a visit needs, and whether one stands: given on the words now in force, not taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import UUIDField

from clinic.prepared import Many, Prepared
from intake.dates import clinic_day
from intake.decided import Decided, decided_of
from intake.models import ConsentWithdrawal, Course, TreatmentConsent, Visit
from intake.questions.items import document_of
from intake.questions.parts import parts_of
from treatments import editions
from treatments.care import ConsentText, consent_of
from treatments.models import ProtocolEdition


@dataclass(frozen=True, slots=True)
class ConsentNeeded:
    """A course of the visit that nobody has agreed to yet, and the words to agree to."""

    course: Course
    edition: ProtocolEdition
    text: ConsentText


@dataclass(frozen=True, slots=True)
class ConsentStanding:
    """A course and the consent that counts for it: the one that stands, else the last one, else None."""

    course: Course
    consent: TreatmentConsent | None
    stands: bool

    @property
    def withdrawal(self) -> ConsentWithdrawal | None:
        return getattr(self.consent, "withdrawal", None)


def standings_of(decided: Decided) -> list[ConsentStanding]:
    """How consent stands for each course of the visit whose protocol asks for one; in two queries."""
    treatments = {
        item.request.course_id: item.request.treatment for item in decided.requests if item.request.course_id
    }
    if not treatments:
        return []  # before the first signature there is no course
    courses = Course.objects.filter(pk__in=treatments).order_by("opened_at", "pk")
    given = TreatmentConsent.objects.filter(course__in=treatments).order_by("-agreed_at")
    rows = list(given.select_related("withdrawal__by", "edition__treatment", "recorded_by"))
    found = []
    for course in courses:
        edition = editions.in_force(treatments[course.pk])
        if edition is not None and asks_consent(edition):
            found.append(_standing(course, [row for row in rows if row.course_id == course.pk], edition))
    return found


def _standing(course: Course, rows: list[TreatmentConsent], edition: ProtocolEdition) -> ConsentStanding:
    standing = (row for row in rows if _is_in_force(row, edition) and not hasattr(row, "withdrawal"))
    consent = next(standing, None)
    return ConsentStanding(course, consent or next(iter(rows), None), consent is not None)


def consents_needed(visit: Visit, language: str) -> list[ConsentNeeded]:
    """What the patient is still to agree to before a session of this visit, in that language.

    A course is opened by a dermatologist's signature: before it there is nothing to agree to. Nor is there
    where it lets no area of a request be treated on the day.
    """
    needed = {}
    for part in parts_of(visit):
        course = part.request.course
        text = consent_of(document_of(part.edition), language)
        if course is not None and text is not None and standing_consent(course, part.edition) is None:
            needed[part.request.pk] = ConsentNeeded(course, part.edition, text)
    left = _not_ruled_out(visit) if needed else set()
    return [one for key, one in needed.items() if key in left]


def _not_ruled_out(visit: Visit) -> set[UUID]:
    """The requests that are not signed in such a way that no area may be treated on the visit's day."""
    day = clinic_day(visit.starts_at)
    items = decided_of(visit).requests
    return {item.request.pk for item in items if not item.is_signed or item.treats(day)}


_GIVEN = Prepared(
    lambda courses: TreatmentConsent.objects.filter(course__in=courses, withdrawal=None).only(
        "course", "language", "text_version"
    ),
    courses=Many(UUIDField()),
)


def courses_agreed_to(courses: Mapping[UUID, str], in_force: Mapping[str, ProtocolEdition]) -> set[UUID]:
    """Of courses (key to treatment), those that a consent stands for: one query, however many there are."""
    return {
        row.course_id
        for row in _GIVEN.all(courses=courses)
        if courses[row.course_id] in in_force and _is_in_force(row, in_force[courses[row.course_id]])
    }


def standing_consent(course: Course, edition: ProtocolEdition) -> TreatmentConsent | None:
    """The consent that stands for a course, by the words of this edition; None where there is none."""
    given = course.consents.filter(withdrawal=None).order_by("-agreed_at")
    return next((consent for consent in given if _is_in_force(consent, edition)), None)


def asks_consent(edition: ProtocolEdition) -> bool:
    """Whether the protocol has words to agree to."""
    return consent_of(document_of(edition), "en") is not None


def _is_in_force(consent: TreatmentConsent, edition: ProtocolEdition) -> bool:
    """Whether the words agreed to are still the protocol's, in the language they were read in."""
    words = consent_of(document_of(edition), consent.language)
    return words is None or words.version == consent.text_version
