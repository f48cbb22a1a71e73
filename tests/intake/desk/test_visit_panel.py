"""The visit panel and its one-press actions: what is allowed now, what is refused and how it is said."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import AuditEvent
from intake.actions.invitations import copy_link, send_link
from intake.actions.redeeming import redeem
from intake.actions.visits import check_in
from intake.models import Invitation, Message, Response, TreatmentSession, Visit
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, make_ready, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
ACTIONS = ["check-in", "undo-check-in", "no-show", "finish", "cancel", "send-link", "new-link", "link-code"]


def press(browser, name, visit, **data):
    data = {"version": Visit.objects.get(pk=visit.pk).version} | data
    return browser.post(reverse(name, args=[visit.pk]), data)


def panel(browser, visit) -> str:
    return browser.get(reverse("visit", args=[visit.pk])).content.decode()


def state(visit) -> str:
    return Visit.objects.get(pk=visit.pk).state


def test_it_says_who_when_what_for_and_how_far(desk, visit):
    text = panel(desk, visit)
    for words in (
        "GARCÍA LÓPEZ",
        "16-Mar-2026 10:00",
        "Lines and wrinkles: Forehead, Cheeks",
        "0 of",
        "35 years",
    ):
        assert words in text, words
    assert "No link has been made yet." in text


@pytest.mark.parametrize(("days", "offered"), [(-1, set()), (0, {"check-in", "no-show"}), (1, {"no-show"})])
def test_what_the_day_alone_forbids_is_not_offered(signed_in, front_desk, visit, at, days, offered):
    at(PLANNED + timedelta(days=days))
    text = panel(signed_in(front_desk), visit)
    assert {
        name for name in ("check-in", "no-show") if f'formaction="/visits/{visit.pk}/{name}/"' in text
    } == offered


@pytest.mark.parametrize("role", ["lead", "nobody"])
@pytest.mark.parametrize("name", ["visit", *ACTIONS, "start-session", "end-session"])
def test_for_others_nothing_of_it_is_there(role, name, request, signed_in, visit):
    browser, address = signed_in(request.getfixturevalue(role)), reverse(name, args=[visit.pk])
    assert (browser.get if name == "visit" else browser.post)(address).status_code == 404
    assert state(visit) == "booked"


@pytest.mark.parametrize("name", [name for name in ACTIONS if name != "link-code"])
def test_nothing_is_changed_by_a_get(desk, visit, name):
    assert desk.get(reverse(name, args=[visit.pk])).status_code == 405


def test_a_visit_that_is_none_is_not_there(desk, visit):
    assert desk.get("/visits/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_opening_it_is_one_event_and_its_queries_are_bounded(desk, visit):
    panel(desk, visit)
    before = AuditEvent.objects.count()
    with CaptureQueriesContext(connection) as first:
        panel(desk, visit)
    assert AuditEvent.objects.count() == before + 1
    send(visit, at=PLANNED)
    with CaptureQueriesContext(connection) as queries:
        panel(desk, visit)
    assert len(queries) <= len(first) + 10 <= 45


def test_a_day_at_the_desk(desk, visit, said):
    for name, then, words in (
        ("check-in", "arrived", "Checked in."),
        ("undo-check-in", "booked", "Check-in taken back."),
        ("no-show", "no_show", "Noted: the patient did not come."),
        ("check-in", "arrived", "Checked in."),
        ("finish", "finished", "The visit is finished."),
    ):
        assert press(desk, name, visit).headers["Location"] == reverse("visit", args=[visit.pk])
        assert (state(visit), said(desk)) == (then, [words])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("undo-check-in", "Cannot undo check in: this visit is “not arrived”."),
        ("finish", "Cannot finish: this visit is “not arrived”."),
    ],
)
def test_what_the_state_does_not_allow_is_a_sentence(desk, visit, said, name, says):
    press(desk, name, visit)
    assert said(desk) == [says] and state(visit) == "booked"


def test_what_the_state_does_not_allow_is_not_offered(desk, visit):
    text = panel(desk, visit)
    assert reverse("check-in", args=[visit.pk]) in text
    assert reverse("undo-check-in", args=[visit.pk]) not in text
    assert reverse("start-session", args=[visit.pk]) not in text


@pytest.mark.parametrize("version", ["99", "x", "", "-1", "1" * 40])
def test_a_page_that_is_out_of_date_changes_nothing(desk, visit, said, version):
    press(desk, "check-in", visit, version=version)
    assert state(visit) == "booked" and "chang" in said(desk)[0].lower()


def test_nobody_is_checked_in_on_another_day(at, front_desk, signed_in, visit, said):
    at(NOW)
    browser = signed_in(front_desk)
    press(browser, "check-in", visit)
    assert said(browser) == ["This visit is on another day. Move it to today first."]


class TestCancel:
    def test_needs_to_know_who_wanted_it(self, desk, visit):
        answer = press(desk, "cancel", visit)
        assert answer.status_code == 200 and state(visit) == "booked"
        assert "Choose why the visit is called off." in answer.content.decode()
        assert press(desk, "cancel", visit, reason="bored").status_code == 200

    def test_ends_the_visit(self, desk, visit):
        press(desk, "cancel", visit, reason="patient")
        assert state(visit) == "cancelled"
        assert "Cancel this visit" not in panel(desk, visit)


class TestSession:
    def test_starts_and_ends_on_a_signature(
        self, desk, visit, nurse, dermatologist, front_desk, signed_in, said
    ):
        send(visit)
        agree(visit, dermatologist)
        check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
        make_ready(visit, nurse, PLANNED)
        browser = signed_in(nurse)
        assert "Start session" in panel(browser, visit) and "Start session" not in panel(desk, visit)
        press(browser, "start-session", visit)
        assert (state(visit), said(browser)) == ("in_session", ["The session has started (2 areas)."])
        press(browser, "end-session", visit)
        assert (state(visit), said(browser)) == ("finished", ["The session has ended. Record what was done."])
        assert "Forehead, Cheeks" in panel(desk, visit)

    def test_is_refused_in_words_without_one(self, desk, visit, nurse, front_desk, signed_in, said):
        send(visit)
        check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
        browser = signed_in(nurse)
        press(browser, "start-session", visit)
        assert said(browser) == ["A dermatologist has not signed a decision that covers this."]
        press(browser, "end-session", visit)
        assert said(browser) == ["No session is going on."]
        assert not TreatmentSession.objects.exists()

    @pytest.mark.parametrize("name", ["start-session", "end-session"])
    def test_is_not_the_front_desks(self, desk, visit, name):
        assert press(desk, name, visit).status_code == 404


class TestLink:
    def test_goes_by_mail(self, desk, visit, said):
        press(desk, "send-link", visit)
        assert said(desk) == ["The link is on its way to maria@mail.example."]
        assert "the patient has not used it yet" in panel(desk, visit)

    def test_without_an_address_the_panel_says_what_else(self, desk, visit, maria, said):
        maria.email = ""
        maria.save()
        press(desk, "send-link", visit)
        assert said(desk)[0].startswith("No e-mail address is known")

    def test_is_shown_once_as_code_and_message_in_the_patients_language(self, desk, visit):
        answer = press(desk, "link-code", visit)
        text, address = answer.content.decode(), answer.context["address"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "<svg" in text and "style=" not in text and address in answer.context["message"]
        assert "Hola, María:" in answer.context["message"] and 'lang="es"' in text
        token = urlsplit(address).path.rstrip("/").rpartition("/")[2]
        assert redeem(token=token, birth_date=visit.patient.birth_date, at=PLANNED) is not None
        assert address not in panel(desk, visit)

    def test_a_reload_makes_no_other(self, desk, visit):
        assert desk.get(reverse("link-code", args=[visit.pk])).status_code == 302
        assert not Invitation.objects.exists()

    def test_a_new_one_ends_the_others(self, desk, visit, front_desk):
        _, token = copy_link(visit=visit, by=front_desk, at=PLANNED)
        press(desk, "new-link", visit)
        assert redeem(token=token, birth_date=visit.patient.birth_date, at=PLANNED) is None

    @pytest.mark.parametrize("name", ["send-link", "new-link", "link-code"])
    def test_is_refused_in_words_for_a_visit_that_is_over(self, desk, visit, said, name):
        press(desk, "cancel", visit, reason="patient")
        said(desk)
        press(desk, name, visit)
        assert said(desk) == ["No link can be sent: this visit is “canceled”."]

    def test_a_locked_and_an_expired_one_are_told(self, desk, visit, front_desk, at):
        _, token = copy_link(visit=visit, by=front_desk, at=PLANNED)
        for _ in range(5):
            redeem(token=token, birth_date=TODAY, at=PLANNED)
        assert "locked after too many wrong birth dates" in panel(desk, visit)

    def test_a_mail_that_failed_says_what_to_do(self, desk, visit, front_desk):
        send_link(visit=visit, by=front_desk, at=PLANNED)
        Message.objects.update(state="failed")
        assert "failed" in panel(desk, visit) and "Check the address, or call." in panel(desk, visit)


class TestWrongRecord:
    def test_is_marked_with_its_reason(self, desk, visit, said):
        response = send(visit)
        wrong = reverse("retract", args=[response.pk])
        assert wrong in panel(desk, visit)
        assert "Say why this record is wrong." in desk.post(wrong, {"reason": " "}).content.decode()
        desk.post(wrong, {"reason": "The answers are another patient's."})
        assert Response.objects.get().retraction.by.full_name == "Frankie Desk"
        assert "Marked as wrong" in panel(desk, visit) and "another patient" not in panel(desk, visit)

    def test_twice_is_refused_in_words(self, desk, visit, said):
        wrong = reverse("retract", args=[send(visit).pk])
        desk.post(wrong, {"reason": "Wrong person"})
        said(desk)
        desk.post(wrong, {"reason": "Wrong person"})
        assert said(desk) == ["This record is marked as wrong already."]

    @pytest.mark.parametrize("role", ["lead", "nobody"])
    def test_is_not_for_others(self, role, request, signed_in, visit):
        wrong = reverse("retract", args=[send(visit).pk])
        assert signed_in(request.getfixturevalue(role)).post(wrong, {"reason": "x"}).status_code == 404


def test_a_visit_of_the_past_is_opened_from_today(at, visit, front_desk, signed_in):
    at(PLANNED + timedelta(days=2))
    browser = signed_in(front_desk)
    assert "Open visit" in browser.get(reverse("today"), {"day": "2026-03-16"}).content.decode()
