"""Signing, and everything a person does with a Send button besides pressing it once."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from intake.actions.answers import save_answer
from intake.actions.drafts import open_draft
from intake.actions.submission import submit
from intake.care.before import things_to_do
from intake.care.lines import lines_before
from intake.dates import clinic_day, clinic_zone
from intake.models import Assessment, Message, Response
from intake.views import patient_sitting
from tests.intake.patient.steps import answer_all, send

pytestmark = pytest.mark.django_db
SIGNED = {"attested": "on", "name": "María García López"}
RESULT_WORDS = ("eligible", "rejected", "flagged", "deferred", "candidate", "Ready", "Review", "Wait", "Stop")


def test_the_statement_stands_over_an_unticked_box_and_an_empty_name(browser, visit):
    answer_all(visit)
    page = browser.get("/sign/").content.decode()
    assert "My answers are true and complete" in page
    assert "checked" not in page and 'name="name" value' not in page


@pytest.mark.parametrize(
    ("signed", "says"),
    [
        ({"name": "María"}, "Tick the box if your answers are true and complete."),
        ({"attested": "on"}, "Type your full name to sign."),
        ({"attested": "on", "name": "   "}, "Type your full name to sign."),
        ({"attested": "on", "name": "😀 ... 12"}, "Write your name with letters."),
        ({"attested": "on", "name": "x" * 161}, "Shorten this to 160 letters or fewer."),
    ],
)
def test_without_box_or_name_nothing_is_sent(browser, visit, signed, says):
    draft = answer_all(visit)
    page = browser.post("/sign/", {**signed, "version": draft.version}).content.decode()
    assert page.count(says) == 2 and "<title>Error:" in page
    assert not Response.objects.exists()


@pytest.mark.parametrize("name", ["Ж", "李明", "O'Neil 3", "فاطمة"])
def test_a_name_in_any_script_signs(browser, visit, name):
    draft = answer_all(visit)
    browser.post("/sign/", {"attested": "on", "name": name, "version": draft.version})
    assert Response.objects.get().attested_name == name


def test_sending_leads_to_thanks_and_says_nothing_about_the_decision(browser, visit):
    answer = send(browser, visit, pregnant="yes")
    assert answer.headers["Location"] == "/sent/"
    assert Assessment.objects.get().decision == "not_a_candidate"
    page = browser.get("/sent/").content.decode()
    assert "Thank you" in page and visit.place.name in page
    assert not [word for word in RESULT_WORDS if word in page]
    assert "regnan" not in page.replace("may be pregnant", ""), "only the general line of the protocol"


def test_pressing_twice_sends_once(browser, visit):
    draft = answer_all(visit)
    signed = {**SIGNED, "version": draft.version}
    answers = [browser.post("/sign/", signed) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {"/sent/"}
    assert Response.objects.count() == 1
    assert Message.objects.filter(kind="received").count() == 1


@pytest.mark.parametrize("path", ["/questions/", "/questions/acne/", "/check/", "/sign/"])
def test_going_back_after_sending_leads_to_the_same_thanks(browser, visit, path):
    send(browser, visit)
    assert browser.get(path).headers["Location"] == "/sent/"


def test_an_answer_from_a_page_left_open_changes_nothing_after_sending(browser, visit):
    send(browser, visit)
    assert (
        browser.post("/questions/acne/", {"answer": "cystic", "version": 9}).headers["Location"] == "/sent/"
    )
    assert Response.objects.get().answers["acne"] == "none"


def test_what_changed_in_another_window_is_checked_again_before_it_is_signed(browser, visit):
    draft = answer_all(visit)
    at = timezone.now()
    save_answer(
        visit=visit, code="smoker", value="current", version=draft.version, mode="patient", at=at,
        on=clinic_day(at),
    )  # fmt: skip
    page = browser.post("/sign/", {**SIGNED, "version": draft.version}, follow=True)
    assert page.request["PATH_INFO"] == "/check/"
    assert "Your answers changed in another window." in page.content.decode()
    assert not Response.objects.exists()


@pytest.mark.parametrize("version", ["", "-1", "9" * 4000, "٣", "1.5"])
def test_a_version_that_is_none_sends_nothing(browser, visit, version):
    answer_all(visit)
    assert browser.post("/sign/", {**SIGNED, "version": version}).headers["Location"] == "/check/"
    assert not Response.objects.exists()


def test_thanks_are_not_there_before_sending(browser, visit):
    open_draft(visit=visit, mode="patient", at=timezone.now())
    assert browser.get("/sent/").headers["Location"] == "/questions/"


class TestBefore:
    """The words of the lines, which intake/care/lines.py puts on their days."""

    def groups(self, visit, *, on: date, today: date) -> list[dict]:
        visit.starts_at = datetime(on.year, on.month, on.day, 10, tzinfo=clinic_zone())
        return things_to_do(lines_before(visit, orders={}, language="en"), on, "en", today=today)

    def test_days_are_counted_back_from_the_visit(self, visit):
        groups = self.groups(visit, on=date(2026, 3, 16), today=date(2026, 2, 1))
        assert [group["when"] for group in groups] == [
            "From now until your visit",
            "From Monday 16 February",
            "From Monday 2 March",
            "From Monday 9 March",
            "From Sunday 15 March",
            "On Monday 16 March, the day of your visit",
        ]

    def test_a_day_gone_by_is_now(self, visit):
        groups = self.groups(visit, on=date(2026, 3, 16), today=date(2026, 3, 12))
        assert [group["when"] for group in groups] == [
            "From now until your visit",
            "From Sunday 15 March",
            "On Monday 16 March, the day of your visit",
        ]
        assert [group["is_now"] for group in groups] == [True, False, False]
        assert any("scrubs" in line.text for line in groups[0]["what"])

    def test_on_the_day_itself_everything_is_for_that_day(self, visit):
        groups = self.groups(visit, on=date(2026, 3, 16), today=date(2026, 3, 16))
        assert [group["when"] for group in groups] == ["On Monday 16 March, the day of your visit"]

    def test_what_is_only_done_when_ordered_is_left_out(self, visit):
        groups = self.groups(visit, on=date(2026, 3, 16), today=date(2026, 3, 1))
        told = " ".join(line.text for group in groups for line in group["what"])
        assert "vitamin" not in told
        assert "Keep taking every medicine a doctor prescribed" in told


def test_a_second_press_that_finds_the_answers_sent_is_no_correction(browser, visit, monkeypatch):
    """Read before the first press was done, it finds no draft any more: it must not begin one and send it."""
    draft = answer_all(visit)
    read = patient_sitting.requests_and_draft

    def sent_meanwhile(visit, form):
        monkeypatch.setattr(patient_sitting, "requests_and_draft", read)
        signed = {"attested": True, "attested_name": "María García López"}
        at = timezone.now()
        submit(draft=draft, version=draft.version, mode="patient", at=at, on=clinic_day(at), **signed)
        return read(visit, form)

    monkeypatch.setattr(patient_sitting, "requests_and_draft", sent_meanwhile)
    answer = browser.post("/sign/", SIGNED | {"version": 1})  # a new draft's version, by chance the same
    assert answer.status_code == 302
    assert browser.get(answer.headers["Location"]).headers["Location"] == "/sent/"
    assert Response.objects.count() == 1 and not visit.drafts.filter(closed_at=None).exists()
