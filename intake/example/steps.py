"""One step of an example visit each, through the same actions the pages use, at a time gone by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from clinic.models import Place, User
from clinic.times import Times, clinic_times
from intake.actions import invitations, reviews, visits
from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.patients import register_patient
from intake.actions.requests import Wanted
from intake.actions.submission import submit
from intake.choices import AreaChoice
from intake.dates import bounds_of, clinic_day, clinic_zone
from intake.decided import decided_of
from intake.example.patients import PATIENTS
from intake.models import CancelReason, Draft, Patient, Visit
from intake.orders import Order
from intake.search import find_patients
from intake.summary import summary_of
from treatments import editions

TREATMENT = "micro-needling"
BOOKED_DAYS_AHEAD = 12


def wanted(indication: str, *areas: str, elsewhere: tuple[date, ...] = ()) -> Wanted:
    """What a visit is for; `elsewhere` are days of sessions in another clinic."""
    return Wanted(TREATMENT, indication, areas, elsewhere)


@dataclass(slots=True)
class Clinic:
    """Who works, where, and the moment the example is made for; every step lies before it."""

    staff: dict[str, User]
    place: Place
    now: datetime
    times: Times = field(default_factory=clinic_times)

    @property
    def today(self) -> date:
        return clinic_day(self.now)

    @property
    def desk(self) -> User:
        return self.staff["desk@clinic.example"]

    @property
    def nurse(self) -> User:
        return self.staff["nurse@clinic.example"]

    @property
    def doctor(self) -> User:
        return self.staff["ruiz@clinic.example"]

    def ago(self, **span: float) -> datetime:
        return self.now - timedelta(**span)

    def earlier(self, minutes: float) -> datetime:
        """A moment of today: right after midnight the day has little behind it."""
        return max(self.ago(minutes=minutes), bounds_of(self.today)[0])

    def work_day(self, ago: int) -> int:
        """So many days ago, or a few more where the clinic was closed then."""
        return next(days for days in range(ago, ago + 60) if self.times.is_open(self.today - timedelta(days)))

    def day(self, ago: int) -> str:
        """A day before today as an answer is written."""
        return (self.today - timedelta(days=ago)).isoformat()

    def turn(self, first: str, second: str) -> tuple[str, str]:
        """A patient and an area nobody treated in the last weeks, however often the day is made anew."""
        areas = list(editions.shipped_document(TREATMENT)["areas"])
        turn, place_in_turn = divmod(self.today.toordinal(), len(areas))
        return (first, second)[turn % 2], areas[place_in_turn]

    def patient(self, key: str) -> Patient:
        """The invented patient, registered where that has not been done yet."""
        who = PATIENTS[key]
        same = [p for p in find_patients(who.family_name) if p.birth_date == who.birth_date]
        if same:
            return same[0]
        at = self.ago(days=90)
        return register_patient(particulars=who, by=self.desk, at=at, on=clinic_day(at))

    def book(self, key: str, clock: str, *wanted_there: Wanted, days_ago: int = 0) -> Visit:
        """A visit booked some days ahead."""
        day = self.today - timedelta(days=days_ago)
        at = self.ago(days=days_ago + BOOKED_DAYS_AHEAD)
        return visits.book(
            patient=self.patient(key),
            place=self.place,
            starts_at=datetime.combine(day, time.fromisoformat(clock), clinic_zone()),
            wanted=list(wanted_there),
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

    def sign(
        self,
        visit: Visit,
        at: datetime | None = None,
        orders: Mapping[str, Order] | None = None,
        **otherwise: AreaChoice,
    ) -> None:
        """Sign what is advised for every area, but for `otherwise`; a review is decided "treat"."""
        visit = fresh(visit)
        choices = {
            (str(item.request.pk), area): otherwise.get(area)
            or reviews.advice_for(item, area).agreed
            or AreaChoice("treat")
            for item in decided_of(visit).requests
            for area in item.request.areas
        }
        shown = reviews.summary_digest(summary_of(visit))
        at = at or self.ago(hours=3)
        reviews.sign(visit=visit, shown=shown, choices=choices, orders=orders, by=self.doctor, at=at)

    def ask_for_more(self, visit: Visit, note: str, *asks: str) -> None:
        visit = fresh(visit)
        shown = reviews.summary_digest(summary_of(visit))
        reviews.ask_more(visit=visit, shown=shown, note=note, asks=asks, by=self.doctor, at=self.ago(hours=3))

    def check_in(self, visit: Visit, at: datetime) -> None:
        visits.check_in(visit=fresh(visit), by=self.desk, at=at, on=clinic_day(visit.starts_at))

    def cancel(self, visit: Visit, reason: str = CancelReason.PATIENT, days_ago: int = 1) -> None:
        visits.cancel(visit=fresh(visit), reason=reason, by=self.desk, at=self.ago(days=days_ago))


def fresh(visit: Visit) -> Visit:
    """The visit as it is stored now."""
    return Visit.objects.select_related("patient", "place").get(pk=visit.pk)
