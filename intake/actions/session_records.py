"""What was done in a session is written down once, by dermatologist or nurse, and only added to later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.locks import lock_visit
from intake.actions.rights import CLINICIANS, role_of
from intake.canonical import digest
from intake.courses.depths import DEEPEST, Range, in_mm, ranges_of
from intake.models import SessionDepth, SessionRecord, Tolerance, TreatmentSession
from intake.refusals import Changed, NotDone, NotNow
from intake.texts import clean_line, clean_text

GOING_ON = "This session is still going on. End it first."
RECORDED = "This session is recorded already. You may add to the record."
NOT_A_CLINICIAN = "Choose who treated: a dermatologist or a nurse of this clinic."
LEFT_OUT = "Write the depth, or choose “Stopped early” and say in the note what was not treated."
LEFT_OUT_WHY = "Say in the note what was not treated: a depth is missing."


class RecordWrong(NotDone):
    """Something of the record is not complete; `field` names which, the text says what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Depth:
    """The needle depth used on one area, in millimeters, and the reason where it went above the level."""

    mm: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done in a session. Texts are what people typed; a batch is kept as `batch_of` writes it."""

    device: str
    needle_batch: str
    tolerance: str
    operator: User
    numbing_used: str = ""
    applied: str = ""
    note: str = ""


def record_session(
    *,
    session: TreatmentSession,
    depths: Mapping[str, Depth],
    done: Done,
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> SessionRecord:
    """Write the record of a session that has ended, with the depth used on each treated area.

    Raises RecordWrong for what is not complete, NotNow for a session that goes on or has its record.
    """
    role = role_of(by, *CLINICIANS)
    told = _told(done)
    with transaction.atomic():
        session = _held(session)
        rows = _depths(session, depths, told)
        record = _insert(session, told, rows, by, at)
        session.recorded_at = at
        session.save(update_fields=["recorded_at"])
        audit.record(
            "create",
            by=by,
            role=role,
            patient_id=session.patient_id,
            target=f"record of session {session.pk}",
            request=request,
            at=at,
        )
    return record


def batch_of(typed: str) -> str:
    """A batch number as it is kept and looked for: capital letters, no blanks, so that none is missed."""
    return clean_line(typed, 60).upper().replace(" ", "")


def _held(session: TreatmentSession) -> TreatmentSession:
    """The session as it is now, with its visit held. Raises NotNow where it has no record to come."""
    lock_visit(session.visit)
    found = TreatmentSession.objects.select_related("review__assessment__edition__treatment")
    session = found.get(pk=session.pk)
    if session.ended_at is None:
        raise NotNow(GOING_ON)
    if session.recorded_at is not None:
        raise NotNow(RECORDED)
    return session


def _told(done: Done) -> dict[str, object]:
    """The record's columns, clean and complete."""
    told: dict[str, object] = {
        "device": clean_line(done.device, 120),
        "needle_batch": batch_of(done.needle_batch),
        "numbing_used": clean_line(done.numbing_used, 200),
        "applied": clean_line(done.applied, 500),
        "tolerance": done.tolerance,
        "note": clean_text(done.note),
    }
    if not told["device"]:
        raise RecordWrong("device", "Write the device.")
    if not told["needle_batch"]:
        raise RecordWrong("needle_batch", "Write the needle batch.")
    if done.tolerance not in Tolerance.values:
        raise RecordWrong("tolerance", "Choose how the patient took it.")
    if not done.operator.has_role(*CLINICIANS):
        raise RecordWrong("operator", NOT_A_CLINICIAN)
    return told | {"operator": done.operator}


def _depths(session: TreatmentSession, depths: Mapping[str, Depth], told: Mapping) -> list[dict]:
    """The columns of each area's depth. One may be left out only where the session was stopped early."""
    unknown = set(depths) - set(session.areas)
    if unknown:
        raise NotNow(f"Not treated in this session: {', '.join(sorted(unknown))}.")
    missing = [area for area in session.areas if area not in depths]
    if missing and told["tolerance"] != Tolerance.STOPPED:
        raise RecordWrong(f"depth-{missing[0]}", LEFT_OUT)
    if missing and not told["note"]:
        raise RecordWrong("note", LEFT_OUT_WHY)
    return [_depth(usual, depths[usual.area]) for usual in ranges_of(session) if usual.area in depths]


def _depth(usual: Range, depth: Depth) -> dict:
    reason = clean_line(depth.reason, 500)
    if not 0 < depth.mm <= DEEPEST:
        raise RecordWrong(f"depth-{usual.area}", f"{usual.label}: write a depth up to {DEEPEST} mm.")
    if usual.is_above(depth.mm) and not reason:
        sentence = f"{usual.label}: above {in_mm(usual.warn_above)} mm, write the reason."
        raise RecordWrong(f"reason-{usual.area}", sentence)
    return {
        "area": usual.area,
        "depth_mm": depth.mm.quantize(Decimal("0.01")),  # as the column keeps it: the hash is computed anew
        "usual_from_mm": usual.usual_from,
        "usual_to_mm": usual.usual_to,
        "warn_above_mm": usual.warn_above,
        "reason": reason,
    }


def _insert(
    session: TreatmentSession, told: Mapping, rows: list[dict], by: User, at: datetime
) -> SessionRecord:
    """Write record and depths; the database refuses a second record beside it, whatever the locks did."""
    written = [{name: str(value) for name, value in row.items()} for row in rows]
    content = told | {"operator": str(told["operator"].public_id), "session": str(session.pk)}
    try:
        with transaction.atomic():
            record = SessionRecord.objects.create(
                session=session,
                recorded_at=at,
                recorded_by=by,
                content_hash=digest(content | {"depths": written, "at": at}),
                **told,
            )
    except IntegrityError:
        raise Changed(RECORDED) from None
    SessionDepth.objects.bulk_create(
        SessionDepth(record=record, position=place, **row) for place, row in enumerate(rows)
    )
    return record
