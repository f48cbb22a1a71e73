"""A patient with a row in every table of the copy, and the same words in every free-text column."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clinic import audit
from clinic.models import EmergencyAccess, EmergencyReview, Place, User
from intake import models as intake
from intake.actions.drafts import open_draft
from intake.actions.reviews import ask_more
from intake.choices import AreaChoice
from intake.models import Course, Patient, TreatmentSession
from tests.intake.care.steps import booked, in_days
from tests.intake.course.steps import held
from tests.intake.steps import agree, send, shown


def live(patient: Patient, place: Place, *, desk: User, doctor: User, nurse: User, words: str) -> Patient:
    """One visit with a session and all that follows, one that was asked about, one that is begun."""
    now = timezone.now()
    _describe(patient, words, desk, now)
    session = _session(patient, place, desk, doctor, now, words)
    _after(session, nurse, doctor, now, words)
    _more_visits(patient, place, desk, doctor, now, words)
    _contact(patient, session, desk, now, words)
    _corrections(patient, doctor, now, words)
    opened = EmergencyAccess.objects.create(
        patient_id=patient.pk,
        opened_by=nurse,
        opened_at=now,
        expires_at=now + timedelta(hours=4),
        reason=words,
    )
    EmergencyReview.objects.create(access=opened, note=words, reviewed_at=now, reviewed_by=doctor)
    audit.record("view", by=nurse, role="nurse", patient_id=patient.pk, target="patient", at=now)
    return Patient.objects.get(pk=patient.pk)


def _describe(patient: Patient, words: str, desk: User, now: datetime) -> None:
    told = {"family_name": words, "given_name": words, "preferred_name": words, "phone": words[:40]}
    Patient.objects.filter(pk=patient.pk).update(**told, changed_at=now, changed_by=desk)
    patient.refresh_from_db()


def _session(
    patient: Patient, place: Place, desk: User, doctor: User, now: datetime, words: str
) -> TreatmentSession:
    """A visit that was moved, answered twice, signed otherwise than advised, and treated yesterday."""
    visit = booked(patient, place, desk, in_days(1))
    request = visit.requests.get()
    intake.VisitMove.objects.create(
        visit=visit, from_starts_at=now, to_starts_at=visit.starts_at, at=now, by=desk
    )
    send(visit, now - timedelta(days=3), goal=words, medicines=[words])
    otherwise = AreaChoice("wait", None, "other", words)
    agree(visit, doctor, now - timedelta(days=2), cheeks=otherwise)
    session = held(visit, doctor, (now - timedelta(days=1)).date(), areas=["forehead"])
    review = request.assessments.get().reviews.get()
    intake.ReviewAddendum.objects.create(review=review, text=words, at=now, by=doctor)
    intake.ReviewOrder.objects.create(review=review, position=90, code="no_such", ordered=True, words=words)
    return session


def _after(session: TreatmentSession, nurse: User, doctor: User, now: datetime, words: str) -> None:
    course = Course.objects.get(requests=session.request)
    record = intake.SessionRecord.objects.create(
        session=session,
        device=words,
        needle_batch=words[:60],
        numbing_used=words,
        applied=words,
        tolerance="well",
        note=words,
        operator=doctor,
        recorded_at=now,
        recorded_by=nurse,
        content_hash="hash-of-record",
    )
    intake.SessionDepth.objects.create(
        record=record, position=0, area="forehead", depth_mm=Decimal("0.45"), reason=words
    )
    intake.SessionAddendum.objects.create(session=session, text=words, at=now, by=nurse)
    intake.CourseChange.objects.create(
        course=course,
        kind="areas",
        before={"areas": ["chin"]},
        after={"areas": ["nose"]},
        reason=words,
        at=now,
        by=doctor,
    )
    consent = intake.TreatmentConsent.objects.create(
        patient=session.patient,
        course=course,
        visit=session.visit,
        edition=course.edition,
        text_version="version-of-text",
        language="en",
        text="\n\n".join([words] * 3),  # title, statement and what is agreed to
        signed_name=words,
        mode="tablet",
        agreed_at=now,
        content_hash="hash-of-consent",
    )
    intake.ConsentWithdrawal.objects.create(consent=consent, words=words, at=now)
    report = intake.SymptomReport.objects.create(
        session=session,
        patient=session.patient,
        edition=course.edition,
        answers={"urgent_now": "no"},
        days_after=1,
        signs=[{"code": "redness_even", "level": "expected", "status": "present", "because": []}],
        level="expected",
        language="en",
        mode="patient",
        given_at=now,
        content_hash="hash-of-report",
        submit_key=f"submit-{session.pk}",
    )
    intake.SymptomClosure.objects.create(report=report, note=words, at=now, by=doctor)
    intake.OutcomeRating.objects.create(
        course=course,
        visit=session.visit,
        scale="gais",
        rater="patient",
        value=2,
        rated_on=now.date(),
        rated_at=now,
    )


def _more_visits(patient: Patient, place: Place, desk: User, doctor: User, now: datetime, words: str) -> None:
    """One visit a dermatologist asked more about, one whose answers were wrong, one just begun."""
    asked = booked(patient, place, desk, in_days(40), areas=("neck",))
    send(asked, now - timedelta(hours=3), retinoid_on="not_sure")
    ask_more(visit=asked, shown=shown(asked), note=words, asks=(), by=doctor, at=now)
    wrong = booked(patient, place, desk, in_days(41), areas=("hands",))
    response = send(wrong, now - timedelta(hours=3), pregnant="yes")
    intake.ResponseRetraction.objects.create(response=response, reason=words, at=now, by=desk)
    open_draft(visit=booked(patient, place, desk, in_days(42), areas=("chest",)), mode="patient", at=now)


def _contact(patient: Patient, session: TreatmentSession, desk: User, now: datetime, words: str) -> None:
    made = {"patient": patient, "created_at": now}
    intake.Message.objects.create(
        **made,
        kind="care",
        to=words,
        language="en",
        detail=words[:20],
        dedupe_key=f"key-{patient.pk}",
        next_try_at=now,
        error=words[:60],
    )
    intake.Invitation.objects.get_or_create(
        patient=patient,
        purpose="care",
        ended_at=None,
        defaults={
            "language": "en",
            "created_at": now,
            "created_by": desk,
            "expires_at": now + timedelta(days=30),
        },
    )
    intake.CalendarFeed.objects.create(**made, digest=f"digest-{patient.pk}", language="en")
    closed = {"closed_at": now, "closed_by": desk, "outcome": "not_reached", "note": words}
    intake.Recall.objects.create(
        patient=patient, visit=session.visit, due_on=now.date(), opened_at=now, **closed
    )


def _corrections(patient: Patient, doctor: User, now: datetime, words: str) -> None:
    request = intake.CorrectionRequest.objects.create(
        patient=patient, words=words, language="en", written_at=now
    )
    intake.CorrectionAnswer.objects.create(
        request=request, outcome="declined", words=words, at=now, by=doctor
    )


def unsigned(patient: Patient) -> intake.Assessment:
    """The assessment of this patient that no decision was signed about."""
    return intake.Assessment.objects.filter(
        request__visit__patient=patient, reviews__action="more_information"
    ).get()
