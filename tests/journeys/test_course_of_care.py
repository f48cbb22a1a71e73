"""A course of care from the booking to what comes after a session, as the patient and the staff live it."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from clinic.models import User
from intake.dates import clinic_day
from intake.models import Patient, Visit
from intake.questions.answer_text import PATIENT, day_words
from tests.intake.aftermath.steps import first_session
from tests.intake.course.steps import moment
from tests.intake.steps import agree as sign
from tests.intake.steps import send as answer
from tests.journeys import course_staff as staff
from tests.journeys.conftest import DESKTOP, PHONE, Person
from tests.journeys.course_patient import Own
from tests.journeys.moved_clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_SESSION, MONDAY = date(2026, 3, 16), date(2026, 3, 23)
BOOKED, MOVED = date(2026, 4, 13), date(2026, 4, 16)
BACK = date(2026, 4, 30)
"""The first day on which a sunburn of MOVED is two weeks old; a Thursday, too."""
THREE_DAYS_AFTER = {"en": "Sunday 3 May", "es": "domingo 3 de mayo"}
"""Until when what holds for 72 hours after BACK."""
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
NAME = "GARCÍA LÓPEZ, María"


@dataclass
class Story:
    """One patient, those who care for her, and the clock they share."""

    clock: Clock
    mails: Callable[[], list[str]]
    inside: Callable[..., Person]
    patient: Patient
    own: Own
    desk: User
    nurse: User
    doctor: User
    browsers: dict[int, tuple[Person, date]] = field(default_factory=dict)

    def at(self, day: date, hour: int = 9) -> None:
        self.clock.to(moment(day, hour))

    def signed_in(self, user: User) -> Person:
        """Their browser. A sign-in of another day is over, and what they see then is looked at anew."""
        day = clinic_day(self.clock.now())
        person, signed_in_on = self.browsers.get(user.pk, (None, None))
        if signed_in_on != day:
            person = self.inside(user, again=person, **DESKTOP)
            person.checked.clear()
            self.browsers[user.pk] = (person, day)
        return person

    def tablet(self, visit: Visit) -> Own:
        """The clinic's tablet in the patient's hands, on the day of the visit."""
        device = self.inside(self.desk, script=self.own.person.has_script, **TABLET)
        staff.hand_over(device, visit)
        here = Own(device, self.own.language)
        here.takes_tablet()
        return here


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock(monkeypatch)
    clock.to(moment(MONDAY, 9))
    return clock


@pytest.fixture
def story(
    clock, mails, inside, visitor, maria, place, front_desk, nurse, dermatologist
) -> Callable[..., Story]:
    """`story(language, script=…)`: María a week after the first session of her course."""

    def begin(language: str, script: bool) -> Story:
        maria.language = language
        maria.save()
        first_session(maria, FIRST_SESSION, desk=front_desk, by=dermatologist)
        own = Own(visitor(script=script, **PHONE), language)
        return Story(clock, mails, inside, maria, own, front_desk, nurse, dermatologist)

    return begin


@pytest.mark.parametrize(
    ("language", "script"),
    [
        pytest.param("en", True, id="English"),
        pytest.param("es", False, id="Spanish without script"),
        pytest.param("es", True, id="Spanish", marks=pytest.mark.long),
    ],
)
def test_a_session_of_a_course(story, language, script):
    told = story(language, script)
    visit = is_booked_and_moved(told)
    prepares(told, visit)
    is_held(told, visit)
    again = is_rebooked(told, visit)
    is_treated(told, again)
    mail = is_looked_after(told)
    gets_worse(told, mail)


def is_booked_and_moved(told: Story) -> Visit:
    """Every dated line and every entry of the calendar goes along, and the patient is told."""
    desk, own = told.signed_in(told.desk), told.own
    visit = staff.book_next(desk, told.patient, first="13-Apr-2026")
    staff.send_own_page(desk, told.patient)
    own.opens(told.mails()[-1])
    days, calendar = own.days_to_do(), own.calendar()
    assert calendar.appointment == moment(BOOKED) and len(days) >= 3
    staff.move(desk, visit, to="16 Apr 2026")
    assert day_words(MOVED, own.language, PATIENT) in told.mails()[-1]
    own.person.go("/care/")
    assert own.days_to_do() == [three_days_on(*day) for day in days]
    moved, further = own.calendar(), MOVED - BOOKED
    assert moved.appointment == moment(MOVED)
    assert moved.preparations == {uid: day + further for uid, day in calendar.preparations.items()}
    assert all(moved.sequences[uid] > calendar.sequences[uid] for uid in moved.preparations)
    return visit


def three_days_on(month: int, day: int) -> tuple[int, int]:
    moved = date(MOVED.year, month, day) + (MOVED - BOOKED)
    return moved.month, moved.day


def prepares(told: Story, visit: Visit) -> None:
    """What is too old by then is asked again; a dermatologist signs that the session may be."""
    staff.send_questions(told.signed_in(told.desk), visit)
    if told.own.person.has_script:
        told.own.opens(told.mails()[-1])
        told.own.answers_what_is_due()
        told.own.sees("Thank you")
    else:  # question pages without script have a journey of their own
        answer(visit, moment(MONDAY, 9))
    staff.agree(told.signed_in(told.doctor), visit, "Agree – treat")


def is_held(told: Story, visit: Visit) -> None:
    """A sunburn told on the day: the desk reads that the doctor has it, the doctor reads why."""
    told.at(MOVED)
    here = told.tablet(visit)
    here.tells_sunburn(MOVED)
    here.sees("Your doctor will look at this before we start. Please take a seat.")
    here.presses("I am done: give the tablet back")
    desk, doctor = told.signed_in(told.desk), told.signed_in(told.doctor)
    desk.go("/today/")
    desk.see("Held: with the doctor")
    for person in (desk, doctor):
        person.go(f"/visits/{visit.pk}/")
        person.see("Next possible day: 30-Apr-2026")
    assert "sunburn" not in desk.page.content().lower()
    assert not doctor.page.get_by_role("button", name="Start session").count()
    doctor.see("Last sunburn: Never")
    doctor.go("/queue/")
    doctor.see("Held: here since")
    staff.agree(doctor, visit, "Agree – wait")


def is_rebooked(told: Story, visit: Visit) -> Visit:
    """On the first day that works, from Today; answers and signature come again."""
    late = "That is later than the schedule’s window, which ends on 27-Apr-2026"
    again = staff.rebook(told.signed_in(told.desk), visit, first=f"Thursday 30-Apr-2026. {late}")
    before = moment(BACK - timedelta(days=2), 9)
    answer(again, before)
    sign(again, told.doctor, before)
    return again


def is_treated(told: Story, visit: Visit) -> None:
    """Nothing has changed, the patient agrees, the session is held and written down."""
    told.at(BACK)
    here = told.tablet(visit)
    here.comes_prepared()
    here.presses("Nothing has changed")
    assert here.person.path == "/consent/"
    here.signs("I agree and sign", "agreed")
    here.sees("We have what we need. We will call you in.")
    here.presses("I am done: give the tablet back")
    nurse = told.signed_in(told.nurse)
    session = staff.treat(nurse, visit)
    staff.record(nurse, told.nurse)
    nurse.go(f"{session}print/")
    nurse.see("B-2604-17")
    assert sheets(nurse) == 1


def is_looked_after(told: Story) -> str:
    """A day later the clinic asks by itself; a mild swelling is usual. Gives the mail with the link."""
    told.at(BACK + timedelta(days=1), 11)
    own, mail = told.own, told.mails()[-1]
    own.opens(mail)
    assert own.person.path == "/care/symptoms/"
    own.tells_symptoms(swelling_size="2", swelling_trend="less", beyond_area="no", hinders="no")
    own.sees("This is usual after a session:")
    own.presses("Your page")
    now = own.page.locator(".when.now").inner_text()
    assert own.say("Now") in now and THREE_DAYS_AFTER[own.language] in now
    own.person.go("/care/print/")
    assert sheets(own.person) == 1
    return mail


def gets_worse(told: Story, mail: str) -> None:
    """The swelling grows: a phone number at once, a red line until a dermatologist closes it with a note."""
    told.at(BACK + timedelta(days=1), 17)
    own = told.own
    own.opens(mail)
    own.tells_symptoms(swelling_size="4", swelling_trend="more", beyond_area="no", hinders="no")
    own.sees("Call us today")
    assert own.page.locator("main a.button[href^='tel:']").count() == 1
    desk, doctor = told.signed_in(told.desk), told.signed_in(told.doctor)
    desk.go("/today/")
    desk.see(f"Call today: {NAME}")
    assert "swelling" not in desk.page.content().lower()
    doctor.go("/queue/")
    doctor.see("Swelling that grows")
    doctor.press(f"Call today: {NAME}")
    staff.close_report(doctor, "Called: swollen cheeks, no fever. Cold packs; calls again tomorrow.")
    for person, path in ((desk, "/today/"), (doctor, "/queue/")):
        person.go(path)
        assert not person.page.get_by_text("Call today").count()


def sheets(person: Person) -> int:
    """Sheets of paper the page takes, on Letter."""
    return len(PdfReader(io.BytesIO(person.page.pdf(format="Letter"))).pages)
