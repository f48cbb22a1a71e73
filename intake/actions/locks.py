"""One lock per visit: whatever changes a visit, its answers or its decisions holds this row first.

So two people (or two windows) are put in order on PostgreSQL by the row lock, on SQLite by the immediate
transaction, and each sees what the other did. Call inside `transaction.atomic`.
"""

from intake.models import Patient, Visit
from intake.refusals import Changed

CHANGED = "Somebody else changed this since you opened it. Look at it again before you go on."


def lock_visit(visit: Visit, version: int | None = None) -> Visit:
    """The visit as it is now, held until the transaction ends. Raises Changed for an outdated `version`."""
    found = Visit.objects.select_for_update(of=("self",)).select_related("patient", "place")
    locked = found.get(pk=visit.pk)
    if version is not None and locked.version != version:
        raise Changed(CHANGED)
    return locked


def lock_patient(patient: Patient, version: int | None = None) -> Patient:
    """The patient's row as it is now, held until the transaction ends."""
    locked = Patient.objects.select_for_update().get(pk=patient.pk)
    if version is not None and locked.version != version:
        raise Changed(CHANGED)
    return locked
