"""One lock per visit: whatever changes a visit, its answers or its decisions holds this row first.

So two people (or two windows) are put in order on PostgreSQL by the row lock, on SQLite by the immediate
transaction, and each sees what the other did. Call inside `transaction.atomic`.

One thing does without: a Continue writes the draft it has read, guarded by its version, and holds both only
where somebody else wrote meanwhile (`intake.actions.answers`).
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, UUIDField

from clinic.prepared import Prepared
from clinic.prepared.rows import PreparedRows
from intake.models import Draft, Patient, Visit
from intake.refusals import Changed

CHANGED = "Somebody else changed this since you opened it. Look at it again before you go on."


_VISIT = Prepared(
    lambda visit: (
        Visit.objects.select_for_update(of=("self",)).select_related("patient", "place").filter(pk=visit)
    ),
    visit=UUIDField(),
)
# The visit first, as everybody else: of two that hold one row each and want the other's, one would fail.
_DRAFTS = Draft.objects.select_for_update(of=("visit", "self"))
_DRAFT = Prepared(
    lambda draft: _DRAFTS.select_related("visit", "corrects").filter(pk=draft), draft=UUIDField()
)


class _Marks(NamedTuple):
    """What shows whether a draft, or the visit it is for, was written since it was read."""

    version: int
    saved_at: datetime
    closed_at: datetime | None
    visit_version: int


_DRAFT_MARKS = PreparedRows(
    _Marks,
    lambda draft: (
        _DRAFTS.select_related("visit")
        .only("version", "saved_at", "closed_at", "visit__id")
        .annotate(visit_version=F("visit__version"))
        .filter(pk=draft)
    ),
    draft=UUIDField(),
)


def lock_visit(visit: Visit, version: int | None = None) -> Visit:
    """The visit as it is now, held until the transaction ends. Raises Changed for an outdated `version`."""
    locked = _VISIT.first(visit=visit.pk)
    if locked is None:
        raise Visit.DoesNotExist
    if version is not None and locked.version != version:
        raise Changed(CHANGED)
    return locked


def lock_draft(draft: Draft) -> Draft:
    """The draft and its visit as they are now, both held until the transaction ends.

    One that nobody wrote since it was read is given back as it is: its answers are the most of such a query.
    The patient is the one already read: nothing here depends on a change of the particulars.
    """
    now = _DRAFT_MARKS.first(draft=draft.pk)
    if now is None:
        raise Draft.DoesNotExist
    if now == _Marks(draft.version, draft.saved_at, draft.closed_at, draft.visit.version):
        return draft
    locked = _DRAFT.first(draft=draft.pk)
    locked.visit.patient = draft.visit.patient
    return locked


def hold_bookings(patient: Patient) -> None:
    """Nobody else books for this patient until the transaction ends. Rows that only name the patient go on.

    Hold a visit that is to change in the same transaction first, as everybody else does.
    """
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)


def lock_patient(patient: Patient, version: int | None = None) -> Patient:
    """The patient's row as it is now, held until the transaction ends."""
    locked = Patient.objects.select_for_update().get(pk=patient.pk)
    if version is not None and locked.version != version:
        raise Changed(CHANGED)
    return locked
