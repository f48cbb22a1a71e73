"""The link to a patient's own page: sent, copied, put into reminders, taken back, over with the care.

It lasts LINK_LIFE_DAYS from the last time the clinic sent it, so that it lives through a course whose
sessions are months apart. Once staff took it back, or wrong birth dates locked it, no message brings a new
one: only a person of the desk does.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.invitations import LINKS, mint_token, record_link
from intake.actions.locks import lock_patient
from intake.actions.messages import note_copied, tell_of_own_page
from intake.actions.rights import DESK, role_of
from intake.addresses import link_for
from intake.dates import bounds_of, clinic_day
from intake.models import (
    Course,
    CourseState,
    EndReason,
    Invitation,
    InvitationToken,
    Language,
    Message,
    Patient,
    Purpose,
    TreatmentSession,
    Visit,
    VisitState,
)
from intake.refusals import NotNow

LOOKED_AFTER = timedelta(days=42)
"""How long after a session a patient's page stays open without a course: late signs come weeks later."""
MOST = 500
"""Pages closed in one round; the rest follows in the next."""

_COMING = (VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION)
_GOING_ON = (CourseState.ACTIVE, CourseState.PAUSED)
_NOTHING = "There is nothing to show: no visit is booked and no course is going on."


def send_care_link(
    *, patient: Patient, by: User, at: datetime, language: str = "", request: HttpRequest | None = None
) -> Message | None:
    """Queue the message with the link; a second click while one waits queues nothing. None without a way."""
    role = role_of(by, *DESK)
    with transaction.atomic():
        invitation = care_link_for(patient=patient, by=by, at=at, language=language)
        message = tell_of_own_page(invitation=invitation, by=by, at=at)
        record_link("change", invitation, by, role, at, request, ["message"])
    return message


def copy_care_link(
    *, patient: Patient, by: User, at: datetime, language: str = "", request: HttpRequest | None = None
) -> tuple[Invitation, str]:
    """A new link for staff to copy or show as a code: the invitation and the token, told this once."""
    role = role_of(by, *DESK)
    with transaction.atomic():
        invitation = care_link_for(patient=patient, by=by, at=at, language=language)
        token = _mint(invitation, at)
        note_copied(invitation=invitation, by=by, at=at, occasion=str(invitation.messages.count()))
        record_link("export", invitation, by, role, at, request, ["link"])
    return invitation, token


def revoke_care_link(
    *, patient: Patient, by: User, at: datetime, request: HttpRequest | None = None
) -> Invitation:
    """Take the link back: every link and every session opened by one ends. Raises NotNow without any."""
    role = role_of(by, *DESK)
    with transaction.atomic():
        invitation = _open_one(lock_patient(patient))
        if invitation is None:
            raise NotNow("No link to this patient’s own page is open.")
        _end(invitation, EndReason.REVOKED, by, at)
        record_link("change", invitation, by, role, at, request, ["ended_at"])
    return invitation


def care_link_for(*, patient: Patient, by: User, at: datetime, language: str = "") -> Invitation:
    """The patient's open invitation, lasting from now; a new one where there is none or it opens nothing.

    Raises NotNow where the page would show nothing. Call it in a transaction.
    """
    patient = lock_patient(patient)
    found = _open_one(patient)
    if found is not None and found.is_live(at):
        return _last_from(found, at)
    if not _patients_with_care(at).filter(pk=patient.pk).exists():
        raise NotNow(_NOTHING)
    if found is not None:
        _end(found, EndReason.REISSUED, by, at)
    return Invitation.objects.create(
        patient=patient,
        purpose=Purpose.CARE,
        language=language if language in Language.values else patient.language,
        created_at=at,
        created_by=by,
        expires_at=_expiry(at),
    )


def link_in_message(*, message: Message, at: datetime, to: str) -> str:
    """The address of the patient's own page for a message that goes out now; "" where none is to be sent.

    A new invitation is put down to the person who booked the visit the message is about.
    """
    patient = lock_patient(message.patient)
    last = latest_care_link(patient)
    if last is not None and (last.ended_reason == EndReason.REVOKED or _is_locked(last)):
        return ""
    by = message.created_by or message.visit.created_by
    try:
        invitation = care_link_for(patient=patient, by=by, at=at, language=message.language)
    except NotNow:
        return ""
    if last is None or invitation.pk != last.pk:
        record_link("create", invitation, None, audit.SYSTEM, at, None, ["invitation"])
    return link_for(_mint(invitation, at), message.language, to)


def latest_care_link(patient: Patient) -> Invitation | None:
    """The invitation to the patient's own page that was made last, whatever became of it."""
    return Invitation.objects.filter(patient=patient, purpose=Purpose.CARE).order_by("-created_at").first()


def end_care_over(*, at: datetime) -> int:
    """Close the pages of patients whose care is over; for the worker. Returns how many."""
    with transaction.atomic():
        over = Invitation.objects.filter(purpose=Purpose.CARE, ended_at=None)
        over = over.exclude(patient__in=_patients_with_care(at)).select_for_update(of=("self",))
        found = list(over[:MOST])
        for invitation in found:
            _end(invitation, EndReason.CARE_OVER, None, at)
            record_link("change", invitation, None, audit.SYSTEM, at, None, ["ended_at"])
    return len(found)


def _patients_with_care(at: datetime):
    """Patients with a visit to come, a course going on, or a session not long ago."""
    today = clinic_day(at)
    visits = Visit.objects.filter(
        patient=OuterRef("pk"), state__in=_COMING, starts_at__gte=bounds_of(today)[0]
    )
    courses = Course.objects.filter(patient=OuterRef("pk"), state__in=_GOING_ON)
    sessions = TreatmentSession.objects.filter(patient=OuterRef("pk"), performed_on__gte=today - LOOKED_AFTER)
    return Patient.objects.filter(Q(Exists(visits)) | Q(Exists(courses)) | Q(Exists(sessions)))


def _open_one(patient: Patient) -> Invitation | None:
    return Invitation.objects.filter(patient=patient, purpose=Purpose.CARE, ended_at=None).first()


def _is_locked(invitation: Invitation) -> bool:
    return invitation.ended_at is None and invitation.locked_at is not None


def _expiry(at: datetime) -> datetime:
    return at + timedelta(days=settings.LINK_LIFE_DAYS)


def _last_from(invitation: Invitation, at: datetime) -> Invitation:
    invitation.expires_at = max(invitation.expires_at, _expiry(at))
    invitation.save(update_fields=["expires_at"])
    return invitation


def _mint(invitation: Invitation, at: datetime) -> str:
    """A new token. A page that lives for years has many: beyond the limit the oldest open nothing."""
    kept = invitation.tokens.order_by("-created_at", "-pk").values_list("pk", flat=True)
    old = list(kept[LINKS - 1 :])
    if old:
        InvitationToken.objects.filter(pk__in=old).delete()
    return mint_token(invitation=invitation, at=at)


def _end(invitation: Invitation, reason: str, by: User | None, at: datetime) -> None:
    told = {"ended_at": at, "ended_reason": reason, "ended_by": by}
    Invitation.objects.filter(pk=invitation.pk).update(access_version=F("access_version") + 1, **told)
    invitation.refresh_from_db()
