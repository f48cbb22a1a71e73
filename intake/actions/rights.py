"""The second lock: an action asks for the role itself, whatever page called it."""

from django.core.exceptions import PermissionDenied

from clinic import audit
from clinic.models import User
from clinic.roles import DERMATOLOGIST, FRONT_DESK, NURSE
from intake.models import Mode

DESK = (FRONT_DESK, NURSE, DERMATOLOGIST)
CLINICIANS = (NURSE, DERMATOLOGIST)
BY_PATIENT = (Mode.PATIENT, Mode.TABLET)
"""Modes in which nobody of the staff is asked for a role: the patient's session is the right."""


def role_of(by: User | None, *roles: str) -> str:
    """The role a person acts in. Raises PermissionDenied for somebody who holds none of them."""
    role = by.role_among(roles) if by is not None else ""
    if not role:
        raise PermissionDenied(f"This needs one of the roles {', '.join(roles)}.")
    return role


def role_in(mode: str, by: User | None) -> str:
    """Who acts when answers are given: the patient, or a person of the desk. Nobody acts as the patient."""
    if mode in BY_PATIENT and by is None:
        return audit.PATIENT
    if mode not in Mode.values or mode in BY_PATIENT:
        raise ValueError(f"{mode!r} is no way in which a person of the staff gives answers")
    return role_of(by, *DESK)
