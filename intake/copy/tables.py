"""The declaration: every table that leads to a patient, in the order of the copy.

A test walks all models and fails on one that leads to a patient and stands neither here nor in `NOT_TOLD`,
and on a column that stands nowhere.
"""

from intake.copy.table import NOT_YET, REPEATED, SECRET
from intake.copy.tables_care import AFTERWARDS, TREATMENT
from intake.copy.tables_contact import CONTACT
from intake.copy.tables_visits import ANSWERS, DECISIONS, THE_PATIENT

NOT_TOLD = {
    "intake.PatientWord": REPEATED,
    "intake.InvitationToken": SECRET,
    "intake.Disposal": NOT_YET,
}
"""Tables that lead to a patient and are not in the copy, with the reason."""

TABLES = (*THE_PATIENT, *ANSWERS, *DECISIONS, *TREATMENT, *AFTERWARDS, *CONTACT)
BY_NAME = {table.name: table for table in TABLES}
