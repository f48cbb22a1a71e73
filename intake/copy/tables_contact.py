"""How the clinic and the patient reached each other, and who looked at the record."""

from clinic.models import AuditEvent, EmergencyAccess, EmergencyReview
from intake import models as intake
from intake.copy.table import BOOKKEEPING, CHECK_FIGURE, DEVICE, NONE, REPEATED, SECRET, Table

CONTACT = (
    Table(
        "messages",
        intake.Message,
        "patient",
        told="created_at kind channel to language state sent_at detail error created_by",
        in_file="id patient visit invitation session",
        left_out={
            "dedupe_key": BOOKKEEPING,
            "attempts": BOOKKEEPING,
            "next_try_at": BOOKKEEPING,
            "claimed_until": BOOKKEEPING,
        },
        order="created_at",
    ),
    Table(
        "invitations",
        intake.Invitation,
        "patient",
        told="created_at created_by purpose language expires_at redeemed_at tries locked_at ended_at "
        "ended_by ended_reason",
        in_file="id patient visit",
        left_out={"access_version": BOOKKEEPING},
        order="created_at",
    ),
    Table(
        "calendar_addresses",
        intake.CalendarFeed,
        "patient",
        told="created_at language revoked_at revoked_by",
        in_file="id patient",
        left_out={"digest": SECRET},
        order="created_at",
    ),
    Table(
        "recalls",
        intake.Recall,
        "patient",
        told="opened_at opened_by due_on closed_at closed_by outcome note",
        in_file="id patient visit",
        # A wait that nobody has signed is not told on the own page.
        withheld="due_on",
        order="opened_at",
    ),
    Table(
        "correction_requests",
        intake.CorrectionRequest,
        "patient",
        told="written_at words language",
        in_file="id patient",
        order="written_at",
    ),
    Table(
        "correction_answers",
        intake.CorrectionAnswer,
        "request__patient",
        told="outcome words at by",
        in_file="id request",
        order="at",
        under="request",
    ),
    Table(
        "emergencies",
        EmergencyAccess,
        "patient_id",
        told="opened_at opened_by expires_at ended_at ended_by reason",
        left_out={"patient_id": REPEATED},
        withheld="reason",
        order="opened_at",
    ),
    Table(
        "emergency_reviews",
        EmergencyReview,
        "access__patient_id",
        told="note reviewed_at reviewed_by",
        in_file="id access",
        released=NONE,
        order="reviewed_at",
        under="access",
    ),
    Table(
        "looked_at",
        AuditEvent,
        "patient_id",
        told="at actor actor_role action outcome",
        in_file="id target fields",
        left_out={"key_id": CHECK_FIGURE, "nonce": CHECK_FIGURE, "content_hash": CHECK_FIGURE}
        | dict.fromkeys(("user_agent", "ip_address", "request_id"), DEVICE)
        | {"patient_id": REPEATED},
        order="at",
        counted=True,
    ),
)
