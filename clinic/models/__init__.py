"""Rows of the clinic room: people, their roles, places, and the audit trail."""

from clinic.models.audit import AuditEvent
from clinic.models.people import RoleGrant, User
from clinic.models.places import Place

__all__ = ["AuditEvent", "Place", "RoleGrant", "User"]
