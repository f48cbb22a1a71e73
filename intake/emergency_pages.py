"""What the pages of emergency access show: a patient's clinical pages, and who opened which of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from clinic.models import EmergencyAccess, EmergencyReview, User
from clinic.people.emergency import pages_opened, unreviewed
from intake.courses.page import areas_of, name_of
from intake.models import Course, Patient, SymptomReport, TreatmentSession

Row = dict[str, Any]
VISITS = 30
"""Latest visits whose summary is offered."""
REVIEWED = 20
"""Latest reviews the list shows."""
KINDS = {
    "visit": "Summary",
    "treatmentsession": "Session",
    "course": "Course",
    "symptomreport": "Report after a session",
}
"""Pages by the word that stands in the audit trail before the row's number."""


def clinical_pages_of(patient: Patient) -> Row:
    """Everything an emergency access to this patient opens, newest first."""
    courses = Course.objects.filter(patient=patient).select_related("edition__treatment")
    sessions = TreatmentSession.objects.filter(patient=patient).order_by("-started_at", "pk")
    reports = SymptomReport.objects.filter(patient=patient).order_by("-given_at", "pk")
    return {
        "visits": patient.visits.select_related("place").order_by("-starts_at", "pk")[:VISITS],
        "courses": [
            {"course": course, "name": name_of(course), "areas": areas_of(course, course.areas)}
            for course in courses.order_by("-opened_at", "pk")
        ],
        "sessions": list(sessions),
        "reports": list(reports),
    }


def accesses_to_review(user: User, at: datetime) -> list[Row]:
    """What waits for a review, oldest first, with the pages that were opened."""
    found = list(unreviewed())
    patients = _patients(access.patient_id for access in found)
    return [
        _row(access, patients) | {"is_open": access.over_at > at, "is_own": access.opened_by_id == user.pk}
        for access in found
    ]


def reviewed_lately() -> list[Row]:
    """The latest reviews."""
    found = EmergencyReview.objects.select_related("access__opened_by", "reviewed_by")[:REVIEWED]
    patients = _patients(one.access.patient_id for one in found)
    return [_row(one.access, patients) | {"review": one} for one in found]


def _row(access: EmergencyAccess, patients: dict[UUID, Patient]) -> Row:
    return {
        "access": access,
        "patient": patients.get(access.patient_id),
        "pages": [
            {"at": event.at, "kind": KINDS.get(event.target.split(" ")[0], event.target)}
            for event in pages_opened(access)
        ],
    }


def _patients(keys: Any) -> dict[UUID, Patient]:
    return Patient.objects.in_bulk(list(keys))
