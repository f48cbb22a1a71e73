"""No staff page without a second factor used in this very session."""

import pytest
from django.conf import settings as product
from django.core.cache import cache
from django.test import Client

from clinic.models import AuditEvent
from tests import second_factors
from tests.factories import PASSWORD

SIGN_IN, CODE, FACTORS = "/account/sign-in/", "/account/sign-in/second/", "/account/second-factor/"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def by_password(person, **client) -> Client:
    browser = Client(**client)
    assert browser.post(SIGN_IN, {"login": person.email, "password": PASSWORD}).status_code == 302
    return browser


STAFF_PAGES = [
    "/account/",
    "/account/sessions/",
    "/account/password/",
    "/account/second-factor/codes/",
    "/today/",
]


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_without_a_factor_every_page_leads_to_enrolment(front_desk, page):
    assert by_password(front_desk).get(page).headers["Location"] == FACTORS


@pytest.mark.parametrize("who", ["front_desk", "nurse", "dermatologist", "lead"])
def test_so_for_every_role(request, who):
    browser = by_password(request.getfixturevalue(who))
    assert browser.get("/account/").headers["Location"] == FACTORS
    assert browser.post("/account/sessions/", {"end": "others"}).headers["Location"] == FACTORS


@pytest.mark.parametrize("page", [FACTORS, f"{FACTORS}app/", f"{FACTORS}passkey/", "/account/again/"])
def test_enrolment_and_the_password_again_open(front_desk, page):
    assert by_password(front_desk).get(page).status_code == 200


def test_signing_out_works_without_a_factor(front_desk):
    browser = by_password(front_desk)
    assert browser.post("/account/sign-out/").headers["Location"] == SIGN_IN


def test_a_fragment_moves_the_whole_page(front_desk):
    answer = by_password(front_desk).get("/today/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == FACTORS


def test_who_has_one_is_asked_for_it_and_is_nobody_until_then(front_desk):
    second_factors.app_of(front_desk)
    browser = Client()
    answer = browser.post(SIGN_IN, {"login": front_desk.email, "password": PASSWORD})
    assert answer.headers["Location"] == CODE
    for page in ("/account/", FACTORS, f"{FACTORS}app/", "/today/"):
        assert browser.get(page).headers["Location"].startswith(SIGN_IN)


def test_the_right_code_signs_in_and_leaves_the_records_the_other_tests_begin_with(front_desk, signed_in):
    second_factors.app_of(front_desk)
    browser = by_password(front_desk)
    assert browser.post(CODE, {"code": second_factors.code()}).headers["Location"] == "/"
    assert browser.get("/account/").status_code == 200
    real, given = (told(b) for b in (browser, signed_in(front_desk)))
    assert real == given
    assert AuditEvent.objects.filter(action="sign-in", outcome="success", actor=front_desk).count() == 2


def told(browser: Client) -> list[dict]:
    """The session's records but for their time."""
    records = browser.session["account_authentication_methods"]
    assert all(record.pop("at") > 0 for record in records)
    return records


def test_a_wrong_code_does_not_and_is_kept(front_desk):
    second_factors.app_of(front_desk)
    browser = by_password(front_desk)
    answer = browser.post(CODE, {"code": "000000"})
    assert b"This code is not right" in answer.content
    assert browser.get("/account/").status_code == 302
    event = AuditEvent.objects.get(outcome="deny")
    assert (event.action, event.actor, event.target) == ("sign-in", front_desk, "second factor")


def test_a_session_from_before_the_factor_ends(front_desk):
    """Or one that got past the question in any other way: the session's own records count."""
    browser = by_password(front_desk)
    second_factors.app_of(front_desk)
    assert browser.get(FACTORS).headers["Location"] == SIGN_IN
    assert browser.get("/account/").headers["Location"].startswith(SIGN_IN)
    event = AuditEvent.objects.get(action="deny")
    assert (event.actor, event.target) == (front_desk, "second factor")


def test_somebody_elses_records_in_the_session_do_not_count(signed_in, front_desk, nurse):
    browser = signed_in(front_desk)
    session = browser.session
    session["account_authentication_methods_user"] = str(nurse.pk)
    session.save()
    assert browser.get("/account/").headers["Location"] == SIGN_IN


class TestExampleClinic:
    SAYS = b"Example clinic: people sign in here without a second factor."

    @pytest.fixture(autouse=True)
    def _example(self, settings):
        settings.EXAMPLE_DATA = True

    @pytest.mark.parametrize("page", ["/account/", "/account/sessions/", "/today/"])
    def test_lets_in_who_has_none_and_every_page_says_so(self, front_desk, page):
        answer = by_password(front_desk).get(page)
        assert answer.status_code == 200
        assert self.SAYS in answer.content

    def test_says_nothing_to_who_used_one(self, signed_in, front_desk):
        assert self.SAYS not in signed_in(front_desk).get("/account/").content

    def test_asks_whoever_has_one(self, front_desk):
        browser = by_password(front_desk)
        second_factors.app_of(front_desk)
        assert browser.get("/account/").headers["Location"] == SIGN_IN


@pytest.mark.parametrize(
    "switch", [{"DEBUG": True}, {"PRODUCTION": False}, {"ON_LOOPBACK": True}, {"MFA_SUPPORTED_TYPES": []}]
)
def test_nothing_else_switches_it_off(front_desk, settings, switch):
    for name, value in switch.items():
        setattr(settings, name, value)
    assert by_password(front_desk).get("/account/").headers["Location"] == FACTORS


def test_nothing_trusts_a_browser_or_takes_a_code_for_all():
    assert not getattr(product, "MFA_TRUST_ENABLED", False)
    assert not hasattr(product, "MFA_TOTP_INSECURE_BYPASS_CODE")
