"""One step of an example visit each, through the same actions the pages use, at a time gone by."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from clinic.models import Place, User
from intake.actions import consents, invitations, reviews, same_day, sessions, visits
from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.patients import register_patient
from intake.actions.requests import Wanted
from intake.actions.submission import submit
from intake.choices import AreaChoice
from intake.consents import consents_needed
from intake.dates import bounds_of, clinic_day, clinic_zone
from intake.decided import decided_of
from intake.example.patients import PATIENTS
from intake.models import SAME_DAY, CancelReason, Draft, Patient, Visit
from intake.questionnaire import questionnaire_for
from intake.search import find_patients
from intake.summary import summary_of
from treatments import editions

TREATMENT = "micro-needling"
BOOKED_DAYS_AHEAD = 12


@dataclass(slots=True)
class Clinic:
    """Who works, where, and the moment the example is made for; every step lies before it."""

    staff: dict[str, User]
    place: Place
    now: datetime

    @property
    def today(self) -> date:
        return clinic_day(self.now)

    @property
    def desk(self) -> User:
        return self.staff["desk@clinic.example"]

    @property
    def doctor(self) -> User:
        return self.staff["ruiz@clinic.example"]

    def ago(self, **span: float) -> datetime:
        return self.now - timedelta(**span)

    def day(self, ago: int) -> str:
        """A day before today as an answer is written."""
        return (self.today - timedelta(days=ago)).isoformat()

    def patient(self, key: str) -> Patient:
        """The invented patient, registered where that has not been done yet."""
        who = PATIENTS[key]
        same = [p for p in find_patients(who.family_name) if p.birth_date == who.birth_date]
        if same:
            return same[0]
        at = self.ago(days=90)
        return register_patient(particulars=who, by=self.desk, at=at, on=clinic_day(at))

    def book(self, key: str, clock: str, *wanted: Wanted, days_ago: int = 0) -> Visit:
        """A visit booked some days ahead."""
        day = self.today - timedelta(days=days_ago)
        at = self.ago(days=days_ago + BOOKED_DAYS_AHEAD)
        return visits.book(
            patient=self.patient(key),
            place=self.place,
            starts_at=datetime.combine(day, time.fromisoformat(clock), clinic_zone()),
            wanted=list(wanted),
            by=self.desk,
            at=at,
            on=clinic_day(at),
        )

    def send_link(self, visit: Visit, at: datetime | None = None) -> None:
        invitations.send_link(visit=visit, by=self.desk, at=at or self.ago(days=2))

    def fill(self, visit: Visit, at: datetime, only: int | None = None, **changes: Any) -> Draft:
        """Answers of somebody with nothing to report but for `changes`; `only` stops after so many."""
        usual = editions.shipped_document(TREATMENT)["usual_answers"]
        values = dict(list((usual | changes).items())[:only])
        draft = open_draft(visit=visit, mode="patient", language=visit.patient.language, at=at)
        saved = save_answers(
            visit=visit, values=values, version=draft.version, mode="patient", at=at, on=clinic_day(at)
        )
        if not saved.all_taken:
            raise ValueError(f"example answers refused: {saved.refused} {saved.conflicts}")
        return saved.draft

    def answer(self, visit: Visit, at: datetime | None = None, **changes: Any) -> None:
        """Fill in and send as the patient."""
        at = at or self.ago(days=1)
        draft = self.fill(visit, at, **changes)
        name = f"{visit.patient.given_name} {visit.patient.family_name}"
        submit(
            draft=draft,
            version=draft.version,
            mode="patient",
            attested=True,
            attested_name=name,
            at=at,
            on=clinic_day(at),
        )

    def answer_by_phone(self, visit: Visit, leave_out: tuple[str, ...], **changes: Any) -> None:
        """The desk asked by phone; some questions were left blank."""
        at = self.ago(days=1)
        usual = editions.shipped_document(TREATMENT)["usual_answers"] | changes
        values = {code: value for code, value in usual.items() if code not in leave_out}
        draft = open_draft(visit=visit, mode="phone", by=self.desk, at=at)
        save_answers(
            visit=visit,
            values=values,
            version=draft.version,
            mode="phone",
            by=self.desk,
            at=at,
            on=clinic_day(at),
        )
        draft.refresh_from_db()
        submit(
            draft=draft,
            version=draft.version,
            mode="phone",
            blanks_allowed=True,
            by=self.desk,
            at=at,
            on=clinic_day(at),
        )

    def sign(self, visit: Visit, at: datetime | None = None, **otherwise: AreaChoice) -> None:
        """Sign what is advised for every area, but for `otherwise`; a review is decided "treat"."""
        visit = _fresh(visit)
        choices = {
            (str(item.request.pk), area): otherwise.get(area)
            or reviews.advice_for(item, area).agreed
            or AreaChoice("treat")
            for item in decided_of(visit).requests
            for area in item.request.areas
        }
        shown = reviews.summary_digest(summary_of(visit))
        reviews.sign(visit=visit, shown=shown, choices=choices, by=self.doctor, at=at or self.ago(hours=3))

    def ask_for_more(self, visit: Visit, note: str, *asks: str) -> None:
        visit = _fresh(visit)
        shown = reviews.summary_digest(summary_of(visit))
        reviews.ask_more(visit=visit, shown=shown, note=note, asks=asks, by=self.doctor, at=self.ago(hours=3))

    def check_in(self, visit: Visit, at: datetime) -> None:
        visits.check_in(visit=_fresh(visit), by=self.desk, at=at, on=clinic_day(visit.starts_at))

    def make_ready(self, visit: Visit, at: datetime) -> None:
        """Nothing has changed since the answers were sent, and the patient agrees to the treatment."""
        visit = _fresh(visit)
        on = clinic_day(visit.starts_at)
        at = max(at, bounds_of(on)[0])  # an example made right after midnight has little day behind it
        draft = same_day.begin_check(visit=visit, mode="staff", by=self.doctor, at=at, on=on)
        same_day.still_so(
            draft=draft,
            values=_hoped_for(draft),
            version=draft.version,
            mode="staff",
            by=self.doctor,
            at=at,
            on=on,
        )
        same_day.send_check(draft=draft, version=None, mode="staff", by=self.doctor, at=at, on=on)
        for needed in consents_needed(visit, visit.patient.language):
            consents.give_consent(
                visit=visit,
                version=needed.text.version,
                agreed=True,
                signed_name=f"{visit.patient.given_name} {visit.patient.family_name}",
                language=visit.patient.language,
                mode="staff",
                by=self.doctor,
                at=at,
            )

    def start(self, visit: Visit, at: datetime) -> None:
        self.make_ready(visit, at)
        for wanted in _fresh(visit).requests.all():
            sessions.start_session(
                treatment_request=wanted, by=self.doctor, at=at, on=clinic_day(visit.starts_at)
            )

    def end(self, visit: Visit, at: datetime) -> None:
        for session in visit.sessions.all():
            sessions.end_session(session=session, by=self.doctor, at=at, on=clinic_day(visit.starts_at))

    def cancel(self, visit: Visit, reason: str = CancelReason.PATIENT, days_ago: int = 1) -> None:
        visits.cancel(visit=_fresh(visit), reason=reason, by=self.desk, at=self.ago(days=days_ago))


def _hoped_for(draft: Draft) -> dict[str, str]:
    """What only the form of the day asks, answered as the clinic hopes for."""
    hoped = {"numbing_today": "no", "clean_skin_today": "yes"}
    form = questionnaire_for(draft.visit, on=clinic_day(draft.created_at), form=SAME_DAY)
    asked = {question.code for question in form.questions}
    return {code: answer for code, answer in hoped.items() if code in asked}


def _fresh(visit: Visit) -> Visit:
    return Visit.objects.select_related("patient", "place").get(pk=visit.pk)
