"""Tables of the intake room. Every patient, visit, answer and signature is here."""

from clinic.append_only import append_only
from intake.models.aftermath import (
    RED_LEVELS,
    OutcomeRating,
    Rater,
    SymptomClosure,
    SymptomLevel,
    SymptomReport,
)
from intake.models.assessment import DECISION_WEIGHT, Assessment, Cause, Decision, Finding
from intake.models.consent import ConsentWithdrawal, TreatmentConsent
from intake.models.correction import CorrectionAnswer, CorrectionOutcome, CorrectionRequest
from intake.models.course import Course, CourseChange, CourseChangeKind, CourseState, Recall, RecallOutcome
from intake.models.disposal import YEARS_AT_LEAST, Disposal, is_let_go, was_here_lately, way_to_patient
from intake.models.feed import CalendarFeed
from intake.models.invitation import TRIES, EndReason, Invitation, InvitationToken, Purpose
from intake.models.message import Channel, Kind, Message, MessageState
from intake.models.patient import Language, Patient, PatientWord, Sex
from intake.models.record import SessionAddendum, SessionDepth, SessionRecord, Tolerance
from intake.models.response import (
    PRE_VISIT,
    SAME_DAY,
    Draft,
    Mode,
    Response,
    ResponseRetraction,
    ResponseStatus,
)
from intake.models.review import (
    AreaDecision,
    OverrideReason,
    Review,
    ReviewAction,
    ReviewAddendum,
    ReviewArea,
    ReviewOrder,
)
from intake.models.session import TreatmentSession
from intake.models.visit import CancelReason, Signature, TreatmentRequest, Visit, VisitMove, VisitState

__all__ = [
    "DECISION_WEIGHT",
    "PRE_VISIT",
    "RED_LEVELS",
    "SAME_DAY",
    "TRIES",
    "YEARS_AT_LEAST",
    "AreaDecision",
    "Assessment",
    "CalendarFeed",
    "CancelReason",
    "Cause",
    "Channel",
    "ConsentWithdrawal",
    "CorrectionAnswer",
    "CorrectionOutcome",
    "CorrectionRequest",
    "Course",
    "CourseChange",
    "CourseChangeKind",
    "CourseState",
    "Decision",
    "Disposal",
    "Draft",
    "EndReason",
    "Finding",
    "Invitation",
    "InvitationToken",
    "Kind",
    "Language",
    "Message",
    "MessageState",
    "Mode",
    "OutcomeRating",
    "OverrideReason",
    "Patient",
    "PatientWord",
    "Purpose",
    "Rater",
    "Recall",
    "RecallOutcome",
    "Response",
    "ResponseRetraction",
    "ResponseStatus",
    "Review",
    "ReviewAction",
    "ReviewAddendum",
    "ReviewArea",
    "ReviewOrder",
    "SessionAddendum",
    "SessionDepth",
    "SessionRecord",
    "Sex",
    "Signature",
    "SymptomClosure",
    "SymptomLevel",
    "SymptomReport",
    "Tolerance",
    "TreatmentConsent",
    "TreatmentRequest",
    "TreatmentSession",
    "Visit",
    "VisitMove",
    "VisitState",
    "way_to_patient",
]

for _model in (
    VisitMove,
    Response,
    ResponseRetraction,
    Assessment,
    Finding,
    Review,
    ReviewArea,
    ReviewOrder,
    ReviewAddendum,
    CourseChange,
    TreatmentConsent,
    ConsentWithdrawal,
    SessionRecord,
    SessionDepth,
    SessionAddendum,
    SymptomReport,
    SymptomClosure,
    OutcomeRating,
    CorrectionRequest,
    CorrectionAnswer,
):
    append_only(_model, let_go_when=is_let_go(_model))
append_only(
    TreatmentSession,
    allow_update_of=("ended_at", "ended_by", "recorded_at"),
    let_go_when=is_let_go(TreatmentSession),
)
append_only(Disposal, closed_when=was_here_lately())
