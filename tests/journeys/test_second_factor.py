"""The first lead, a passkey, an app, another browser signed out from afar: in Chromium, by the pages."""

import io
import re

import pytest
from django.core.management import call_command

from clinic.models import User
from tests import second_factors
from tests.factories import PASSWORD
from tests.journeys.conftest import DESKTOP, PHONE, Person

pytestmark = pytest.mark.browser
PASSKEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_passkeys(person: Person, **changes) -> Person:
    """The browser gets a device that keeps passkeys, and a finger on it."""
    tools = person.context.new_cdp_session(person.page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**PASSKEY, **changes}})
    return person


def type_password(person: Person, user: User) -> None:
    person.go("/account/sign-in/")
    person.page.get_by_role("textbox", name="E-mail").fill(user.email)
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.press("Sign in")


def add_passkey(person: Person, *, alone: bool = True) -> None:
    person.press("Add a passkey")
    person.page.get_by_label("Sign in with it alone").set_checked(alone)
    person.press("Add the passkey")


def sign_out(person: Person) -> None:
    person.press("Sign out")
    assert person.path == "/account/sign-in/"


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_passkey_is_enrolled_at_the_first_sign_in_and_signs_in_alone(visitor, lead, screen):
    person = with_passkeys(visitor(**screen))
    type_password(person, lead)
    assert person.path == "/account/second-factor/"
    add_passkey(person)
    assert person.path == "/account/second-factor/codes/"
    assert person.page.locator("code").count() == 10
    person.press("I have kept them")
    person.see("Passkey, added")
    sign_out(person)
    person.press("Sign in with a passkey")
    assert person.path == "/protocols/"


def test_a_passkey_stands_for_the_password_where_it_is_asked_again(visitor, lead):
    person = with_passkeys(visitor(**DESKTOP))
    type_password(person, lead)
    add_passkey(person)
    person.go("/account/again/?next=/people/new/")
    person.page.get_by_role("link", name="Use your passkey").click()
    person.see("Use your passkey again")
    person.press("Use your passkey")
    assert person.path == "/people/new/"


def test_a_security_key_is_asked_for_after_the_password(visitor, lead):
    person = with_passkeys(
        visitor(**DESKTOP), transport="usb", hasUserVerification=False, isUserVerified=False
    )
    type_password(person, lead)
    add_passkey(person, alone=False)
    sign_out(person)
    type_password(person, lead)
    assert person.path == "/account/sign-in/second/"
    person.press("Use your passkey")
    assert person.path == "/protocols/"


def test_a_passkey_of_nobody_says_so_and_the_password_still_works(visitor, lead):
    person = with_passkeys(visitor(**DESKTOP, reduced_motion="reduce"))  # its device keeps no passkey yet
    person.go("/account/sign-in/")
    person.page.get_by_role("button", name="Sign in with a passkey").click()
    person.page.get_by_text("The passkey was not used.").wait_for()
    assert person.axe() == []
    person.sign_in(lead.email, PASSWORD)


def test_an_app_is_set_up_by_its_typed_secret_and_asked_for_next_time(visitor, lead):
    person = visitor(**PHONE)
    type_password(person, lead)
    person.press("Set up an app")
    square = person.page.locator(".qr > svg").bounding_box()
    assert 150 < square["width"] <= 358
    secret = person.page.locator(".secret").inner_text()
    person.page.get_by_role("textbox", name="Code").fill(second_factors.code(secret))
    person.press("Set up")
    person.press("I have kept them")
    sign_out(person)
    type_password(person, lead)
    person.page.get_by_label("Code").fill("000000")
    person.press("Sign in")
    person.see("This code is not right")
    person.page.get_by_label("Code").fill(second_factors.code(secret, ago=-1))
    person.press("Sign in")
    assert person.path == "/protocols/"


def test_another_browser_is_signed_out_from_afar(inside, lead):
    here, there = inside(lead, **DESKTOP), inside(lead, **PHONE)
    there.go("/account/")
    here.go("/account/")
    here.press("Where you are signed in")
    here.press("Sign out everywhere else")
    here.see("Signed out there.")
    there.go("/account/")
    assert there.path == "/account/sign-in/"
    here.go("/account/")
    assert here.path == "/account/"


def test_the_first_lead_of_an_empty_clinic(visitor, clinic):
    User.objects.update(is_active=False)  # whoever put the protocol in force
    said = io.StringIO()
    call_command("createlead", stdout=said)
    code = re.search(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", said.getvalue())[0]
    person = with_passkeys(visitor(**PHONE))
    person.go("/setup/")
    for label, text in {
        "Code": code,
        "Full name": "Lena Novak",
        "E-mail": "first@clinic.example",
        "Password": "four words in a row",
        "Password once more": "four words in a row",
    }.items():
        person.page.get_by_label(label, exact=True).fill(text)
    person.press("Become the clinic lead")
    assert person.path == "/account/second-factor/"
    add_passkey(person)
    person.press("I have kept them")
    person.go("/protocols/")
    assert person.path == "/protocols/"
