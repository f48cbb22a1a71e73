"""From the patient's own page to the check of the day, without another link."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from intake.actions.invitations import ANSWERABLE, end_invitations
from intake.actions.locks import lock_visit
from intake.dates import bounds_of, clinic_day
from intake.models import EndReason, Invitation, Purpose, Visit
from intake.refusals import NotNow


def invite_to_check(
    *, care: Invitation, visit: Visit, at: datetime, request: HttpRequest | None = None
) -> Invitation:
    """The invitation to the check of today's visit, for whoever holds this patient's own page.

    One that is still good is used again. Raises NotNow on another day, for another patient's visit, and for
    one that takes no answers any more.
    """
    on = clinic_day(at)
    with transaction.atomic():
        visit = lock_visit(visit)
        if visit.patient_id != care.patient_id or visit.state not in ANSWERABLE:
            raise NotNow("This visit takes no answers.")
        if clinic_day(visit.starts_at) != on:
            raise NotNow("The check of the day is for the day of the visit.")
        found = visit.invitations.filter(ended_at=None, purpose=Purpose.SAME_DAY).first()
        if found is not None and found.is_live(at):
            return found
        end_invitations(visit=visit, reason=EndReason.REISSUED, by=None, at=at, purpose=Purpose.SAME_DAY)
        made = Invitation.objects.create(
            patient_id=care.patient_id,
            visit=visit,
            purpose=Purpose.SAME_DAY,
            language=care.language,
            created_at=at,
            created_by=care.created_by,  # whoever made the link that led here
            expires_at=bounds_of(on)[1],
        )
        audit.record(
            "create",
            role=audit.PATIENT,
            patient_id=care.patient_id,
            target=f"invitation {made.pk}",
            fields=["invitation"],
            request=request,
            at=at,
        )
    return made
