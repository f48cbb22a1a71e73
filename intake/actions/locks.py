"""One lock per visit: whatever changes a visit, its answers or its decisions holds this row first.

So two people (or two windows) are put in order on PostgreSQL by the row lock, on SQLite by the immediate
transaction, and each sees what the other did. Call inside `transaction.atomic`.

One thing does without: a Continue writes the draft it has read, guarded by its version, and holds both only
where somebody else wrote meanwhile (`intake.actions.answers`).
"""

from django.db.models import UUIDField

from clinic.prepared import Prepared
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
_DRAFT = Prepared(
    lambda draft: (
        Draft.objects.select_for_update(of=("visit", "self"))
        .select_related("visit", "corrects")
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
    """The draft and its visit as they are now, both held until the transaction ends: one query.

    The patient is the one already read: nothing here depends on a change of the particulars.
    """
    locked = _DRAFT.first(draft=draft.pk)
    if locked is None:
        raise Draft.DoesNotExist
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
