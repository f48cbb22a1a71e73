"""Two windows of one patient: nothing is overwritten, nothing is lost."""

import pytest
from django.test import Client

from tests.intake.patient.steps import come_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def windows(at, link):
    """One question open in two windows at the same version; the second has answered it."""
    here = at("smoker", acne="none")
    version = here.draft.version
    other = Client()
    come_in(other, link + "?lang=en")
    assert other.post(here.url, {"answer": "former", "version": version}).status_code == 302
    return here


def test_two_answers_to_one_question_are_both_shown_and_neither_is_lost(windows):
    page = windows.post(answer="never").content.decode()
    assert "You have two answers to this question" in page
    assert "In the other window" in page
    assert "<dd>No, I never have</dd>" in page and "<dd>No, but I used to</dd>" in page
    assert windows.stored() == "former"


def test_continue_then_keeps_the_answer_given_here(windows):
    page = windows.post(answer="never").content.decode()
    version = page.split('name="version" value="')[1].split('"')[0]
    answer = windows.browser.post(windows.url, {"answer": "never", "version": version})
    assert answer.status_code == 302 and windows.stored() == "never"


def test_the_other_answer_is_kept_by_going_on(windows):
    page = windows.post(answer="never").content.decode()
    onward = page.split('">Keep the other answer')[0].rsplit('href="', 1)[1]
    assert windows.browser.get(onward).status_code == 200
    assert windows.stored() == "former"


def test_the_same_answer_twice_is_no_conflict(windows):
    assert windows.post(answer="former").status_code == 302


def test_different_questions_in_two_windows_are_both_kept(windows):
    url = windows.url.replace("smoker", "keloid")
    answer = windows.browser.post(url, {"answer": "no", "version": windows.draft.version})
    assert answer.status_code == 302
    windows.draft.refresh_from_db()
    assert windows.draft.answers == {"acne": "none", "smoker": "former", "keloid": "no"}
