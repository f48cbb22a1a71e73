"""From the link to "Thank you", and what a later change opens or hides."""

import re

import pytest
from django.test import Client

from intake.models import Draft, Response
from tests.intake.patient.steps import answer_all, come_in, send
from tests.intake.steps import healthy

pytestmark = pytest.mark.django_db


def typed(code: str, value) -> dict:
    """A stored answer as the page's form posts it."""
    if value in ("never", "not_sure") and code.endswith("_on"):
        return {"answer_choice": value}
    return {"answer": value} if value != [] else {"box": "on"}


def test_the_whole_way_one_question_at_a_time(browser, visit):
    page = browser.get("/questions/", follow=True)
    asked = []
    while page.request["PATH_INFO"] != "/check/":
        code = page.request["PATH_INFO"].split("/")[2]
        asked.append(code)
        version = re.search(rb'name="version" value="(\d+)"', page.content)[1].decode()
        value = healthy().get(code)
        post = {"skip": "1"} if value is None else typed(code, value)
        page = browser.post(page.request["PATH_INFO"], {"version": version, **post}, follow=True)
    assert asked == list(dict.fromkeys(asked)) and len(asked) > 45
    page = browser.get("/sign/")
    version = re.search(rb'name="version" value="(\d+)"', page.content)[1].decode()
    page = browser.post(
        "/sign/", {"attested": "on", "name": "María García López", "version": version}, follow=True
    )
    assert page.request["PATH_INFO"] == "/sent/" and b"Thank you" in page.content
    response = Response.objects.get()
    assert (response.attested_name, response.mode, response.language) == (
        "María García López",
        "patient",
        "en",
    )
    assert response.answers == {code: value for code, value in healthy().items() if code in response.answers}


def test_the_same_link_resumes_on_another_device_at_the_first_open_question(browser, link, visit):
    answer_all(visit, keloid=None)
    other = Client()
    come_in(other, link)
    assert other.get("/questions/").headers["Location"] == "/questions/keloid/"


def test_continue_leads_to_the_follow_up_that_an_answer_opens(at):
    assert at("diabetes", acne="none").post(answer="yes").headers["Location"] == "/questions/hba1c/"


def test_after_a_change_only_what_it_opened_is_asked_then_the_check_again(browser, visit):
    draft = answer_all(visit)
    Draft.objects.filter(pk=draft.pk).update(given=everything_passed(draft))
    answer = browser.post("/questions/acne/?from=check", {"answer": "spots", "version": draft.version})
    assert answer.headers["Location"] == "/questions/acne_areas/"
    answer = browser.post("/questions/acne_areas/", {"answer": ["nose"], "version": draft.version + 1})
    assert answer.headers["Location"] == "/check/"


def everything_passed(draft: Draft) -> dict:
    """The optional questions passed over, as after a whole round."""
    optional = ("other_allergies", "needle_fear", "goal", "tried_before", "pigment_history")
    entry = {"on": "2026-01-01", "by": "patient", "user": None, "v": 1}
    return {**dict.fromkeys(optional, entry), **draft.given}


def test_an_answer_hidden_by_a_change_is_not_demanded_nor_shown_nor_sent(browser, visit):
    answer_all(visit, diabetes="yes", hba1c=7)
    assert "Last HbA1c" in browser.get("/check/").content.decode()
    answer_all(visit, diabetes="no")
    assert "Last HbA1c" not in browser.get("/check/").content.decode()
    assert browser.get("/questions/hba1c/").headers["Location"] == "/questions/"
    send(browser, visit)
    assert "hba1c" not in Response.objects.get().answers


def test_back_leads_to_the_question_before_and_from_the_check_to_the_check(at, browser):
    at("diabetes", acne="none")
    assert (
        'class="back" href="/questions/breastfeeding/"'
        in browser.get("/questions/diabetes/").content.decode()
    )
    page = browser.get("/questions/diabetes/?from=check").content.decode()
    assert 'class="back" href="/check/"' in page
    assert 'class="back"' not in browser.get("/questions/pregnant/").content.decode()


def test_a_question_there_is_not_is_not_found(browser):
    assert browser.get("/questions/shoe_size/").status_code == 404
    assert browser.post("/questions/shoe_size/", {"answer": "42"}).status_code == 404


def test_the_check_shows_what_is_left_and_does_not_go_on_without_it(browser, visit):
    answer_all(visit, keloid=None, smoker=None)
    page = browser.get("/check/").content.decode()
    assert "2 questions are left." in page and 'href="/sign/"' not in page
    assert browser.get("/sign/").headers["Location"] == "/check/"
    assert browser.post("/sign/", {"attested": "on", "name": "M"}).headers["Location"] == "/check/"
    assert not Response.objects.exists()


def test_the_check_shows_the_answers_in_the_patients_words(browser, visit):
    answer_all(visit, medicines=["warfrin 5mg", "<b>zinc</b>"], peel_on="2019-03", peel_depth="superficial")
    page = browser.get("/check/").content.decode()
    assert "warfrin 5mg" in page and "March 2019" in page
    assert "&lt;b&gt;zinc" in page and "<b>zinc" not in page
