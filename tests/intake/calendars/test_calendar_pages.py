"""The calendar's two addresses: behind the date of birth, and a private one that can be ended."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clinic.models import AuditEvent
from intake.actions.care_links import copy_care_link, revoke_care_link
from intake.actions.feeds import end_feed, make_feed
from intake.actions.invitations import copy_link
from intake.models import CalendarFeed
from tests.factories import VisitFactory
from tests.intake.calendars.reading import read

pytestmark = pytest.mark.django_db

BORN = {"birth_date_day": "14", "birth_date_month": "3", "birth_date_year": "1991"}


@pytest.fixture
def coming(maria, place):
    return VisitFactory(patient=maria, place=place, starts_at=timezone.now() + timedelta(days=20))


@pytest.fixture
def feed(coming):
    return make_feed(patient=coming.patient, language="es", at=timezone.now())


def address(token):
    return f"/calendar/{token}.ics"


def by_link(maria, front_desk, to=""):
    _, token = copy_care_link(patient=maria, by=front_desk, at=timezone.now())
    browser = Client()
    answer = browser.post(f"/i/{token}/{to}", BORN)
    return browser, answer


class TestTheFile:
    def test_opens_for_the_patient_and_is_noted(self, coming, maria, front_desk):
        browser, _ = by_link(maria, front_desk)
        answer = browser.get("/care/calendar.ics")
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert len(read(answer.content)[1]) == 1
        assert AuditEvent.objects.filter(action="export", target="calendar").count() == 1

    def test_is_not_there_for_a_session_of_another_purpose_or_none(self, coming, maria, front_desk):
        _, token = copy_link(visit=coming, by=front_desk, at=timezone.now())
        browser = Client()
        browser.post(f"/i/{token}/", BORN)
        assert browser.get("/care/calendar.ics").status_code == 404
        assert Client().get("/care/calendar.ics").status_code == 302

    def test_closes_when_the_link_is_taken_back(self, coming, maria, front_desk):
        browser, _ = by_link(maria, front_desk)
        revoke_care_link(patient=maria, by=front_desk, at=timezone.now())
        assert browser.get("/care/calendar.ics").status_code == 302


class TestTheAddress:
    def test_shows_times_and_nothing_else_without_a_session(self, client, feed):
        answer = client.get(address(feed[1]))
        (event,) = read(answer.content)[1].values()
        assert (event.title, event.words, event.place) == ("Cita en la clínica", "", "")
        assert not answer.cookies and answer.headers["Cache-Control"] == "no-store"

    def test_follows_a_visit_that_moves(self, client, feed, coming):
        before = read(client.get(address(feed[1])).content)[1]
        coming.starts_at += timedelta(days=1)
        coming.version += 1
        coming.save()
        after = read(client.get(address(feed[1])).content)[1]
        assert before.keys() == after.keys() and before != after

    def test_only_the_hash_of_it_is_stored(self, feed):
        assert len(feed[1]) == 43 and feed[1] not in str(CalendarFeed.objects.values())

    def test_ended_or_unknown_it_is_the_same_page_that_is_not_there(self, client, feed, maria):
        end_feed(patient=maria, at=timezone.now())
        answers = [
            client.get(path) for path in (address(feed[1]), address("A" * 43), address("é"), "/no-such-page/")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1

    def test_a_new_one_ends_the_one_before(self, client, feed, maria):
        _, new = make_feed(patient=maria, language="en", at=timezone.now())
        assert client.get(address(feed[1])).status_code == 404
        assert client.get(address(new)).status_code == 200

    def test_a_program_that_asks_every_minute_is_one_event_a_day(self, client, feed, monkeypatch):
        for _ in range(5):
            client.get(address(feed[1]))
        read_events = AuditEvent.objects.filter(action="export", target=f"calendar feed {feed[0].pk}")
        assert [event.actor_role for event in read_events] == ["patient"]
        tomorrow = timezone.now() + timedelta(days=1)
        monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
        assert client.get(address(feed[1])).status_code == 200
        assert read_events.all().count() == 2

    def test_shows_nothing_of_another_patient(self, client, feed, daniel, place):
        VisitFactory(patient=daniel, place=place, starts_at=timezone.now() + timedelta(days=3))
        assert len(read(client.get(address(feed[1])).content)[1]) == 1

    def test_nothing_but_reading(self, client, feed):
        assert client.post(address(feed[1])).status_code == 405


def test_a_link_that_asks_how_it_is_leads_there_after_the_birth_date(coming, maria, front_desk):
    assert by_link(maria, front_desk)[1].headers["Location"] == "/care/"
    assert by_link(maria, front_desk, "?to=own")[1].headers["Location"] == "/care/"
    assert by_link(maria, front_desk, "?to=how")[1].headers["Location"] == "/care/symptoms/"
    assert by_link(maria, front_desk, "?to=//evil.example")[1].headers["Location"] == "/care/"


def test_the_word_behind_a_link_opens_nothing_of_another_purpose(coming, maria, front_desk):
    _, token = copy_link(visit=coming, by=front_desk, at=timezone.now())
    answer = Client().post(f"/i/{token}/?to=how", BORN)
    assert answer.headers["Location"] == "/questions/"


def test_before_the_birth_date_the_page_says_what_it_opens_and_is_the_same_for_every_token(
    coming, maria, front_desk
):
    _, token = copy_care_link(patient=maria, by=front_desk, at=timezone.now())
    pages = [Client().get(f"/i/{one}/?to=how&lang=es") for one in (token, "A" * 43)]
    assert all("Su propia página" in page.content.decode() for page in pages)
    assert all("to=how" in page.content.decode() for page in pages)  # the switch of the language keeps it
