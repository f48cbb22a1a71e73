"""A question's page that is kept is the page that would be made anew, whoever reads it."""

import json
import re

import pytest
from django.test import Client

from clinic import kept
from intake.models import Draft
from intake.views import patient_questions
from intake.views.patient_sitting import page
from tests.intake.patient.steps import answer_all, come_in
from tests.intake.steps import healthy

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture(autouse=True)
def nothing_kept():
    kept._pieces.cache_clear()


def read(browser: Client, code: str, query: str = "") -> str:
    answer = browser.get(f"/questions/{code}/{query}")
    assert answer.status_code == 200, code
    return TOKEN.sub("token", answer.content.decode())


@pytest.fixture
def anew(monkeypatch):
    """From its call on every page is made anew."""

    def begin():
        monkeypatch.setattr(
            patient_questions,
            "page_kept",
            lambda request, name, told, gaps: page(request, name, {**told, **gaps}),
        )

    return begin


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("answered", [False, True])
def test_every_question_reads_as_if_it_was_made_anew(client, link, visit, anew, language, answered):
    come_in(client, f"{link}?lang={language}")
    if answered:
        answer_all(visit)
    client.get("/questions/")  # makes the draft
    asked = [(code, query) for code in healthy() for query in ("", "?from=check")]
    seen = {where: read(client, *where) for where in asked}
    before = kept._pieces.cache_info().hits
    again = {where: read(client, *where) for where in asked}
    assert kept._pieces.cache_info().hits >= before + len(asked) / 2
    anew()
    assert seen == again == {where: read(client, *where) for where in asked}


def test_each_page_has_its_own_token_and_version(browser, visit):
    browser.get("/questions/diabetes/")
    first, second = (browser.get("/questions/diabetes/").content.decode() for _ in range(2))
    tokens = {found for page_read in (first, second) for found in TOKEN.findall(page_read)}
    assert len(tokens) == 2  # masked anew for each page
    Draft.objects.filter(visit=visit).update(version=4711)
    assert 'name="version" value="4711"' in browser.get("/questions/diabetes/").content.decode()


@pytest.mark.parametrize(
    ("code", "typed"), [("goal", "A wedding in May"), ("medicines", ["Eliquis"]), ("peel_on", "2026-03-14")]
)
def test_a_page_with_what_somebody_typed_is_not_kept(at, monkeypatch, code, typed):
    there = at(code, **{code: typed})
    monkeypatch.setattr(patient_questions, "page_kept", None)
    assert there.get().status_code == 200


def test_a_message_for_one_reader_stands_on_no_kept_page(browser, link):
    plain = read(browser, "diabetes")
    session = browser.session
    session["_messages"] = json.dumps([["__json_message", 0, 20, "For María alone"]])
    session.save()
    assert "For María alone" in read(browser, "diabetes")
    assert read(browser, "diabetes") == plain


def test_an_optional_question_is_skipped_while_blank_and_left_blank_once_answered(browser, at):
    assert ">Skip<" in read(browser, "needle_fear")
    at("needle_fear", needle_fear="yes")
    page_read = read(browser, "needle_fear")
    assert ">Leave this blank<" in page_read and ">Skip<" not in page_read
