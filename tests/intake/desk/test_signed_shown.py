"""Once it is signed, Today, the visit's page and the patient's tell what was signed, not the advice."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake.actions.consents import withdraw
from intake.actions.requests import Wanted
from intake.actions.sessions import start_session
from intake.actions.visits import book, check_in, no_show
from intake.choices import AreaChoice
from intake.models import TreatmentSession, Visit
from intake.worklists.today import today_rows
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, check_day, consent, make_ready, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
WHY = {"reason_code": "other", "reason_text": "Becauseofthis"}
TREAT, NEVER = AreaChoice("treat", **WHY), AreaChoice("do_not_treat", **WHY)
WAIT, WAIT_TO = AreaChoice("wait", **WHY), AreaChoice("wait", DAY + timedelta(days=8), **WHY)
LATER = AreaChoice("treat", DAY + timedelta(days=8), **WHY)
ASK = "Signed: wait, no day given. Ask the dermatologist for a day before rebooking."
PEOPLE = ("front_desk", "nurse", "dermatologist")


@pytest.fixture
def signed(visit, dermatologist, at):
    """`signed(forehead, cheeks, **answers)`: sent with these answers and signed so."""

    def sign(forehead: AreaChoice, cheeks: AreaChoice, **answers) -> Visit:
        send(visit, **answers)
        agree(visit, dermatologist, forehead=forehead, cheeks=cheeks)
        at(PLANNED)
        return visit

    return sign


@pytest.fixture
def two(protocol, maria, place, front_desk) -> Visit:
    """A visit for two concerns: wrinkles of the forehead, the look of the cheeks."""
    wanted = [
        Wanted("micro-needling", "wrinkles", ("forehead",)),
        Wanted("micro-needling", "general", ("cheeks",)),
    ]
    return book(patient=maria, place=place, starts_at=PLANNED, wanted=wanted, by=front_desk, at=NOW, on=TODAY)


def row():
    (found,) = today_rows(DAY, at=PLANNED)
    return found


def text(browser, name, key) -> str:
    return browser.get(reverse(name, args=[key])).content.decode()


def arrive(visit, by) -> None:
    check_in(visit=visit, by=by, at=PLANNED, on=DAY)


@pytest.mark.parametrize(
    ("forehead", "cheeks", "look", "words", "step"),
    [
        (TREAT, TREAT, "ready", "Treat", "check_in"),
        (TREAT, NEVER, "ready", "Treat 1 of 2 areas", "check_in"),
        (WAIT_TO, TREAT, "ready", "Treat 1 of 2 areas", "check_in"),
        (WAIT_TO, WAIT_TO, "wait", "Wait to 24 Mar", "rebook"),
        (LATER, LATER, "wait", "Treat from 24 Mar", "rebook"),
        (WAIT_TO, NEVER, "wait", "Wait to 24 Mar, 1 of 2 areas", "rebook"),
        (WAIT_TO, WAIT, "wait", "Wait to 24 Mar, 1 of 2 areas", "rebook"),
        (WAIT, NEVER, "wait", "Wait, no day given", "name_day"),
        (NEVER, NEVER, "stop", "Do not treat", "call_off"),
    ],
)
def test_what_was_signed_is_told_with_its_own_look(signed, desk, forehead, cheeks, look, words, step):
    """Against the very opposite of an advice: nothing of the advice is left."""
    answers = {} if NEVER in (forehead, cheeks) else {"pregnant": "yes"}
    visit = signed(forehead, cheeks, **answers)
    assert (row().result_words, row().step.code, row().signed) == (words, step, True)
    for page in (desk.get(reverse("today")).content.decode(), text(desk, "visit", visit.pk)):
        assert f'<span class="badge {look}">' in page and f"<span>{words}</span>" in page
        assert "<span>Stop" not in page and "<span>Ready" not in page and "Becauseofthis" not in page
    assert f"<span>{words}</span>" in text(desk, "patient", visit.patient_id)
    assert "signed by a dermatologist" in text(desk, "visit", visit.pk)


@pytest.mark.parametrize("role", PEOPLE)
def test_the_page_of_a_visit_names_the_areas_where_they_differ(signed, signed_in, request, role):
    visit = signed(TREAT, WAIT_TO)
    page = text(signed_in(request.getfixturevalue(role)), "visit", visit.pk)
    assert "<li>Treat: Forehead</li>" in page and "<li>Wait to 24-Mar-2026: Cheeks</li>" in page
    assert "Becauseofthis" not in page


def test_and_does_not_where_they_are_all_the_same(signed, desk):
    assert "Treat: " not in text(desk, "visit", signed(TREAT, TREAT).pk)


def test_until_it_is_signed_the_advice_stands(visit, desk):
    send(visit, pregnant="yes")
    assert row().result_words == "Stop" and "not signed" in text(desk, "visit", visit.pk)


class TestConsent:
    def test_is_not_asked_for_what_is_not_to_be_treated(self, two, front_desk, nurse, dermatologist):
        send(two)
        agree(two, dermatologist, cheeks=NEVER)
        arrive(two, front_desk)
        check_day(two, nurse, PLANNED)
        assert row().step.code == "consent"
        consent(two, nurse, PLANNED)
        assert row().step.code == "start_session"

    def test_nor_where_a_course_was_opened_before(self, two, front_desk, nurse, dermatologist, at, signed_in):
        send(two)
        agree(two, dermatologist)
        agree(two, dermatologist, forehead=NEVER, cheeks=NEVER)
        arrive(two, front_desk)
        at(PLANNED)
        page = signed_in(nurse).get(reverse("consent", args=[two.pk]))
        assert two.requests.exclude(course=None).count() == 2 and page.context["due"] == ""


class TestStartSession:
    def test_is_not_offered_while_one_runs_and_nothing_is_left(
        self, signed, front_desk, nurse, signed_in, said
    ):
        visit = signed(TREAT, TREAT)
        arrive(visit, front_desk)
        make_ready(visit, nurse, PLANNED)
        start_session(treatment_request=visit.requests.get(), by=nurse, at=PLANNED, on=DAY)
        assert "Start session" not in text(signed_in(nurse), "visit", visit.pk)

    def test_is_offered_while_one_runs_and_another_may_begin(
        self, two, front_desk, nurse, dermatologist, signed_in, at, said
    ):
        send(two)
        agree(two, dermatologist)
        arrive(two, front_desk)
        make_ready(two, nurse, PLANNED)
        start_session(treatment_request=two.requests.order_by("position")[0], by=nurse, at=PLANNED, on=DAY)
        at(PLANNED)
        browser, address = signed_in(nurse), reverse("start-session", args=[two.pk])
        assert f'formaction="{address}">Start session' in text(browser, "visit", two.pk)
        browser.post(address)
        assert said(browser) == ["The session has started (1 area)."]
        assert "Start session" not in text(browser, "visit", two.pk)

    def test_passes_over_what_the_patient_took_back(
        self, two, front_desk, nurse, dermatologist, signed_in, at, said
    ):
        send(two)
        agree(two, dermatologist)
        arrive(two, front_desk)
        make_ready(two, nurse, PLANNED)
        withdraw(consent=two.requests.get(indication="wrinkles").course.consents.get(), at=PLANNED)
        at(PLANNED)
        browser, address = signed_in(nurse), reverse("start-session", args=[two.pk])
        assert row().step.code == "consent" and "Start session" in text(browser, "visit", two.pk)
        browser.post(address)
        assert TreatmentSession.objects.get().areas == ["cheeks"]

    @pytest.mark.parametrize("choice", [WAIT, WAIT_TO, NEVER, LATER])
    def test_is_not_offered_where_no_area_may_be_treated_today(
        self, signed, front_desk, nurse, signed_in, choice
    ):
        visit = signed(choice, choice)
        arrive(visit, front_desk)
        assert "Start session" not in text(signed_in(nurse), "visit", visit.pk)

    def test_is_not_offered_before_the_check_of_the_day_and_the_consent(
        self, signed, front_desk, nurse, signed_in
    ):
        visit = signed(TREAT, TREAT)
        arrive(visit, front_desk)
        browser = signed_in(nurse)
        assert "Start session" not in text(browser, "visit", visit.pk)
        check_day(visit, nurse, PLANNED)
        assert "Start session" not in text(browser, "visit", visit.pk)


class TestAWaitWithoutADay:
    def test_sends_the_desk_to_the_dermatologist_and_the_dermatologist_to_the_summary(
        self, signed, desk, signed_in, dermatologist
    ):
        visit = signed(WAIT, WAIT)
        assert "Ask the dermatologist for a day" in desk.get(reverse("today")).content.decode()
        assert ASK in text(desk, "visit", visit.pk) and "Rebook" not in text(desk, "visit", visit.pk)
        browser = signed_in(dermatologist)
        opened = f'href="{reverse("summary", args=[visit.pk])}">Open summary'
        assert opened in browser.get(reverse("today"), {"tab": "doctor"}).content.decode()
        assert ASK in text(browser, "visit", visit.pk) and opened in text(browser, "visit", visit.pk)

    def test_is_told_where_the_visit_is_moved_or_booked_again(self, signed, desk, signed_in, nurse):
        visit = signed(WAIT, WAIT)
        again = reverse("book", args=[visit.patient_id]) + f"?after={visit.pk}"
        for browser in (desk, signed_in(nurse)):
            for page in (text(browser, "move", visit.pk), browser.get(again).content.decode()):
                assert ASK in page and "has to say when" not in page and "Becauseofthis" not in page

    def test_is_over_once_a_day_is_signed(self, signed, desk, dermatologist):
        visit = signed(WAIT, WAIT)
        agree(visit, dermatologist, forehead=WAIT_TO, cheeks=WAIT_TO)
        assert row().step.code == "rebook"
        assert "first day that works is <strong>Tuesday 24-Mar-2026" in text(desk, "move", visit.pk)


class TestNothingToTreat:
    def test_leads_to_a_call_also_where_the_patient_did_not_come(self, signed, desk, front_desk):
        visit = signed(NEVER, NEVER)
        assert row().step.code == "call_off"
        no_show(visit=visit, by=front_desk, at=PLANNED)
        assert row().step.code == "call_off" and "Rebook" not in text(desk, "visit", visit.pk)

    def test_promises_no_day_on_the_page_that_moves_a_visit(self, signed, desk):
        page = text(desk, "move", signed(NEVER, NEVER).pk)
        assert "Signed: do not treat." in page and "has to say when" not in page

    def test_of_one_concern_does_not_hide_that_the_other_may_be_treated(self, two, desk, dermatologist):
        send(two)
        agree(two, dermatologist, cheeks=NEVER, forehead=WAIT_TO)
        page = text(desk, "move", two.pk)
        assert "Tuesday 24-Mar-2026" in page and "has to say when" not in page


def test_before_anybody_signed_a_dermatologist_has_to_say_when(visit, desk):
    send(visit, pregnant="yes")
    assert "No first day is known yet: a dermatologist has to say when." in text(desk, "move", visit.pk)
