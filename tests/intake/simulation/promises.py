"""What is true of the clinic at the end of every day, whatever happened on it."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count

from clinic import audit
from clinic.audit import verify
from clinic.models import AuditEvent, AuditSeal
from clinic.times import clinic_times
from intake.care.lines import lines_before
from intake.dates import bounds_of, clinic_day
from intake.models import (
    RED_LEVELS,
    Kind,
    Message,
    MessageState,
    SymptomReport,
    TreatmentConsent,
    TreatmentSession,
    Visit,
    VisitState,
)
from intake.questions.items import document_of
from intake.symptoms.red_lines import open_red_lines
from treatments import editions
from treatments.care import instructions_before


class Promises:
    """Checks each day only what is new on it, and all of it."""

    def __init__(self) -> None:
        self.last_event, self.checked_sessions = 0, set()
        self.looked_at = datetime(2000, 1, 1, tzinfo=UTC)

    def hold(self, day: date, at: datetime) -> None:
        self.every_new_event_is_as_it_was_written()
        self.no_session_inside_its_interval_or_with_a_hold()
        self.every_message_once_by_day_and_to_who_comes(at)
        self.who_came_was_reminded(day)
        self.every_dated_line_equals_a_fresh_count(day)
        self.no_call_without_a_red_line()

    def every_new_event_is_as_it_was_written(self) -> None:
        for event in AuditEvent.objects.filter(pk__gt=self.last_event).order_by("pk"):
            assert audit.holds(event), event
            self.last_event = event.pk

    def the_whole_trail_is_sealed_and_unbroken(self, at: datetime) -> None:
        """Read from its first event on: at the end of a life, not each day."""
        assert verify.verify(at=at) == []
        assert AuditSeal.objects.exists()

    def no_session_inside_its_interval_or_with_a_hold(self) -> None:
        for session in TreatmentSession.objects.exclude(pk__in=self.checked_sessions).select_related(
            "request__course", "review__assessment", "visit"
        ):
            self.checked_sessions.add(session.pk)
            course, day = session.request.course, session.performed_on
            assert course is not None and session.review.signed_at <= session.started_at
            signed = {area.area: area for area in session.review.areas.all()}
            for area in session.areas:
                assert signed[area].decided == "treat"
                assert signed[area].treat_not_before is None or signed[area].treat_not_before <= day
            for other in TreatmentSession.objects.filter(patient=session.patient_id, performed_on__lt=day):
                if set(other.areas) & set(session.areas):
                    gap = (day - other.performed_on).days
                    assert gap >= course.interval_from_days, (session, other, gap)
            last = session.visit.responses.filter(retraction=None, submitted_at__lte=session.started_at)
            assert last.latest("number").good_until in (None, day)
            standing = TreatmentConsent.objects.filter(course=course, agreed_at__lte=session.started_at)
            assert standing.exists()

    def every_message_once_by_day_and_to_who_comes(self, at: datetime) -> None:
        sent = Message.objects.filter(state=MessageState.SENT)
        for one in (("dedupe_key",), ("visit", "detail", "kind", "dedupe_key")):
            assert not sent.values(*one).annotate(count=Count("pk")).filter(count__gt=1).exists(), one
        assert not Message.objects.filter(state=MessageState.FAILED).exists()
        times, own = clinic_times(), (Kind.REMINDER, Kind.SYMPTOMS, Kind.RECALL)
        for message in sent.filter(kind__in=own, sent_at__gt=self.looked_at).select_related("visit"):
            assert not times.is_quiet(message.sent_at), message
            if message.kind == Kind.REMINDER and message.visit.cancelled_at:
                assert message.sent_at <= message.visit.cancelled_at
        self.looked_at = at

    def who_came_was_reminded(self, day: date) -> None:
        """Of everybody seen today whose booking stood long enough: once on each of the clinic's days."""
        begins, ends = bounds_of(day)
        seen = Visit.objects.filter(state=VisitState.FINISHED, starts_at__gte=begins, starts_at__lt=ends)
        for visit in seen.exclude(patient__email="").prefetch_related("moves", "messages"):
            known = max([visit.created_at, *(move.at for move in visit.moves.all())])
            owed = {n for n in clinic_times().reminder_days if clinic_day(known) < day - timedelta(days=n)}
            sent = [
                m for m in visit.messages.all() if m.kind == Kind.REMINDER and m.sent_at and m.sent_at > known
            ]
            assert {int(message.detail) for message in sent} == owed, (visit, owed, sent)
            assert len(sent) == len(owed)

    def every_dated_line_equals_a_fresh_count(self, day: date) -> None:
        """From scratch: the instruction's days counted back from the booking's day."""
        booked = Visit.objects.filter(state=VisitState.BOOKED).select_related("patient").order_by("pk")
        for visit in booked[: 1 + day.toordinal() % 5]:
            treatment = visit.requests.order_by("position").first().treatment
            document = document_of(editions.in_force(treatment))
            planned = clinic_day(visit.starts_at)
            spans = {
                row["code"]: planned - timedelta(days=row["from_days"])
                for row in instructions_before(document)
                if "from_days" in row
            }
            for line in lines_before(visit, orders={}, language="en"):
                if line.first is not None and line.code in spans:
                    assert line.first == spans[line.code], (line, planned)

    def no_call_without_a_red_line(self) -> None:
        red = {report.pk for report in open_red_lines()}
        owed = defaultdict(set)
        for report in SymptomReport.objects.filter(level__in=RED_LEVELS, closure=None):
            owed[report.level].add(report.pk)
        assert red == set().union(*owed.values())
