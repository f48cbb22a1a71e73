"""What the desk sees and does about messages, the patient's own page, and the calendar address."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.models import AuditEvent
from intake.actions.care_links import copy_care_link
from intake.actions.feeds import make_feed
from intake.actions.invitations import send_link
from intake.messages.outbox import drain
from intake.messages.reminders import write_due
from intake.models import CalendarFeed, Invitation, Message, Patient
from intake.sms import SmsRefused, SmsUnanswered
from tests.factories import VisitFactory
from tests.intake.conftest import NOW

pytestmark = pytest.mark.django_db

ACTS = ("send-care-link", "care-link-code", "end-care-link", "end-calendar")


@pytest.fixture
def coming(maria, place, front_desk):
    starts = timezone.now() + timedelta(days=20)
    return VisitFactory(patient=maria, place=place, starts_at=starts, created_by=front_desk)


@pytest.fixture
def browser(signed_in, front_desk):
    return signed_in(front_desk)


def page_of(browser, patient):
    text = browser.get(reverse("patient", args=[patient.pk])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def press(browser, name, pk):
    return browser.post(reverse(name, args=[pk]), follow=True)


def send_all():
    drain(clock=timezone.now)


class TestTheLink:
    def test_is_sent_and_seen_on_the_page(self, browser, coming, maria):
        assert "No link has been sent yet" in page_of(browser, maria)
        press(browser, "send-care-link", maria.pk)
        send_all()
        seen = page_of(browser, maria)
        assert "Link to the patient&#x27;s own page – maria@mail.example: sent" in seen
        assert "The link is open; the patient has not used it yet." in seen

    def test_is_shown_once_as_code_and_words(self, browser, coming, maria):
        answer = browser.post(reverse("care-link-code", args=[maria.pk]))
        text = answer.content.decode()
        assert "<svg" in text and "to=own" in text and "su propia página" in text
        assert browser.get(reverse("care-link-code", args=[maria.pk])).status_code == 302
        assert Invitation.objects.get().tokens.count() == 1

    def test_is_taken_back(self, browser, coming, maria, front_desk):
        copy_care_link(patient=maria, by=front_desk, at=timezone.now())
        press(browser, "end-care-link", maria.pk)
        assert Invitation.objects.get().ended_reason == "revoked"
        assert "taken back by the clinic" in page_of(browser, maria)

    def test_is_refused_in_words_where_there_is_nothing_to_show(self, browser, maria):
        answer = press(browser, "send-care-link", maria.pk)
        assert "There is nothing to show" in answer.content.decode()

    def test_says_where_nobody_can_be_reached(self, browser, coming, maria):
        Patient.objects.update(email="", phone="")
        text = page_of(browser, maria)
        assert "cannot be reached by message" in text
        assert "No link has been sent yet." in text and "reminder brings" not in text
        assert "No e-mail address is known" in press(browser, "send-care-link", maria.pk).content.decode()
        assert not Message.objects.exists()

    def test_promises_a_link_by_reminder_only_where_reminders_go(self, browser, coming, maria):
        assert "No link has been sent yet. Every reminder brings one." in page_of(browser, maria)
        Patient.objects.update(reminders_wanted=False)
        assert "reminder brings" not in page_of(browser, maria)

    @pytest.mark.parametrize("name", ACTS)
    def test_is_nobodys_but_the_desks_and_nothing_changes_by_a_get(
        self, name, lead, nobody, signed_in, browser, coming, maria
    ):
        for person in (lead, nobody):
            assert signed_in(person).post(reverse(name, args=[maria.pk])).status_code == 404
        assert browser.get(reverse(name, args=[maria.pk])).status_code in (302, 405)
        assert not Invitation.objects.exists()


class TestTheCalendarAddress:
    def test_is_seen_and_ended_by_the_desk(self, browser, coming, maria, front_desk):
        make_feed(patient=maria, language="es", at=timezone.now())
        assert "A private calendar address is open" in page_of(browser, maria)
        press(browser, "end-calendar", maria.pk)
        assert CalendarFeed.objects.get().revoked_by == front_desk
        assert "A private calendar address" not in page_of(browser, maria)


class TestMessages:
    @pytest.fixture
    def failed(self, coming, maria, front_desk, protocol):
        message = Message.objects.create(
            kind="moved",
            to="old@mail.example",
            language="es",
            patient=maria,
            visit=coming,
            dedupe_key="x",
            state="failed",
            attempts=6,
            error="SMTPRecipientsRefused",
            next_try_at=timezone.now(),
            created_at=timezone.now(),
        )
        return message

    @pytest.mark.parametrize(
        ("origin", "page"), [("visit", "visit"), ("patient", "patient"), ("x", "patient")]
    )
    def test_one_that_failed_is_sent_again_to_the_address_known_now(
        self, browser, failed, mailoutbox, origin, page
    ):
        answer = browser.post(reverse("send-again", args=[failed.pk]), {"from": origin})
        key = failed.visit_id if page == "visit" else failed.patient_id
        assert answer.headers["Location"] == reverse(page, args=[key])
        send_all()
        failed.refresh_from_db()
        assert (failed.state, failed.to, failed.error) == ("sent", "maria@mail.example", "")
        assert mailoutbox[0].to == ["maria@mail.example"]
        assert AuditEvent.objects.filter(action="change", target=f"message {failed.pk}").count() == 1

    def test_a_second_press_is_refused_in_words(self, browser, failed):
        press(browser, "send-again", failed.pk)
        assert (
            "somebody had it sent again already" in press(browser, "send-again", failed.pk).content.decode()
        )
        assert Message.objects.count() == 1

    def test_is_not_sent_again_by_others(self, failed, lead, nobody, signed_in):
        for person in (lead, nobody):
            assert signed_in(person).post(reverse("send-again", args=[failed.pk])).status_code == 404
        failed.refresh_from_db()
        assert failed.state == "failed"

    def test_a_failed_one_says_so_on_both_pages_with_a_button(self, browser, failed, visit):
        for name, key in (("patient", failed.patient_id), ("visit", failed.visit_id)):
            text = browser.get(reverse(name, args=[key])).content.decode()
            assert "Check the address, or call." in text and "Send again" in text

    def test_a_reminder_says_of_which_day_it_is(self, browser, maria, place):
        starts = (timezone.now() + timedelta(days=20)).replace(
            hour=17
        )  # noon at the clinic, whatever it is now
        visit = VisitFactory(patient=maria, place=place, starts_at=starts, created_at=NOW)
        write_due(at=visit.starts_at - timedelta(days=7))
        assert "Reminder of the visit, 7 days before" in page_of(browser, maria)

    @pytest.mark.parametrize(
        ("error", "says"),
        [
            (SmsUnanswered("ReadTimeout"), "it may have arrived"),
            (SmsRefused("21610"), "wants no messages from us"),
            (SmsRefused("21211"), "Check the address, or call."),
        ],
    )
    def test_a_text_that_failed_says_why(self, browser, coming, maria, monkeypatch, front_desk, error, says):
        Patient.objects.update(email="", texts_allowed=True)
        browser.post(reverse("send-care-link", args=[maria.pk]))

        class Out:
            def send(self, to, text):
                raise error

        monkeypatch.setattr("intake.messages.outbox.port", Out)
        send_all()
        assert Message.objects.get().state == "failed" and says in page_of(browser, maria)


class TestTheForm:
    def test_texts_and_reminders_are_boxes_of_the_particulars(self, browser, maria):
        page = browser.get(reverse("edit-patient", args=[maria.pk])).content.decode()
        assert re.search(r'name="reminders_wanted"[^>]*checked', page)
        assert not re.search(r'name="texts_allowed"[^>]*checked', page)
        told = {
            "family_name": "García",
            "given_name": "María",
            "birth_date": "14mar1991",
            "language": "es",
            "version": maria.version,
            "texts_allowed": "on",
        }
        browser.post(reverse("edit-patient", args=[maria.pk]), told)
        maria.refresh_from_db()
        assert maria.texts_allowed and not maria.reminders_wanted
        event = AuditEvent.objects.filter(action="change", target=f"patient {maria.pk}").latest("at")
        assert {"texts_allowed", "reminders_wanted"} <= set(event.fields)

    def test_a_new_patient_wants_reminders_unless_the_box_is_cleared(self, browser):
        page = browser.get(reverse("new-patient")).content.decode()
        assert re.search(r'name="reminders_wanted"[^>]*checked', page)


def test_the_link_of_the_questions_goes_by_text_where_it_may(visit, front_desk, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path
    Patient.objects.update(email="", texts_allowed=True)
    visit.patient.refresh_from_db()
    sent = send_link(visit=visit, by=front_desk, at=NOW)
    assert (sent.channel, sent.to) == ("sms", "+12125550142")
    drain(clock=lambda: NOW)
    assert "/i/" in next(tmp_path.iterdir()).read_text()
