"""What a patient changes on the own page: the consent, the calendar address."""

import hashlib
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from clinic.models import AuditEvent
from intake.actions.consents import give_consent
from intake.consents import consents_needed
from intake.models import CalendarFeed, ConsentWithdrawal, TreatmentConsent, Visit
from tests.intake.care.steps import booked, in_days
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db


def agreed(visit: Visit, staff, doctor, name: str = "María García López") -> TreatmentConsent:
    """A consent given in the clinic."""
    now = timezone.now()
    send(visit, now - timedelta(hours=2))
    agree(visit, doctor, now - timedelta(hours=1))
    Visit.objects.filter(pk=visit.pk).update(state="arrived", arrived_at=now, arrived_by=staff)
    visit.refresh_from_db()
    needed = consents_needed(visit, "en")[0]
    return give_consent(
        visit=visit,
        version=needed.text.version,
        agreed=True,
        signed_name=name,
        language="en",
        mode="staff",
        by=doctor,
        at=now,
    )


@pytest.fixture
def consent(visit, front_desk, dermatologist) -> TreatmentConsent:
    return agreed(visit, front_desk, dermatologist)


class TestConsent:
    def test_is_read_again_word_for_word(self, browser, consent):
        assert f"/care/consent/{consent.pk}/" in browser.get("/care/").content.decode()
        page = browser.get(f"/care/consent/{consent.pk}/").content.decode()
        assert all(words in page for words in consent.text.split("\n\n"))
        assert "Take my consent back" in page and not ConsentWithdrawal.objects.exists()

    def test_is_taken_back_with_a_word_about_it(self, browser, consent):
        path = f"/care/consent/{consent.pk}/"
        answer = browser.post(path, {"words": "I am moving away."})
        assert answer.headers["Location"] == path
        withdrawal = ConsentWithdrawal.objects.get(consent=consent)
        assert (withdrawal.words, withdrawal.by) == ("I am moving away.", None)
        page = browser.get(path).content.decode()
        assert "You took this back on" in page and "Take my consent back" not in page
        assert "Taken back on" in browser.get("/care/").content.decode()
        event = AuditEvent.objects.filter(target=f"consent {consent.pk}").latest("pk")
        assert (event.action, event.actor_role) == ("change", "patient")

    def test_is_taken_back_once(self, browser, consent):
        for _ in range(2):
            assert browser.post(f"/care/consent/{consent.pk}/", {"words": ""}).status_code == 302
        assert ConsentWithdrawal.objects.count() == 1

    def test_reading_on_in_spanish_takes_nothing_back(self, browser, consent):
        page = browser.post(
            f"/care/consent/{consent.pk}/", {"words": "Hm", "language": "es"}
        ).content.decode()
        assert 'lang="es"' in page and ">Hm</textarea>" in page.replace("\r\n", "").replace("\n", "")
        assert "Retirar mi consentimiento" in page and not ConsentWithdrawal.objects.exists()

    @pytest.mark.parametrize("words", ["x" * 501, "a\x00b", "\ue000"])
    def test_what_cannot_be_kept_is_explained(self, browser, consent, words):
        page = browser.post(f"/care/consent/{consent.pk}/", {"words": words})
        assert page.status_code == 200 and b"data-errors" in page.content
        assert not ConsentWithdrawal.objects.exists()

    def test_a_name_is_text_and_never_markup(self, browser, visit, front_desk, dermatologist):
        consent = agreed(visit, front_desk, dermatologist, "<script>alert(1)</script>")
        assert b"<script>alert" not in browser.get(f"/care/consent/{consent.pk}/").content

    def test_another_patient_s_is_not_there(
        self, browser, daniel, place, front_desk, dermatologist, protocol
    ):
        theirs = agreed(booked(daniel, place, front_desk, in_days(3)), front_desk, dermatologist)
        for call in (browser.get, browser.post):
            assert call(f"/care/consent/{theirs.pk}/").status_code == 404
        assert not ConsentWithdrawal.objects.exists()
        denied = AuditEvent.objects.filter(action="deny", target=f"treatmentconsent {theirs.pk}")
        assert denied.count() == 2

    @pytest.mark.parametrize("key", ["x", "1", "0" * 400, "%F0%9F%98%80", "'; --", str(UUID(int=7))])
    def test_a_key_that_is_none_is_not_there(self, browser, key):
        assert browser.get(f"/care/consent/{key}/").status_code == 404


class TestCalendarAddress:
    def test_is_shown_once_and_only_its_hash_is_kept(self, browser, maria):
        page = browser.post("/care/feed/").content.decode()
        token = re.search(r"/calendar/([\w-]+)\.ics", page)[1]
        feed = CalendarFeed.objects.get(patient=maria)
        assert feed.digest == hashlib.sha256(token.encode()).hexdigest() and len(token) == 43
        assert token not in browser.get("/care/").content.decode()
        assert Client().get(f"/calendar/{token}.ics").status_code == 200

    def test_a_new_one_ends_the_one_before(self, browser, maria):
        for _ in range(2):
            browser.post("/care/feed/")
        assert sorted(feed.revoked_at is None for feed in maria.feeds.all()) == [False, True]

    def test_the_patient_ends_it(self, browser, maria):
        token = re.search(r"/calendar/([\w-]+)\.ics", browser.post("/care/feed/").content.decode())[1]
        page = browser.post("/care/feed/end/", follow=True).content.decode()
        assert Client().get(f"/calendar/{token}.ics").status_code == 404
        feed = maria.feeds.get()
        assert feed.revoked_at is not None and feed.revoked_by is None
        assert "Your calendar address has ended." in page and "/care/feed/end/" not in page
        event = AuditEvent.objects.filter(target=f"calendar feed {feed.pk}").latest("pk")
        assert (event.action, event.actor_role, event.patient_id) == ("change", "patient", maria.pk)

    def test_ending_none_changes_nothing(self, browser):
        assert browser.post("/care/feed/end/").headers["Location"] == "/care/"
        assert not CalendarFeed.objects.exists()

    def test_opening_the_address_makes_none(self, browser):
        assert browser.get("/care/feed/").status_code == 405
        assert not CalendarFeed.objects.exists()

    def test_another_patient_s_stays(self, browser, daniel):
        CalendarFeed.objects.create(patient=daniel, digest="0" * 64, language="en", created_at=timezone.now())
        browser.post("/care/feed/")
        browser.post("/care/feed/end/")
        assert daniel.feeds.get().revoked_at is None

    def test_a_visitor_makes_none(self, client, maria):
        assert client.post("/care/feed/").headers["Location"].startswith("/link/")
        assert not CalendarFeed.objects.exists()
