"""Tables of the intake room. Every patient, visit, answer and signature is here."""

from clinic.append_only import append_only
from intake.models.assessment import DECISION_WEIGHT, Assessment, Cause, Decision, Finding
from intake.models.invitation import TRIES, EndReason, Invitation, InvitationToken, Purpose
from intake.models.message import Channel, Kind, Message, MessageState
from intake.models.patient import Language, Patient, PatientWord, Sex
from intake.models.response import PRE_VISIT, Draft, Mode, Response, ResponseRetraction, ResponseStatus
from intake.models.review import (
    AreaDecision,
    OverrideReason,
    Review,
    ReviewAction,
    ReviewAddendum,
    ReviewArea,
)
from intake.models.session import TreatmentSession
from intake.models.visit import CancelReason, Signature, TreatmentRequest, Visit, VisitMove, VisitState

__all__ = [
    "DECISION_WEIGHT",
    "PRE_VISIT",
    "TRIES",
    "AreaDecision",
    "Assessment",
    "CancelReason",
    "Cause",
    "Channel",
    "Decision",
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
    "OverrideReason",
    "Patient",
    "PatientWord",
    "Purpose",
    "Response",
    "ResponseRetraction",
    "ResponseStatus",
    "Review",
    "ReviewAction",
    "ReviewAddendum",
    "ReviewArea",
    "Sex",
    "Signature",
    "TreatmentRequest",
    "TreatmentSession",
    "Visit",
    "VisitMove",
    "VisitState",
]

for _model in (
    VisitMove,
    Response,
    ResponseRetraction,
    Assessment,
    Finding,
    Review,
    ReviewArea,
    ReviewAddendum,
):
    append_only(_model)
append_only(TreatmentSession, allow_update_of=("ended_at", "ended_by"))
