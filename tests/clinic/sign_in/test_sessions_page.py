"""Where one is signed in, and signing out from here what was left open there."""

import re

import pytest

from clinic.models import AuditEvent
from tests.factories import PASSWORD

PAGE, SIGN_IN = "/account/sessions/", "/account/sign-in/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture
def here(signed_in, nurse):
    return signed_in(nurse)


@pytest.fixture
def there(signed_in, nurse):
    browser = signed_in(nurse)
    session = browser.session
    session["browser"] = PHONE
    session.save()
    return browser


def shown(browser) -> str:
    return browser.get(PAGE).content.decode()


def names(browser) -> list[str]:
    return [name for name in re.findall(r'name="end" value="([^"]+)"', shown(browser)) if name != "others"]


def is_in(browser) -> bool:
    return browser.get("/account/").status_code == 200


def test_it_lists_each_browser_once_with_its_times(here, there):
    page = shown(here)
    assert page.count("last seen") == 3  # two cards; the button names the other one again
    assert "Safari on iPhone" in page
    assert page.count("(this one)") == 1


def test_it_stands_on_the_account_page(here):
    assert f'href="{PAGE}"' in here.get("/account/").content.decode()


def test_signing_out_of_one_works_at_its_next_request(here, there, signed_in, nurse):
    third = signed_in(nurse)
    phone = re.search(r'value="([^"]+)">Sign out<span class="vh"> Safari', shown(here))[1]
    assert here.post(PAGE, {"end": phone}).headers["Location"] == PAGE
    assert [is_in(browser) for browser in (here, there, third)] == [True, False, True]
    event = AuditEvent.objects.get(action="sign-out")
    assert (event.actor, event.target) == (nurse, "another session")


def test_signing_out_of_all_others_keeps_this_one(here, there, signed_in, nurse, lead):
    third, somebody = signed_in(nurse), signed_in(lead)
    here.post(PAGE, {"end": "others"})
    assert [is_in(browser) for browser in (here, there, third, somebody)] == [True, False, False, True]


def test_nobody_ends_somebody_elses_session(here, signed_in, lead):
    leads, another = signed_in(lead), signed_in(lead)
    (name,) = names(leads)
    here.post(PAGE, {"end": name})
    assert is_in(another)
    assert not AuditEvent.objects.filter(action="sign-out").exists()


@pytest.mark.parametrize("name", ["", "x", "' OR 1=1 --", "\ud83d", "0" * 24])
def test_a_name_nobody_has_ends_nothing(here, there, name):
    sent = name.encode("utf-8", "surrogatepass")
    assert here.post(PAGE, {"end": sent}).status_code in (302, 400)
    assert is_in(here) and is_in(there)


def test_the_page_holds_no_sessions_key(here, there):
    page = shown(here)
    for browser in (here, there):
        assert browser.session.session_key not in page


def test_an_idle_session_is_not_listed(here, there):
    session = there.session
    session["seen_at"] -= 15 * 60
    session.save()
    assert not names(here)


def test_a_session_of_an_old_password_is_not_listed(here, there):
    new = "six words make a good one"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not names(here)


def test_a_patients_session_is_nobodys_here(here, client):
    session = client.session
    session["invitation"] = "x"
    session.save()
    assert not names(here)


def test_a_visitor_is_sent_to_sign_in(client, db):
    assert client.get(PAGE).headers["Location"].startswith(SIGN_IN)
