"""The end of a record: after the years it is kept, one patient's rows may go, and this row stays."""

from django.db import models
from django.db.models import CheckConstraint, Field, Q

from intake.models.columns import person, uuid_key
from intake.models.patient import Patient

YEARS_AT_LEAST = 10
"""The database lets no row go of a patient who was here within so many years, whatever a setting says."""

_LAST_HERE = (
    ("intake_patient", "id", "created_at"),
    ("intake_visit", "patient_id", "starts_at"),
    ("intake_course", "patient_id", "opened_at"),
    ("intake_treatmentconsent", "patient_id", "agreed_at"),
    ("intake_treatmentsession", "patient_id", "started_at"),
    ("intake_symptomreport", "patient_id", "given_at"),
    ("intake_correctionrequest", "patient_id", "written_at"),
    ("intake_message", "patient_id", "created_at"),
)
"""Table, the patient's key in it, and when: what the database itself looks at. The action looks at all."""


class Disposal(models.Model):
    """Who let one patient's record go, when and why, and how many rows of each table. Insert only.

    `patient_id` is no foreign key: the patient's row goes as well. Audit events and emergency accesses name
    the same key and stay.
    """

    id = uuid_key()
    patient_id = models.UUIDField(unique=True)
    record_number = models.CharField(max_length=12)
    last_active_at = models.DateTimeField()
    reason = models.TextField()
    rows = models.JSONField()
    at = models.DateTimeField()
    by = person()

    class Meta:
        constraints = [CheckConstraint(name="disposal_says_why", condition=~Q(reason=""))]
        indexes = [models.Index(fields=["-at"], name="disposal_latest_first")]

    def __str__(self) -> str:
        return f"{self.record_number}, {self.at:%Y-%m-%d}"


def was_here_lately() -> str:
    """SQL that holds while the patient of a disposal `{row}` was here within the years, by the clock of the
    database: no disposal is written for such a patient."""
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} AS seen WHERE seen.{key} = {{row}}.patient_id"
        f" AND {_day('CURRENT_TIMESTAMP')} - {_day(f'seen.{moment}')} < {YEARS_AT_LEAST}0000)"
        for table, key, moment in _LAST_HERE
    )


def is_let_go(model: type[models.Model]) -> str:
    """SQL that holds for a `{row}` of the model whose patient has a disposal: only then it may be deleted."""
    *steps, last = way_to_patient(model)
    condition = f"{{row}}.{last.column} IN (SELECT patient_id FROM intake_disposal)"
    for number, step in enumerate(reversed(steps)):
        table, alias = step.remote_field.model._meta.db_table, f"of{number}"
        inner = condition.replace("{row}", alias)
        condition = f"{{row}}.{step.column} IN (SELECT {alias}.id FROM {table} AS {alias} WHERE {inner})"
    return condition


def way_to_patient(model: type[models.Model]) -> list[Field]:
    """The shortest chain of foreign keys from a row to its patient; empty where none leads there."""
    ways = [[]]
    seen = {model}
    while ways:
        way = ways.pop(0)
        at = way[-1].remote_field.model if way else model
        if at is Patient and way:
            return way
        for field in at._meta.concrete_fields:
            # Not `related_model`: that waits until all models are there, and guards are made before.
            if field.is_relation and field.remote_field.model not in seen:
                seen.add(field.remote_field.model)
                ways.append([*way, field])
    return []


def _day(moment: str) -> str:
    """A moment as the number YYYYMMDD, in SQL that both databases understand."""
    return f"CAST(REPLACE(SUBSTR(CAST({moment} AS text), 1, 10), '-', '') AS integer)"
