"""A tablet goes from hand to hand: its session is short, and nothing is left for the next person."""

import re

import pytest

from clinic import session_limits
from intake.models import Draft
from intake.views.patient_tablet import initials
from tests.intake.patient.steps import At, answer_all, hand_over, send

PAGES = ["/tablet/you/", "/questions/pregnant/", "/questions/goal/", "/check/", "/later/"]
GIVE_BACK = 'action="/tablet/back/"'


@pytest.fixture
def clock(monkeypatch):
    """Moves the time the limits see: `clock(seconds)` goes forward."""
    now = [session_limits.time.time()]
    monkeypatch.setattr(session_limits.time, "time", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


def read(browser, path: str) -> str:
    return browser.get(path).content.decode()


def test_after_the_birth_date_it_shows_initials_and_time_and_no_name(tablet, visit):
    page = read(tablet, "/tablet/you/?lang=en")
    assert "Is this you?" in page and initials(visit.patient) in page
    assert not [word for word in ("María", "García") if word in page]


def test_initials_are_of_every_name(maria):
    maria.given_name, maria.family_name = "Ana Luz", "de la Cruz"
    assert initials(maria) == "A. L. D. L. C."


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_left_and_asks_whether_somebody_is_there(tablet, path):
    page = read(tablet, path)
    assert GIVE_BACK in page and 'data-idle="60" data-grace="30" data-here="/tablet/here/"' in page
    assert "<noscript>" in page and "a los 90 segundos" in page
    assert "/guide/" not in page and "/account/" not in page


@pytest.mark.parametrize("path", PAGES)
def test_a_patients_own_phone_has_none_of_that(browser, path):
    page = read(browser, path)
    assert GIVE_BACK not in page and "data-idle" not in page


def test_the_page_that_asks_the_birth_date_is_left_as_well(signed_in, front_desk, visit):
    browser = signed_in(front_desk)
    page = read(browser, hand_over(browser, visit).headers["Location"])
    assert GIVE_BACK in page and 'data-idle="60" data-grace="30" hidden' in page
    assert 'autocomplete="bday' not in page


def test_giving_it_back_forgets_the_patient_and_keeps_the_answers(tablet, visit):
    At(tablet, visit, "pregnant", {}).post(answer="no")
    key = tablet.session.session_key
    answer = tablet.post("/tablet/back/")
    assert answer.headers["Location"] == "/tablet/?lang=es"
    assert answer.headers["Clear-Site-Data"] == '"cache"' and answer.headers["Cache-Control"] == "no-store"
    tablet.cookies["session"] = key
    assert tablet.get("/questions/pregnant/").headers["Location"] == "/link/"
    assert Draft.objects.get(visit=visit).answers == {"pregnant": "no"}


def test_the_page_that_is_left_on_it_names_nobody(tablet):
    tablet.post("/tablet/back/")
    page = read(tablet, "/tablet/?lang=es")
    assert "Por favor, devuelva la tableta" in page and not re.search("Mar.a|Garc.a|/i/", page)
    assert tablet.get("/tablet/").headers["Cache-Control"] == "no-store"


def test_giving_back_what_nobody_holds_ends_nobodys_session(client, signed_in, nurse):
    assert client.post("/tablet/back/").headers["Location"] == "/tablet/"
    browser = signed_in(nurse)
    browser.post("/tablet/back/")
    assert browser.get("/today/").status_code == 200


def test_leaving_to_go_on_later_gives_it_back_too(tablet):
    assert tablet.post("/later/").headers["Location"] == "/tablet/?lang=es"
    assert tablet.get("/questions/").headers["Location"] == "/link/"


def test_left_alone_it_does_not_resume_and_says_to_give_it_back(tablet, clock):
    key = tablet.session.session_key
    clock(91)
    assert tablet.get("/questions/pregnant/").headers["Location"] == "/tablet/?lang=es"
    tablet.cookies["session"] = key
    assert tablet.get("/questions/pregnant/").headers["Location"] == "/link/"


def test_an_answer_that_comes_too_late_is_not_taken(tablet, visit, clock):
    here = At(tablet, visit, "pregnant", {})
    clock(91)
    assert here.post(answer="no").headers["Location"] == "/tablet/?lang=es"
    assert here.stored() == "no answer"


def test_somebody_who_goes_on_or_types_stays(tablet, clock):
    for path in ("/questions/pregnant/", "/questions/goal/"):
        clock(85)
        assert tablet.get(path).status_code == 200
    for _ in range(5):
        clock(85)
        assert tablet.post("/tablet/here/").status_code == 204
    assert tablet.get("/questions/goal/").status_code == 200


def test_a_patients_own_phone_has_an_hour(browser, clock):
    clock(3000)
    assert browser.get("/questions/pregnant/").status_code == 200


def test_only_a_session_that_is_open_can_say_somebody_is_there(client):
    assert client.post("/tablet/here/").headers["Location"] == "/link/"


def test_the_limits_are_the_clinics(tablet, clock, settings):
    settings.TABLET_IDLE_SECONDS, settings.TABLET_GRACE_SECONDS = 20, 25
    assert 'data-idle="20" data-grace="25"' in read(tablet, "/questions/goal/")
    clock(46)
    assert tablet.get("/questions/goal/").status_code == 302


def test_after_sending_it_is_given_back_and_no_link_leads_to_staff(tablet, visit):
    assert send(tablet, visit).headers["Location"] == "/sent/"
    page = read(tablet, "/sent/")
    assert GIVE_BACK in page
    links = re.findall(r'<a[^>]+href="([^"]+)"', page)
    assert [link for link in links if not link.startswith(("#", "tel:"))] == []
    tablet.post("/tablet/back/")
    assert tablet.get("/sent/").headers["Location"] == "/link/"


def test_the_name_typed_as_a_signature_is_not_offered_to_the_next_person(tablet, browser, visit):
    answer_all(visit)
    name = re.compile('name="name"[^>]+autocomplete="(.+?)"')
    assert name.findall(read(tablet, "/sign/")) == ["off"]
    assert name.findall(read(browser, "/sign/")) == ["name"]


def test_staff_sign_in_again_on_the_page_that_is_left(client, db):
    assert 'href="/account/sign-in/"' in client.get("/tablet/").content.decode()
