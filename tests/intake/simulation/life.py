"""A clinic lives, day by day on a moved clock, through the same actions that its pages use.

Everything is drawn from one seed, so a day that breaks a promise can be lived again.
"""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from clinic.audit import chain
from clinic.models import Place, User
from clinic.times import clinic_times
from intake.actions import consents, invitations, reviews, same_day, sessions, visits
from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.first_days import first_day_wanted
from intake.actions.recalls import close_recall, open_recalls, recall_left_behind
from intake.actions.requests import Wanted
from intake.actions.submission import submit
from intake.actions.symptoms import close_report, report_symptoms
from intake.choices import AreaChoice
from intake.consents import consents_needed
from intake.courses.plan import first_day_for
from intake.dates import bounds_of, clinic_day
from intake.decided import DecidedRequest, decided_of
from intake.messages.outbox import drain
from intake.messages.reminders import write_due
from intake.models import (
    CancelReason,
    Patient,
    RecallOutcome,
    Signature,
    SymptomReport,
    TreatmentSession,
    Visit,
    VisitState,
)
from intake.refusals import NotDone
from intake.summary import summary_of
from intake.symptoms.red_lines import open_red_lines
from tests.intake.course.steps import moment
from tests.intake.steps import healthy, same_day_extras
from treatments import editions, publishing

TREATMENT = "micro-needling"
CONCERNS = (
    ("wrinkles", ("forehead", "cheeks")),
    ("acne_scars", ("cheeks", "chin")),
    ("pores_texture", ("nose",)),
    ("stretch_marks", ("abdomen",)),
)
SCARS = ("acne_scars", "stretch_marks")
"""Concerns whose patients are asked how old the scar is."""
IN_ORDER = ("starts_at", "patient__email")
"""Never by a key: those are drawn anew in each life, and chance would fall on somebody else."""
JUDGED = {"reason_code": "clinical_judgement"}


@dataclass
class Life:
    """One clinic with its people and patients, and all that chance decides there."""

    place: Place
    desk: User
    nurse: User
    doctor: User
    patients: list[Patient]
    chance: Random
    lived: Counter = field(default_factory=Counter)

    def day(self, day: date) -> None:
        """Everything that happens on one day, in the order of its hours."""
        self.night_work(moment(day, 6))
        self.night_work(moment(day, 9))
        if clinic_times().is_open(day):
            self.answer(day)
            self.sign_all(moment(day, 9))
            self.open_hours(day)
            self.sign_all(moment(day, 17))
            self.book_again(day)
            self.close_lines(moment(day, 17))
        self.tell_symptoms(moment(day, 18))
        self.night_work(moment(day, 19))
        self.night_work(moment(day, 23))

    # -- The worker ---------------------------------------------------------------------------------------

    def night_work(self, at: datetime) -> None:
        """One round of the worker: reminders, recalls, the outbox, the audit trail's seal."""
        write_due(at=at)
        recall_left_behind(at=at)
        drain(clock=lambda: at)
        chain.seal(at=at)

    # -- Patients at home ---------------------------------------------------------------------------------

    def answer(self, day: date) -> None:
        """Links are sent; half of the patients answer on a given day, the desk asks the rest in time."""
        at = moment(day, 8)
        for visit in self._open(day, days=21):
            if visit.responses.filter(retraction=None).exists():
                continue
            is_near = clinic_day(visit.starts_at) - day <= timedelta(days=2)
            if not visit.invitations.exists():
                invitations.send_link(visit=visit, by=self.desk, at=at)
            elif is_near or self._happens(0.5):
                self._send_answers(visit, day, "phone" if is_near else "patient")

    def _send_answers(self, visit: Visit, day: date, mode: str) -> None:
        at = moment(day, 8)
        by = self.desk if mode == "phone" else None
        told = {"visit": visit, "mode": mode, "by": by, "at": at}
        draft = open_draft(**told)
        values = self._answers(day)
        if visit.requests.filter(indication__in=SCARS).exists():
            values["scar_age_months"] = 36
        saved = save_answers(values=values, version=draft.version, on=day, **told)
        assert saved.all_taken, (saved.refused, saved.conflicts)
        name = str(visit.patient.given_name)
        submit(
            draft=saved.draft,
            version=None,
            mode=mode,
            attested=mode == "patient",
            attested_name=name,
            blanks_allowed=mode == "phone",
            by=by,
            at=at,
            on=day,
        )
        self.lived["answered"] += 1

    def _answers(self, day: date) -> dict[str, Any]:
        ago = lambda most: (day - timedelta(days=self.chance.randint(0, most))).isoformat()  # noqa: E731
        changes = self.chance.choice(
            [
                *[{}] * 8,
                {"diabetes": "yes"},
                {"keloid": "yes"},
                {"pregnant": "yes"},
                {"blood_thinners": "yes", "medicines": ["Eliquis 5mg"]},
                {"sunburn_on": ago(10)},
                {"retinoid_on": ago(9)},
                {"filler_on": ago(40)},
                {"smoker": "current"},
            ]
        )
        return healthy(**{code: value for code, value in changes.items() if code in healthy()})

    # -- The clinic at work -------------------------------------------------------------------------------

    def open_hours(self, day: date) -> None:
        """Moves and cancellations in the morning, then the visits of the day, one after the other."""
        for visit in self._open(day + timedelta(days=1), days=30):
            if self._happens(0.02):
                self._move(visit, day)
            elif self._happens(0.01):
                self._cancel(visit, day)
        for visit in self._open(day, days=1):
            self._receive(visit, day)

    def _receive(self, visit: Visit, day: date) -> None:
        at = visit.starts_at
        if self._happens(0.05):
            visits.no_show(visit=visit, by=self.desk, at=at + timedelta(hours=1))
            self.lived["no_show"] += 1
            return
        visits.check_in(visit=visit, by=self.desk, at=at, on=day)
        visit = Visit.objects.get(pk=visit.pk)
        if decided_of(visit).response is None:
            self._send_answers(visit, day, "phone")
        self._check(visit, day)
        self._sign(Visit.objects.get(pk=visit.pk), at)
        treated = self._treat(Visit.objects.get(pk=visit.pk), day)
        visit = Visit.objects.get(pk=visit.pk)
        if visit.state == VisitState.ARRIVED:
            visits.finish(visit=visit, by=self.desk, at=at + timedelta(hours=1))
        self.lived["treated" if treated else "sent_home"] += 1

    def _check(self, visit: Visit, day: date) -> None:
        """The check of the day; one in ten says that something has changed."""
        told = {"mode": "staff", "by": self.nurse, "at": visit.starts_at, "on": day}
        draft = same_day.begin_check(visit=visit, **told)
        changed: dict[str, Any] = {}
        if self._happens(0.1):
            changed = self.chance.choice([{"sunburn_on": day.isoformat()}, {"cold_sore_now": "yes"}])
            self.lived["changed_today"] += 1
        values = same_day_extras(draft) | changed
        saved = same_day.still_so(draft=draft, changed=changed, values=values, version=draft.version, **told)
        assert saved.all_taken, (saved.refused, saved.conflicts)
        submit(draft=saved.draft, version=None, blanks_allowed=True, **told)

    def _treat(self, visit: Visit, day: date) -> bool:
        """A session where one may start; what may not is refused by the action, whoever presses."""
        at, treated = visit.starts_at, False
        for needed in consents_needed(visit, "en") if self._happens(0.97) else ():
            consents.give_consent(
                visit=visit,
                version=needed.text.version,
                agreed=True,
                signed_name="As signed on paper",
                language="en",
                mode="staff",
                by=self.nurse,
                at=at,
            )
        for request in visit.requests.order_by("position"):
            try:
                session = sessions.start_session(treatment_request=request, by=self.nurse, at=at, on=day)
            except NotDone:
                self.lived["refused"] += 1
                continue
            end = at + timedelta(minutes=30)
            sessions.end_session(session=session, by=self.nurse, at=end, on=day)
            treated = True
        return treated

    # -- The dermatologist --------------------------------------------------------------------------------

    def sign_all(self, at: datetime) -> None:
        awaited = Visit.objects.filter(signature=Signature.AWAITED, state__in=["booked", "arrived"])
        for visit in awaited.order_by(*IN_ORDER):
            self._sign(visit, at)

    def _sign(self, visit: Visit, at: datetime) -> None:
        """As advised; what is for review is treated or not; nobody treats against an interval here."""
        if visit.signature != Signature.AWAITED:
            return
        visit = Visit.objects.select_related("patient", "place").get(pk=visit.pk)
        choices = {
            (str(item.request.pk), area): self._choice(item, area)
            for item in decided_of(visit).requests
            for area in item.request.areas
        }
        shown = reviews.summary_digest(summary_of(visit))
        reviews.sign(visit=visit, shown=shown, choices=choices, by=self.doctor, at=at)
        self.lived["signed"] += 1

    def _choice(self, item: DecidedRequest, area: str) -> AreaChoice:
        advice = reviews.advice_for(item, area)
        if advice.agreed is not None:
            return advice.agreed
        if advice.waits:
            return AreaChoice("wait", advice.date, **JUDGED)
        if advice.waits_undated:
            return AreaChoice("wait")
        return AreaChoice("treat") if self._happens(0.7) else AreaChoice("do_not_treat", **JUDGED)

    def close_lines(self, at: datetime) -> None:
        """Most red lines are dealt with on the day somebody works."""
        for report in sorted(open_red_lines(), key=lambda report: (report.patient.email, report.given_at)):
            if self._happens(0.8):
                close_report(report=report, note="Called the patient.", by=self.doctor, at=at)
                self.lived["closed"] += 1

    # -- Booking ------------------------------------------------------------------------------------------

    def book_again(self, day: date) -> None:
        """Patients without a visit are booked: for the next session of their course, or for a first one."""
        for recall in sorted(open_recalls(), key=lambda recall: recall.patient.email):
            if self._happens(0.1):
                close_recall(
                    recall=recall,
                    outcome=RecallOutcome.NOT_REACHED,
                    note="Called twice",
                    by=self.desk,
                    at=moment(day, 16),
                )
        busy = set(self._all_open().values_list("patient", flat=True))
        for patient in self.patients:
            if patient.pk not in busy and self._happens(0.15):
                self._book(patient, day)

    def _book(self, patient: Patient, day: date) -> None:
        concern, areas = self.chance.choice(CONCERNS)
        wanted = [Wanted(TREATMENT, concern, areas)]
        first = first_day_wanted(patient.pk, wanted, on=day).day
        if first is None:
            self.lived["no_day"] += 1
            return
        wished = clinic_times().next_open(max(first, day + timedelta(days=self.chance.randint(1, 15))))
        visits.book(
            patient=patient,
            place=self.place,
            starts_at=moment(wished, self.chance.randint(9, 16)),
            wanted=wanted,
            by=self.desk,
            at=moment(day, 16),
            on=day,
        )
        self.lived["booked"] += 1

    def _move(self, visit: Visit, day: date) -> None:
        first = first_day_for(visit, on=day).day or clinic_day(visit.starts_at)
        wished = clinic_times().next_open(max(first, day + timedelta(days=self.chance.randint(1, 20))))
        try:
            visits.move(visit=visit, starts_at=moment(wished, 11), by=self.desk, at=moment(day, 10), on=day)
        except NotDone:
            self.lived["move_refused"] += 1
            return
        self.lived["moved"] += 1

    def _cancel(self, visit: Visit, day: date) -> None:
        visits.cancel(visit=visit, reason=CancelReason.PATIENT, by=self.desk, at=moment(day, 10))
        self.lived["cancelled"] += 1

    # -- After a session ----------------------------------------------------------------------------------

    def tell_symptoms(self, at: datetime) -> None:
        """Some of those treated in the last fortnight write how their skin is, a few that it gets worse."""
        day = clinic_day(at)
        found = TreatmentSession.objects.filter(performed_on__gt=day - timedelta(days=14), ended_at__lt=at)
        for session in found.select_related("patient").order_by("started_at", "patient__email", "areas"):
            if self._happens(0.08):
                report = self._report(session, at)
                self.lived[f"symptoms_{report.level}"] += 1

    def publish_anew(self, day: date) -> None:
        """A dermatologist puts another edition in force: one answer is good for a shorter time."""
        before = editions.in_force(TREATMENT)
        document = deepcopy(dict(editions.document_of(before)))
        document["edition"] = f"{day:%Y.%m.%d}"
        question = next(row for row in document["questions"] if row["code"] == "diabetes")
        question["shelf_life_days"] -= 20
        edition = publishing.store(document, by=self.doctor, origin="person", at=moment(day, 7))
        publishing.publish(edition, by=self.doctor, at=moment(day, 7))
        self.lived["published"] += 1

    def _report(self, session: TreatmentSession, at: datetime) -> SymptomReport:
        answers = self.chance.choice(
            [
                *[{"urgent_now": "no", "skin_change": "no"}] * 4,
                {"urgent_now": "no", "skin_change": "yes", "swelling": "yes", "swelling_size": 7},
                {"urgent_now": "yes", "breathing": "yes"},
                {},
            ]
        )
        return report_symptoms(
            session=session,
            answers=answers,
            submit_key=f"{session.pk}:{at.isoformat()}",
            mode="patient",
            language="en",
            at=at,
        )

    # -- Chance and look-ups ------------------------------------------------------------------------------

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _all_open(self):
        return Visit.objects.filter(state__in=[VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION])

    def _open(self, first: date, *, days: int) -> list[Visit]:
        """Booked visits from that day on, for so many days, in order."""
        begins, _ = bounds_of(first)
        ends, _ = bounds_of(first + timedelta(days=days))
        found = Visit.objects.filter(state=VisitState.BOOKED, starts_at__gte=begins, starts_at__lt=ends)
        return list(found.select_related("patient", "place").order_by(*IN_ORDER))
