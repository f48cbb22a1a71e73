"""Rows of the clinic room: people, their roles, places, times, and the audit trail."""

from clinic.models.audit import AuditEvent
from clinic.models.audit_seal import AuditSeal
from clinic.models.emergency import EmergencyAccess, EmergencyReview
from clinic.models.people import RoleGrant, User
from clinic.models.places import Place
from clinic.models.times import ClinicTimes, Holiday

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "ClinicTimes",
    "EmergencyAccess",
    "EmergencyReview",
    "Holiday",
    "Place",
    "RoleGrant",
    "User",
]
