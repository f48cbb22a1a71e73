"""`@recently`: a password of the last five minutes before what a borrowed screen must not do."""

import re
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.urls import path

from clinic.policy import methods, staff
from clinic.roles import LEAD
from clinic.sign_in.recent import recently
from clinic.urls import urlpatterns as of_the_site
from tests.factories import PASSWORD

seen = SimpleNamespace(posts=[])


@staff(LEAD)
@methods("GET", "POST")
@recently
def guarded(request):
    seen.posts.append({name: request.POST.getlist(name) for name in request.POST})
    return HttpResponse("inside")


urlpatterns = [path("guarded/", guarded), *of_the_site]
pytestmark = pytest.mark.urls(__name__)
FORM = {"name": ["Ada <Okafor>"], "role": ["nurse", "lead"], "empty": [""]}


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()
    seen.posts.clear()


def test_just_signed_in_it_opens_at_once(signed_in, lead):
    assert signed_in(lead).get("/guarded/").content == b"inside"


def test_later_the_page_is_asked_for_by_way_of_the_password(signed_in, lead):
    answer = signed_in(lead, minutes_ago=6).get("/guarded/?a=1")
    assert answer.headers["Location"] == "/account/again/?next=%2Fguarded%2F%3Fa%3D1"
    assert not seen.posts


def test_a_form_sent_later_asks_and_does_nothing_yet(signed_in, lead):
    answer = signed_in(lead, minutes_ago=6).post("/guarded/", FORM)
    assert b"Enter your password to go on" in answer.content
    assert not seen.posts


def test_what_was_typed_comes_again_with_the_password_and_reaches_the_view_whole(signed_in, lead):
    browser = signed_in(lead, minutes_ago=6)
    page = browser.post("/guarded/", FORM).content.decode()
    sent = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    hidden = [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"]
    assert hidden == [("name", "Ada &lt;Okafor&gt;"), ("role", "nurse"), ("role", "lead"), ("empty", "")]
    assert browser.post("/guarded/", {**FORM, "again-password": PASSWORD}).content == b"inside"
    assert seen.posts == [FORM]
    assert browser.get("/guarded/").content == b"inside"


def test_a_wrong_password_says_so_and_does_nothing(signed_in, lead):
    browser = signed_in(lead, minutes_ago=6)
    answer = browser.post("/guarded/", {**FORM, "again-password": "wrong"})
    assert b"This is not your password." in answer.content
    assert b"wrong" not in answer.content.split(b"<form")[-1]
    assert not seen.posts


def test_guessing_stops_after_five_tries(signed_in, lead):
    browser = signed_in(lead, minutes_ago=6)
    for _ in range(5):
        browser.post("/guarded/", {"again-password": "guess"})
    assert b"Too many failed tries" in browser.post("/guarded/", {"again-password": PASSWORD}).content
    assert not seen.posts


def test_nothing_typed_stays_in_the_web_session(signed_in, lead):
    browser = signed_in(lead, minutes_ago=6)
    browser.post("/guarded/", FORM)
    assert "Okafor" not in str(dict(browser.session))


def test_a_fragment_moves_the_whole_page(signed_in, lead):
    answer = signed_in(lead, minutes_ago=6).get("/guarded/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/account/again/"


def test_the_role_is_asked_first(signed_in, nurse):
    assert signed_in(nurse, minutes_ago=6).get("/guarded/").status_code == 404
