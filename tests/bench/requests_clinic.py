"""An invented clinic to measure: the shipped protocol, a full day, patients before the questions."""

from datetime import date, datetime, timedelta
from itertools import count

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from clinic.models import Place, User
from clinic.people import add_person
from clinic.roles import DERMATOLOGIST, FRONT_DESK
from intake.actions.answers import save_answers
from intake.actions.bookings import book
from intake.actions.drafts import open_draft
from intake.actions.invitations import copy_link
from intake.actions.patients import Particulars, register_patient
from intake.actions.requests import Wanted
from intake.actions.reviews import advice_for, sign, summary_digest
from intake.actions.submission import submit
from intake.actions.visits import check_in
from intake.choices import AreaChoice
from intake.dates import bounds_of, clinic_day
from intake.decided import decided_of
from intake.models import Draft, Response, Visit
from intake.summary import summary_of
from tests import second_factors
from tests.bench.requests_browser import Browser
from treatments import editions, publishing

TREATMENT = "micro-needling"
BORN = {"birth_date_day": "14", "birth_date_month": "3", "birth_date_year": "1991"}
NAME = "María García López"
_numbers = count()


def install() -> None:
    """An empty installation, as script/server makes it."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    edition = publishing.store(editions.shipped_document(TREATMENT), origin="shipped")
    publishing.publish(edition, by=None)


class Clinic:
    """People, a place and the moment it is measured at."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.place = Place.objects.create(name="Lakeside", address="1 Main Street", phone="555-0101")
        self.desk = self._person("frankie@clinic.example", "Frankie Desk", FRONT_DESK)
        self.doctor = self._person("ada@clinic.example", "Ada Okafor", DERMATOLOGIST)

    def visit(self, starts_at: datetime | None = None, **patient: str) -> Visit:
        """A new patient's booking; in two weeks unless a time is given."""
        number = next(_numbers)
        who = {"family_name": f"García {_letters(number)}", "given_name": "María", "language": "en"}
        booked_at = min(self.now, (starts_at or self.now) - timedelta(hours=1))
        made = register_patient(
            particulars=Particulars(birth_date=date(1991, 3, 14), **who | patient),
            by=self.desk,
            at=booked_at,
            on=clinic_day(self.now),
        )
        return book(
            patient=made,
            place=self.place,
            starts_at=starts_at or self.now + timedelta(days=14),
            wanted=[Wanted(TREATMENT, "acne_scars", ("forehead", "cheeks"))],
            by=self.desk,
            at=booked_at,
            on=clinic_day(booked_at),
        )

    def patient_before_questions(self, visit: Visit) -> Browser:
        """The patient's browser after the birth date."""
        browser = Browser()
        _, token = copy_link(visit=visit, by=self.desk, at=self.now)
        status, headers, _ = browser.post(f"/i/{token}/?lang=en", BORN)
        assert (status, headers["Location"]) == (302, "/questions/"), (status, headers)
        return browser

    def answer(self, visit: Visit, only: int | None = None, at: datetime | None = None, **changes) -> Draft:
        """Answers of a healthy person but for `changes`, in the draft; `only` stops after so many."""
        at = at or timezone.now()
        draft = open_draft(visit=visit, mode="patient", language="en", at=at)
        values = dict(list((healthy() | changes).items())[:only])
        on = clinic_day(at)
        saved = save_answers(visit=visit, values=values, version=draft.version, mode="patient", at=at, on=on)
        assert saved.all_taken, (saved.refused, saved.conflicts)
        return saved.draft

    def send(self, visit: Visit, at: datetime | None = None, **changes) -> Response:
        at = at or timezone.now()
        draft = self.answer(visit, at=at, **changes)
        signed = {"attested": True, "attested_name": NAME}
        return submit(draft=draft, version=draft.version, mode="patient", at=at, on=clinic_day(at), **signed)

    def sign(self, visit: Visit, at: datetime | None = None) -> None:
        visit = Visit.objects.select_related("patient", "place").get(pk=visit.pk)
        choices = {
            (str(item.request.pk), area): advice_for(item, area).agreed or AreaChoice("treat")
            for item in decided_of(visit).requests
            for area in item.request.areas
        }
        shown = summary_digest(summary_of(visit))
        sign(visit=visit, shown=shown, choices=choices, by=self.doctor, at=at or timezone.now())

    def full_day(self, visits: int) -> None:
        """Today, in all states a morning has: not begun, begun, sent, to review, signed, arrived."""
        begins, _ = bounds_of(clinic_day(self.now))
        for number in range(visits):
            visit = self.visit(begins + timedelta(hours=8, minutes=5 * number))
            self._move_on(visit, number % 5, min(self.now, visit.starts_at - timedelta(minutes=30)))

    def _move_on(self, visit: Visit, state: int, at: datetime) -> None:
        if state == 0:
            copy_link(visit=visit, by=self.desk, at=at)
        elif state == 1:
            self.answer(visit, only=25, at=at)
        else:
            self.send(visit, at=at, scar_age_months=24, diabetes="yes" if state == 2 else "no")
        if state == 4:
            self.sign(visit, at)
            check_in(visit=visit, by=self.desk, at=at, on=clinic_day(at))

    def staff_browser(self, person: User) -> Browser:
        client = second_factors.signed_in(Client(), person)
        return Browser(client.cookies["session"].value)

    def _person(self, email: str, name: str, role: str) -> User:
        return add_person(
            email=email, full_name=name, title="", roles=[role], by=None, password="long enough for a bench"
        )


def healthy() -> dict:
    """The answers of somebody with nothing to report and scars of two years."""
    return editions.shipped_document(TREATMENT)["usual_answers"] | {"scar_age_months": 24}


def rich() -> dict:
    """Answers that fill a summary: waits, reviews, medicines, allergies, things nobody is sure of."""
    return {
        "keloid_family": "not_sure",
        "herpes_history": "yes",
        "diabetes": "yes",
        "smoker": "current",
        "skin_type": "V",
        "retinoid_on": clinic_day(timezone.now()).isoformat(),
        "blood_thinners": "yes",
        "medicines": ["Eliquis 5mg", "lisinopril", "something for my joints"],
        "other_allergies": ["penicillin"],
        "goal": "Fewer marks on my cheeks before a wedding in May.",
    }


def _letters(number: int) -> str:
    """A family name of its own for each number, in letters."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).capitalize()
