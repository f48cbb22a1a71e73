"""The patient, the visits, what was answered and what was decided."""

from django.db.models import Q

from intake import models as intake
from intake.copy.table import CHECK_FIGURE, COUNTED, HASHED, REPEATED, SECRET, Table
from intake.models import Review, ReviewAction

DECIDED = (ReviewAction.CONFIRMED, ReviewAction.OVERRIDDEN)
"""Reviews that decide something. A patient hears of a decision once a dermatologist has signed it."""
_JUDGED = Review.objects.filter(action__in=DECIDED).values("assessment")

THE_PATIENT = (
    Table(
        "patient",
        intake.Patient,
        "pk",
        told="family_name given_name preferred_name birth_date sex_at_birth record_number phone email "
        "language interpreter_needed texts_allowed reminders_wanted created_at created_by changed_at "
        "changed_by",
        left_out=COUNTED | {"phone_digits": REPEATED, "search_name": REPEATED},
    ),
    Table(
        "visits",
        intake.Visit,
        "patient",
        told="starts_at place minutes state signature walk_in created_at created_by arrived_at arrived_by "
        "finished_at finished_by cancelled_at cancelled_by cancel_reason no_show_at no_show_by",
        in_file="id patient",
        left_out=COUNTED,
        order="starts_at",
    ),
    Table(
        "visit_moves",
        intake.VisitMove,
        "visit__patient",
        told="from_starts_at to_starts_at at by",
        in_file="id visit",
        order="at",
        under="visit",
    ),
    Table(
        "requests",
        intake.TreatmentRequest,
        "visit__patient",
        told="treatment indication areas previous_sessions_elsewhere created_at created_by",
        in_file="id visit course position",
        order="visit__starts_at position",
        under="visit",
    ),
)
ANSWERS = (
    Table(
        "drafts",
        intake.Draft,
        "visit__patient",
        told="created_at saved_at closed_at questionnaire language answers",
        in_file="id visit edition given corrects",
        left_out=COUNTED,
        order="created_at",
    ),
    Table(
        "responses",
        intake.Response,
        "visit__patient",
        told="submitted_at submitted_by questionnaire number status mode language attested_name attested_at "
        "as_of good_until answers missing",
        in_file="id visit edition supersedes given asked",
        left_out=HASHED | {"submit_key": SECRET},
        order="submitted_at",
    ),
    Table(
        "retractions",
        intake.ResponseRetraction,
        "response__visit__patient",
        told="reason at by",
        in_file="id response",
        order="at",
        under="response",
    ),
)
DECISIONS = (
    Table(
        "reviews",
        intake.Review,
        "assessment__request__visit__patient",
        told="signed_at signer meaning action asks note digest",
        in_file="id assessment supersedes role snapshot",
        withheld="snapshot",
        released=Q(action__in=DECIDED),
        order="signed_at",
    ),
    Table(
        "review_areas",
        intake.ReviewArea,
        "review__assessment__request__visit__patient",
        told="area decided treat_not_before reason_code reason_text advised",
        in_file="id review position",
        released=Q(review__action__in=DECIDED),
        order="review__signed_at position",
        under="review",
    ),
    Table(
        "review_orders",
        intake.ReviewOrder,
        "review__assessment__request__visit__patient",
        told="code ordered words",
        in_file="id review position",
        released=Q(review__action__in=DECIDED),
        order="review__signed_at position",
        under="review",
    ),
    Table(
        "review_addenda",
        intake.ReviewAddendum,
        "review__assessment__request__visit__patient",
        told="text at by",
        in_file="id review",
        released=Q(review__action__in=DECIDED),
        order="at",
        under="review",
    ),
    Table(
        "assessments",
        intake.Assessment,
        "request__visit__patient",
        told="created_at cause planned_on as_of decision earliest_date",
        in_file="id response request number edition engine_version facts areas dates missing ask result "
        "marks",
        withheld="facts dates missing ask result marks",
        left_out=dict.fromkeys(("rules_hash", "wording_hash", "result_hash", "used_hash"), CHECK_FIGURE),
        released=Q(pk__in=_JUDGED),
        order="created_at number",
    ),
    Table(
        "findings",
        intake.Finding,
        "assessment__request__visit__patient",
        told="patient staff status areas ends_on",
        in_file="id assessment position code effects because source",
        released=Q(assessment__in=_JUDGED),
        order="assessment__created_at assessment__number position",
        under="assessment",
    ),
)
