"""The patient's check of the day opened again before it is sent: nothing that was told is forgotten."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from intake.actions.invitations import copy_link
from intake.actions.visits import check_in
from intake.models import Purpose, Response, Visit
from tests.intake.conftest import NOW, PLANNED
from tests.intake.patient.steps import come_in
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
LIST, QUESTION = "day-check", "question"


@pytest.fixture
def phone(visit, front_desk, dermatologist, monkeypatch):
    """The patient is here, has ticked two lines on the phone, and has answered neither."""
    send(visit, NOW)
    agree(visit, dermatologist, at=NOW)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    monkeypatch.setattr("django.utils.timezone.now", lambda: PLANNED)
    here = Visit.objects.get(pk=visit.pk)
    _, token = copy_link(visit=here, by=front_desk, at=PLANNED, purpose=Purpose.SAME_DAY, language="en")
    browser = Client()
    come_in(browser, reverse("patient-link", args=[token]) + "?lang=en", first=reverse(LIST))
    press(browser, "something", changed=["cold_sore_now", "infection_active"])
    return browser


def press(browser, button, address=None, **values):
    address = address or reverse(LIST)
    today = {"q-numbing_today": "no", "q-clean_skin_today": "yes"}
    return browser.post(address, today | values | {"version": version_on(browser, address), button: "1"})


def version_on(browser, address) -> str:
    return browser.get(address).content.decode().split('name="version" value="')[1].split('"')[0]


def answer(browser, code, value):
    address = reverse(QUESTION, args=[code])
    return browser.post(address, {"answer": value, "version": version_on(browser, address)})


def ticked(html) -> set[str]:
    boxes = re.findall(r'<input([^>]*name="changed"[^>]*)>', html)
    return {re.search(r'value="(\w+)"', box)[1] for box in boxes if " checked" in box}


def test_the_whole_list_is_there_again_with_what_was_told_ticked(phone):
    html = phone.get(reverse(LIST)).content.decode()
    assert ticked(html) == {"cold_sore_now", "infection_active"} and "Pregnancy: <strong>No" in html
    assert "Tick what else has changed." in html and 'name="nothing"' not in html
    assert html.count("checked") == 4  # with the two questions of the day


def test_a_page_left_open_cannot_say_that_nothing_has_changed(phone):
    assert press(phone, "nothing").url == reverse(QUESTION, args=["infection_active"])
    assert Response.objects.count() == 1


def test_what_was_still_so_is_ticked_late(phone):
    press(phone, "something", changed=["sunburn_on"])
    assert "sunburn_on" in ticked(phone.get(reverse(LIST)).content.decode())
    assert "you told us:" in phone.get(reverse(QUESTION, args=["sunburn_on"])).content.decode()


def test_before_sending_something_else_may_still_be_ticked(phone):
    answer(phone, "infection_active", "no")
    assert answer(phone, "cold_sore_now", "yes").url == reverse(LIST)
    ready = phone.get(reverse(LIST)).content.decode()
    assert "Something else has changed" in ready and 'href="?list=1"' in ready
    again = reverse(LIST) + "?list=1"
    assert ticked(phone.get(again).content.decode()) == {"cold_sore_now"}
    assert press(phone, "something", again, changed=["warts"]).url == reverse(QUESTION, args=["warts"])
    assert answer(phone, "warts", "no").url == reverse(LIST)
    assert phone.post(reverse(LIST), {"send": "1"}).url == reverse("day-sent")
    assert Response.objects.latest("number").answers["cold_sore_now"] == "yes"


def test_asking_for_the_list_and_changing_nothing_leads_back_to_sending(phone):
    answer(phone, "infection_active", "no")
    answer(phone, "cold_sore_now", "yes")
    again = reverse(LIST) + "?list=1"
    assert press(phone, "something", again).url == reverse(LIST) and Response.objects.count() == 1
