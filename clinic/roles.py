"""The four roles a person of the clinic may hold; several at once are allowed.

A patient holds no role: a patient comes by a link and reaches one visit only.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    FRONT_DESK = "front_desk", "Front desk"
    NURSE = "nurse", "Nurse"
    DERMATOLOGIST = "dermatologist", "Dermatologist"
    LEAD = "lead", "Clinic lead"


FRONT_DESK = Role.FRONT_DESK.value
NURSE = Role.NURSE.value
DERMATOLOGIST = Role.DERMATOLOGIST.value
LEAD = Role.LEAD.value

EVERYONE = tuple(Role.values)
# Who may read why the engine decided as it did; the front desk may not.
SEES_REASONS = (NURSE, DERMATOLOGIST)
