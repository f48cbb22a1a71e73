"""/care/: what comes next and what to do from when, for the patient alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clinic.models import AuditEvent
from intake.actions.care_links import copy_care_link, revoke_care_link
from intake.actions.invitations import copy_link
from intake.actions.reviews import sign
from intake.actions.visits import cancel, move
from intake.care.before import weekday_and_moment
from intake.choices import AreaChoice
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.models import CancelReason, Invitation, Purpose
from intake.orders import Order
from tests.intake.care.steps import booked, in_days
from tests.intake.course.steps import held
from tests.intake.patient.steps import come_in
from tests.intake.steps import agree, send, shown

pytestmark = pytest.mark.django_db
VERDICTS = (
    "eligible",
    "rejected",
    "flagged",
    "deferred",
    "candidate",
    "Review",
    "adverse",
    "contraindicated",
)


def agree_with(visit, doctor, orders: dict[str, Order]) -> None:
    """Sign what is advised, and these orders."""
    choices = {
        (str(item.request.pk), area): AreaChoice("treat")
        for item in decided_of(visit).requests
        for area in item.request.areas
    }
    sign(visit=visit, shown=shown(visit), choices=choices, orders=orders, by=doctor, at=timezone.now())


def text_of(browser: Client, path: str = "/care/") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def main_of(browser: Client, path: str = "/care/") -> str:
    page = text_of(browser, path)
    return page[page.index("<main") : page.index("</main>")]


def test_the_page_says_when_and_where_and_what_to_do_from_when(browser, visit, place):
    place.address = "12 Lake Road"
    place.save()
    page = main_of(browser)
    assert weekday_and_moment(visit.starts_at, "en") in page
    assert "Lakeside" in page and "12 Lake Road" in page
    assert "No scrubs, acids, retinoids" in page and "the day of your visit" in page
    assert page.index("From now until your visit") < page.index("the day of your visit")
    assert "What to bring" in page and 'href="tel:' in page
    assert not [word for word in VERDICTS if word in page]


def test_the_page_speaks_spanish_and_stays_so(browser, visit):
    browser.post("/language/", {"language": "es", "next": "/care/"})
    page = main_of(browser)
    assert "Su próxima cita" in page and "Venga con la piel limpia" in page
    assert weekday_and_moment(visit.starts_at, "es") in page


def test_the_page_is_kept_nowhere_and_needs_no_script(browser):
    answer = browser.get("/care/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"<form" in answer.content and b"onclick" not in answer.content and b"style=" not in answer.content


def test_moving_the_visit_moves_every_dated_line(browser, visit, front_desk):
    before = main_of(browser)
    now = timezone.now()
    later = visit.starts_at + timedelta(days=7)
    move(visit=visit, starts_at=later, by=front_desk, at=now, on=clinic_day(now))
    after = main_of(browser)
    visit.refresh_from_db()
    assert weekday_and_moment(visit.starts_at, "en") in after and before != after


def test_only_what_was_ordered_is_told_with_the_doctor_s_words(browser, visit, dermatologist):
    assert "vitamin" not in main_of(browser)
    send(visit, timezone.now())
    orders = {"vitamins_a_c": Order(True, "<b>Every</b> other night"), "antiviral": Order(False)}
    agree_with(visit, dermatologist, orders)
    page = main_of(browser)
    assert "vitamin A and C" in page and "“&lt;b&gt;Every&lt;/b&gt; other night”" in page
    assert "cold sore medicine" not in page


def test_questions_that_wait_are_asked_for_until_they_are_sent(browser, visit):
    assert "Please answer our questions before you come." in main_of(browser)
    send(visit, timezone.now())
    assert "Please answer our questions" not in main_of(browser)


def test_a_visit_that_was_called_off_is_not_shown_and_nothing_else_is_either(browser, visit, front_desk):
    cancel(visit=visit, reason=CancelReason.PATIENT, by=front_desk, at=timezone.now())
    page = main_of(browser)
    assert "Nothing is booked right now." in page and 'href="tel:' in page
    assert "What to do before" not in page and "Your sessions" not in page


def test_a_later_booking_stands_below_the_next_one(browser, visit, maria, place, front_desk):
    later = booked(maria, place, front_desk, in_days(60))
    page = main_of(browser)
    first, second = (weekday_and_moment(one.starts_at, "en") for one in (visit, later))
    assert page.index(first) < page.index(second) and "Booked after that" in page


def test_before_the_first_session_nothing_is_said_about_one(browser):
    page = main_of(browser)
    assert "After your session" not in page and "now, then tell us" not in page


class TestAfterASession:
    @pytest.fixture
    def visit(self, session, maria, place, front_desk):
        """The next one of the course, on a day that the interval leaves open."""
        return booked(maria, place, front_desk, in_days(35))

    def test_the_lines_count_from_the_recorded_end(self, session, browser):
        page = main_of(browser)
        assert "After your session" in page and "10:30 am" in page and "(72 hours after)" in page
        assert 'aria-current="time"' in page and "(7 days after)" in page
        assert page.index("After your session") < page.index("Your next visit")

    def test_what_cannot_wait_stands_first_with_its_number(self, session, browser):
        page = main_of(browser)
        urgent, call, expected = (
            page.index(words) for words in ("now, then tell us", "Call us the same day", "Expected for some")
        )
        assert urgent < call < expected and 'href="tel:911"' in page

    def test_the_course_says_how_many_and_a_date_only_once_it_is_booked(
        self, session, browser, visit, front_desk
    ):
        page = main_of(browser)
        assert "1 of 1 to 2 sessions done. Next session: " + weekday_and_moment(visit.starts_at, "en") in page
        assert 'role="img" aria-label="Lines and wrinkles: Forehead, Cheeks: done' in page
        cancel(visit=visit, reason=CancelReason.CLINIC, by=front_desk, at=timezone.now())
        page = main_of(browser)
        assert "Your next session is not booked yet. Call us to book it." in page

    def test_how_deep_the_needles_went_is_nowhere(self, session, browser):
        assert " mm" not in main_of(browser) and "depth" not in main_of(browser)


def test_a_week_later_nothing_is_called_expected_any_more(
    protocol, maria, place, front_desk, dermatologist, client
):
    now = timezone.now()
    earlier = booked(maria, place, front_desk, in_days(1))
    send(earlier, now - timedelta(days=10))
    agree(earlier, dermatologist, now - timedelta(days=10))
    held(earlier, dermatologist, clinic_day(now) - timedelta(days=9))
    token = copy_care_link(patient=maria, by=front_desk, at=now)[1]
    come_in(client, f"/i/{token}/?lang=en", first="/care/")
    page = main_of(client)
    assert "After your session" in page and "now, then tell us" in page
    assert "Expected for some days" not in page and "What is over" in page


class TestOnTheDay:
    @pytest.fixture
    def of_today(self, visit, maria, place, front_desk):
        """A visit late today, whose questions were sent yesterday."""
        late = booked(maria, place, front_desk, in_days(0, 23))
        send(late, timezone.now() - timedelta(days=1))
        return late

    def test_a_button_leads_to_the_check_in_this_very_session(self, of_today, browser):
        assert "Your visit is today" in main_of(browser) and 'action="/care/check/"' in main_of(browser)
        answer = browser.post("/care/check/")
        assert answer.headers["Location"] == "/today-check/"
        assert browser.get("/today-check/").status_code == 200
        invitation = Invitation.objects.get(purpose="same_day")
        assert (invitation.visit, invitation.patient) == (of_today, of_today.patient)

    def test_the_browsers_back_and_forward_find_both_pages(self, of_today, browser):
        browser.post("/care/check/")
        assert "Your visit is today" in main_of(browser)
        assert browser.get("/today-check/").status_code == 200
        assert browser.post("/care/check/").headers["Location"] == "/today-check/"

    def test_going_on_keeps_the_language_and_the_clock_and_takes_a_new_key(self, of_today, browser):
        browser.post("/language/", {"language": "es", "next": "/care/"})
        before, key = dict(browser.session), browser.session.session_key
        browser.post("/care/check/")
        after = browser.session
        assert after.session_key != key and after["began_at"] == before["began_at"]
        assert '<html lang="es">' in text_of(browser, "/today-check/")

    def test_a_session_begun_by_the_link_of_the_day_never_sees_the_page(self, of_today, front_desk):
        at = timezone.now()
        _, token = copy_link(visit=of_today, by=front_desk, at=at, purpose=Purpose.SAME_DAY)
        other = Client()
        come_in(other, f"/i/{token}/?lang=en", first="/today-check/")
        assert other.get("/care/").status_code == 404
        assert AuditEvent.objects.filter(action="deny", actor_role="patient").exists()

    def test_a_page_taken_back_is_closed_behind_the_check_too(self, of_today, browser, maria, front_desk):
        browser.post("/care/check/")
        revoke_care_link(patient=maria, by=front_desk, at=timezone.now())
        assert browser.get("/care/").status_code == 404
        assert browser.get("/today-check/").status_code == 200

    def test_the_page_stays_when_the_check_is_closed(self, of_today, browser):
        browser.post("/care/check/")
        Invitation.objects.filter(purpose="same_day").update(access_version=2)
        assert browser.get("/care/").status_code == 200
        assert browser.get("/today-check/").headers["Location"].startswith("/link/")

    def test_two_presses_make_one_invitation(self, of_today, browser, care_link):
        browser.post("/care/check/")
        come_in(browser, care_link, first="/care/")
        browser.post("/care/check/")
        assert Invitation.objects.filter(purpose="same_day").count() == 1

    def test_on_another_day_there_is_no_button_and_none_works(self, browser):
        assert "/care/check/" not in main_of(browser)
        assert browser.post("/care/check/").headers["Location"] == "/care/"
        assert not Invitation.objects.filter(purpose="same_day").exists()

    def test_a_check_is_not_done_by_opening_an_address(self, of_today, browser):
        assert browser.get("/care/check/").status_code == 405


class TestRefusals:
    PAGES = ("/care/", "/care/print/")

    @pytest.mark.parametrize("path", PAGES)
    def test_the_questions_link_opens_another_page(self, client, visit, front_desk, path):
        link = f"/i/{copy_link(visit=visit, by=front_desk, at=timezone.now())[1]}/"
        come_in(client, link)
        assert client.get(path).status_code == 404
        assert AuditEvent.objects.filter(action="deny", actor_role="patient").exists()

    @pytest.mark.parametrize("path", PAGES)
    def test_nobody_without_a_link_sees_it(self, client, visit, signed_in, dermatologist, path):
        assert client.get(path).headers["Location"].startswith("/link/")
        assert signed_in(dermatologist).get(path).headers["Location"].startswith("/link/")

    def test_another_patient_sees_the_own_page_alone(self, visit, daniel_with_page, front_desk):
        token = copy_care_link(patient=daniel_with_page, by=front_desk, at=timezone.now())[1]
        other = Client()
        born = {"birth_date_day": "11", "birth_date_month": "2", "birth_date_year": "1968"}
        assert other.post(f"/i/{token}/?lang=en", born).headers["Location"] == "/care/"
        assert weekday_and_moment(visit.starts_at, "en") not in main_of(other)

    def test_a_link_that_was_taken_back_closes_the_open_page(self, browser, maria, front_desk):
        assert browser.get("/care/").status_code == 200
        revoke_care_link(patient=maria, by=front_desk, at=timezone.now())
        assert browser.get("/care/").headers["Location"].startswith("/link/")

    def test_the_page_opens_no_questions(self, browser):
        for path in ("/questions/", "/check/", "/today-check/", "/consent/"):
            assert browser.get(path).status_code == 404

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_other_methods_are_refused(self, browser, method):
        assert getattr(browser, method)("/care/").status_code == 405


def test_the_sheet_for_paper_has_the_same_lines_and_its_event(visit, session, browser):
    page = main_of(browser, "/care/print/")
    assert weekday_and_moment(visit.starts_at, "en") in page and "(72 hours after)" in page
    assert AuditEvent.objects.filter(
        action="print", patient_id=visit.patient_id, actor_role="patient"
    ).exists()
    assert "What to bring" in page and "now, then tell us" in page
