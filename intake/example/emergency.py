"""Yesterday evening the front desk read María's record by an emergency access; nobody reviewed that yet."""

from datetime import datetime, time, timedelta

from clinic import audit
from clinic.people.emergency import end_access, open_access
from intake.dates import clinic_zone
from intake.example.steps import Clinic
from intake.models import Visit

WHY = "She called with a swollen face and nobody who may read the record was in the house."


def read_yesterday(clinic: Clinic) -> None:
    """Opened with a reason, two pages read, ended after a quarter of an hour."""
    at = datetime.combine(clinic.today - timedelta(days=1), time(18, 10), clinic_zone())
    visit = Visit.objects.filter(patient__family_name="García López").earliest("starts_at")
    told = {"patient_id": visit.patient_id, "role": audit.EMERGENCY, "by": clinic.desk}
    access = open_access(patient_id=visit.patient_id, reason=WHY, by=clinic.desk, at=at)
    audit.record("view", target=f"visit {visit.pk}", at=at + timedelta(minutes=1), **told)
    session = visit.sessions.get()
    audit.record("view", target=f"treatmentsession {session.pk}", at=at + timedelta(minutes=3), **told)
    end_access(access=access, by=clinic.desk, at=at + timedelta(minutes=15))
