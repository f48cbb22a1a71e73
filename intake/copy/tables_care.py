"""Courses, consents and sessions, and how the skin was afterwards."""

from intake import models as intake
from intake.copy.table import CHECK_FIGURE, COUNTED, HASHED, NONE, SECRET, Table

TREATMENT = (
    Table(
        "courses",
        intake.Course,
        "patient",
        told="treatment indication areas state sessions_from sessions_to interval_from_days "
        "interval_to_days maintenance_months maintenance_every_days opened_at opened_by closed_at closed_by",
        in_file="id patient edition",
        left_out=COUNTED,
        order="opened_at",
    ),
    Table(
        "course_changes",
        intake.CourseChange,
        "course__patient",
        told="kind before after reason at by",
        in_file="id course",
        order="at",
        under="course",
    ),
    Table(
        "consents",
        intake.TreatmentConsent,
        "patient",
        told="text signed_name agreed_at mode language recorded_by",
        in_file="id patient course visit edition",
        left_out=HASHED | {"text_version": CHECK_FIGURE},
        order="agreed_at",
    ),
    Table(
        "consent_withdrawals",
        intake.ConsentWithdrawal,
        "consent__patient",
        told="words at by",
        in_file="id consent",
        order="at",
        under="consent",
    ),
    Table(
        "sessions",
        intake.TreatmentSession,
        "patient",
        told="performed_on treatment areas started_at started_by ended_at ended_by recorded_at",
        in_file="id visit patient request review",
        order="started_at",
    ),
    # What is written into a session's record stays among clinicians on every page of a patient.
    Table(
        "session_records",
        intake.SessionRecord,
        "session__patient",
        told="device needle_batch numbing_used applied tolerance note operator recorded_at recorded_by",
        in_file="id session",
        left_out=HASHED,
        released=NONE,
        order="recorded_at",
        under="session",
    ),
    Table(
        "session_depths",
        intake.SessionDepth,
        "record__session__patient",
        told="area depth_mm usual_from_mm usual_to_mm warn_above_mm reason",
        in_file="id record position",
        released=NONE,
        order="record__recorded_at position",
        under="record",
    ),
    Table(
        "session_addenda",
        intake.SessionAddendum,
        "session__patient",
        told="text at by",
        in_file="id session",
        released=NONE,
        order="at",
        under="session",
    ),
)
AFTERWARDS = (
    Table(
        "symptom_reports",
        intake.SymptomReport,
        "patient",
        told="given_at mode given_by days_after level signs answers language",
        in_file="id session patient edition",
        left_out=HASHED | {"submit_key": SECRET},
        order="given_at",
    ),
    Table(
        "symptom_closures",
        intake.SymptomClosure,
        "report__patient",
        told="note at by",
        in_file="id report",
        released=NONE,
        order="at",
        under="report",
    ),
    Table(
        "outcome_ratings",
        intake.OutcomeRating,
        "course__patient",
        told="rated_on scale value rater rated_at rated_by",
        in_file="id course visit",
        order="rated_at",
    ),
)
