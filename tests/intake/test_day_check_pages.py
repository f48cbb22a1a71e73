"""The patient's check of the day: one press when nothing has changed, questions only for what has."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from intake.actions.invitations import copy_link
from intake.actions.visits import check_in
from intake.models import Draft, Purpose, Response, TreatmentConsent, Visit
from tests.intake.conftest import NOW, PLANNED
from tests.intake.patient.steps import come_in
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


@pytest.fixture
def told() -> dict:
    """What was answered two weeks ago beside a healthy person's answers."""
    return {}


@pytest.fixture
def arrived(visit, front_desk, dermatologist, at_clock, told):
    """Answered and signed two weeks ago; the patient is here, and it is the day."""
    send(visit, NOW, **told)
    agree(visit, dermatologist, at=NOW)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    at_clock(PLANNED)
    return Visit.objects.get(pk=visit.pk)


@pytest.fixture
def at_clock(monkeypatch):
    def set_clock(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_clock


@pytest.fixture
def phone(arrived, front_desk):
    """A browser in which the link of the day was opened with the birth date."""
    _, token = copy_link(visit=arrived, by=front_desk, at=PLANNED, purpose=Purpose.SAME_DAY, language="en")
    browser = Client()
    come_in(browser, reverse("patient-link", args=[token]) + "?lang=en", first=reverse("day-check"))
    return browser


def press(browser, button, **values):
    html = browser.get(reverse("day-check")).content.decode()
    version = html.split('name="version" value="')[1].split('"')[0]
    extras = {
        f"q-{code}": value
        for code, value in {"numbing_today": "no", "clean_skin_today": "yes"}.items()
        if f'name="q-{code}"' in html
    }
    return browser.post(reverse("day-check"), extras | values | {"version": version, button: "1"})


def test_the_link_opens_the_check_and_it_says_what_was_told(phone):
    html = phone.get(reverse("day-check")).content.decode()
    assert "Has anything changed since 2 March 2026?" in html
    assert "Pregnancy: <strong>No" in html and "checked" not in html


def test_nothing_has_changed_takes_one_press_and_leads_to_consent(phone, arrived):
    answer = press(phone, "nothing")
    assert answer.url == reverse("day-sent")
    assert Response.objects.latest("number").questionnaire == "same_day"
    assert Visit.objects.get().signature == "given"
    assert phone.get(reverse("day-sent")).url == reverse("consent-to-treatment")


def test_consent_needs_the_box_and_the_name_and_then_it_is_done(phone):
    press(phone, "nothing")
    address = reverse("consent-to-treatment")
    refused = phone.post(address, {"name": ""}).content.decode()
    assert "Tick the box if you agree." in refused and not TreatmentConsent.objects.exists()
    refused = phone.post(address, {"agreed": "on", "name": "😀 12"}).content.decode()
    assert "Write your name with letters." in refused and not TreatmentConsent.objects.exists()
    assert phone.post(address, {"agreed": "on", "name": "María García"}).url == reverse("day-sent")
    assert "We will call you in" in phone.get(reverse("day-sent")).content.decode()
    assert TreatmentConsent.objects.get().mode == "patient"
    assert phone.get(address).url == reverse("day-sent")


def test_what_has_changed_is_asked_and_holds_the_session(phone):
    answer = press(phone, "something", changed=["sunburn_on"])
    assert answer.url == reverse("question", args=["sunburn_on"])
    page = phone.get(answer.url).content.decode()
    assert "On 2 March 2026 you told us:" in page
    version = page.split('name="version" value="')[1].split('"')[0]
    burned = {"answer_day": str(DAY.day), "answer_month": str(DAY.month), "answer_year": str(DAY.year)}
    after = phone.post(answer.url, burned | {"version": version})
    assert after.status_code == 302, page
    before_sending = phone.get(reverse("day-check")).content.decode()
    assert "Last sunburn" in before_sending and "Pregnancy" not in before_sending
    assert phone.post(reverse("day-check"), {"send": "1"}).url == reverse("day-sent")
    told = phone.get(reverse("day-sent")).content.decode()
    assert "Your doctor will look at this" in told and "Wait" not in told
    assert Visit.objects.get().signature == "awaited"


class TestAListThatHasChanged:
    """It starts from what was told: whoever types only the new medicine keeps the others."""

    @pytest.fixture
    def told(self):
        return {"medicines": ["ibuprofen", "levothyroxine"]}

    def test_the_boxes_hold_the_old_list_and_adding_one_keeps_the_rest(self, phone):
        address = press(phone, "something", changed=["medicines"]).url
        assert address == reverse("question", args=["medicines"])
        page = phone.get(address).content.decode()
        assert "If it is different now, change it here:" in page
        boxes = re.findall(r'name="answer"[^>]* value="([^"]*)"', page)
        assert boxes == ["ibuprofen", "levothyroxine", ""]
        boxes[2] = "vitamin D"
        version = page.split('name="version" value="')[1].split('"')[0]
        assert phone.post(address, {"answer": boxes, "version": version}).status_code == 302
        draft = Draft.objects.latest("created_at")
        assert draft.answers["medicines"] == ["ibuprofen", "levothyroxine", "vitamin D"]

    def test_one_choice_of_several_is_not_made_for_anybody(self, phone):
        press(phone, "something", changed=["acne"])
        page = phone.get(reverse("question", args=["acne"])).content.decode()
        assert "checked" not in page and "If it is different now, answer here:" in page


def test_nothing_to_list_is_not_ticked_for_anybody(phone):
    address = press(phone, "something", changed=["medicines"]).url
    page = phone.get(address).content.decode()
    assert "I have nothing to list" in page and "checked" not in page


def test_the_next_possible_day_is_told_once_a_dermatologist_signed_it(phone, dermatologist):
    test_what_has_changed_is_asked_and_holds_the_session(phone)
    assert "next possible day" not in phone.get(reverse("day-sent")).content.decode()
    agree(Visit.objects.get(), dermatologist, at=PLANNED)
    told = phone.get(reverse("day-sent")).content.decode()
    assert "The next possible day for your session is 30 March 2026." in told
    assert "We will call you in" not in told and "look at this" not in told


@pytest.mark.parametrize(
    ("button", "values", "said"),
    [
        ("something", {}, "Choose what has changed"),
        ("nothing", {"changed": ["sunburn_on"]}, "You chose something that has changed"),
        ("something", {"changed": ["nonsense"]}, "nonsense"),
    ],
)
def test_a_press_that_contradicts_the_boxes_is_explained(phone, button, values, said):
    answer = press(phone, button, **values)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert Response.objects.count() == 1


def test_the_session_of_the_day_opens_no_other_page(phone):
    for name in ("questions", "check-answers", "sign-answers", "sent"):
        expected = 302 if name == "questions" else 404
        assert phone.get(reverse(name)).status_code == expected, name


def test_on_another_day_there_is_nothing_to_do(phone, at_clock):
    Visit.objects.update(state="booked", arrived_at=None, arrived_by=None)
    at_clock(PLANNED - timedelta(days=1))
    assert phone.get(reverse("day-check")).url == reverse("day-sent")
    assert "nothing to do here today" in phone.get(reverse("day-sent")).content.decode()


def test_without_a_session_the_pages_are_closed(client, arrived):
    for name in ("day-check", "day-sent", "consent-to-treatment"):
        assert client.get(reverse(name)).url.startswith(reverse("link-ended"))


def test_the_consent_is_read_in_the_language_switched_to(phone):
    press(phone, "nothing")
    address = reverse("consent-to-treatment")
    spanish = phone.post(address, {"language": "es", "name": "María"}).content.decode()
    assert '<html lang="es">' in spanish and "Acepto y firmo" in spanish and 'value="María"' in spanish
    phone.post(address, {"agreed": "on", "name": "María García"})
    assert TreatmentConsent.objects.get().language == "es"


def test_a_handed_over_tablet_says_what_it_is_for(arrived, front_desk, signed_in):
    staff = signed_in(front_desk)
    handed = staff.post(reverse("hand-over", args=[arrived.pk]))
    html = staff.get(handed.url + "&lang=en").content.decode()
    assert "Before your session today" in html and "medicines at hand" not in html
    plain = staff.get(handed.url.split("?")[0]).content.decode()
    assert "Questions before your visit" in plain  # without the word, the page that every link shows
