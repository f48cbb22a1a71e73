"""The lead's pages of people: who works here, somebody new, one person; and who may not open them."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache

from clinic import people
from clinic.models import AuditEvent, User
from clinic.roles import FRONT_DESK, LEAD, NURSE
from tests.factories import PASSWORD, UserFactory

NEW = {
    "email": "Nora@Clinic.Example",
    "full_name": " Nora   New ",
    "title": "MD",
    "roles": ["dermatologist", "nurse"],
    "way": "mail",
}
LINK = re.compile(r"http://localhost:8000/account/new-password/[0-9A-Za-z-]+/")


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()


@pytest.fixture
def browser(signed_in, lead):
    return signed_in(lead)


def page(person) -> str:
    return f"/people/{person.public_id}/"


def pressed(browser, person, do: str, **typed) -> str:
    """What the page says after a button."""
    answer = browser.post(page(person), {"do": do, **typed}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


class TestList:
    def test_shows_everybody_with_roles_factor_and_state(self, browser, nurse, front_desk, lead):
        Authenticator.objects.create(user=nurse, type="totp", data={})
        people.set_active(front_desk, False, by=lead)
        text = browser.get("/people/").content.decode()
        rows = {
            name: row
            for row in text.split("<tr>")
            for name in ("Noor Haddad", "Frankie Desk", "Lena Novak")
            if name in row and "/people/" in row
        }
        assert "Nurse" in rows["Noor Haddad"] and ">yes<" in rows["Noor Haddad"]
        assert "closed" in rows["Frankie Desk"] and "never" in rows["Frankie Desk"]
        assert "Clinic lead" in rows["Lena Novak"] and "open" in rows["Lena Novak"]
        assert text.index("Noor Haddad") < text.index("Frankie Desk")

    def test_costs_the_same_however_many_work_here(self, browser, django_assert_max_num_queries):
        for _ in range(12):
            UserFactory(roles=[NURSE, FRONT_DESK])
        with django_assert_max_num_queries(9):
            browser.get("/people/")


class TestAdding:
    def test_mails_a_link_and_shows_it_nowhere(self, browser, lead):
        answer = browser.post("/people/new/", NEW, follow=True)
        nora = User.objects.get(email="nora@clinic.example")
        assert (nora.full_name, nora.title, nora.roles) == ("Nora New", "MD", {"dermatologist", "nurse"})
        assert not nora.has_usable_password()
        (sent,) = mail.outbox
        assert sent.to == ["nora@clinic.example"] and LINK.search(sent.body)
        assert "mailed to nora@clinic.example" in answer.content.decode()
        assert not LINK.search(answer.content.decode())
        assert browser.get(LINK.search(sent.body)[0], follow=True).status_code == 200

    def test_shows_the_link_once_where_that_was_chosen(self, browser):
        answer = browser.post("/people/new/", NEW | {"way": "show"})
        assert LINK.search(answer.content.decode()) and not mail.outbox
        assert answer.headers["Cache-Control"] == "no-store"
        nora = User.objects.get(email="nora@clinic.example")
        assert not LINK.search(browser.get(page(nora)).content.decode())

    def test_shows_the_link_where_the_mail_could_not_go(self, browser, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        text = browser.post("/people/new/", NEW).content.decode()
        assert "could not be sent" in text and LINK.search(text)
        assert User.objects.filter(email="nora@clinic.example").exists()

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"email": ""}, "Enter the e-mail address."),
            ({"email": "no address"}, "Enter an e-mail address."),
            ({"email": "LENA@clinic.example"}, "already exists"),
            ({"full_name": " "}, "Enter the name."),
            ({"full_name": "x" * 151}, "Write at most 150 letters."),
            ({"full_name": "a\u202eb"}, "Write it with letters and digits only."),
            ({"title": "x" * 61}, "Write at most 60 letters."),
            ({"roles": []}, "Choose at least one role."),
            ({"roles": ["admin"]}, "Choose out of the list."),
            ({"way": "shout"}, "Choose how the link gets there."),
        ],
    )
    def test_says_what_is_wrong_and_adds_nobody(self, browser, typed, says):
        answer = browser.post("/people/new/", NEW | typed)
        assert says in answer.content.decode()
        assert User.objects.count() == 1 and not mail.outbox

    def test_takes_nothing_but_what_the_form_has(self, browser):
        browser.post("/people/new/", NEW | {"is_active": "", "access_version": "9", "password": "x" * 20})
        nora = User.objects.get(email="nora@clinic.example")
        assert nora.is_active and not nora.has_usable_password()


class TestOnePerson:
    def test_name_and_title_change_with_an_event_of_their_names(self, browser, nurse, lead):
        assert "Saved." in pressed(browser, nurse, "name", full_name="Noor H.", title="NP")
        nurse.refresh_from_db()
        assert nurse.signature_name == "Noor H., NP"
        event = AuditEvent.objects.get(action="change")
        assert (event.actor, event.fields) == (lead, ["full_name", "title"])
        assert "There is a problem" in pressed(browser, nurse, "name", full_name="", title="")

    def test_the_roles_held_are_ticked_already(self, browser, nurse):
        text = browser.get(page(nurse)).content.decode()
        ticked = re.findall(r'<input[^>]*name="roles"[^>]*checked[^>]*>', text)
        assert len(ticked) == 1 and 'value="nurse"' in ticked[0]

    def test_roles_become_those_ticked(self, browser, nurse):
        assert "Saved." in pressed(browser, nurse, "roles", roles=[FRONT_DESK, LEAD])
        assert User.objects.get(pk=nurse.pk).roles == {FRONT_DESK, LEAD}
        assert "Choose at least one role" in pressed(browser, nurse, "roles")
        fields = AuditEvent.objects.filter(action="privilege").order_by("id").values_list("fields", flat=True)
        assert list(fields) == [["+front_desk"], ["+lead"], ["-nurse"]]

    def test_the_account_closes_and_opens(self, browser, nurse):
        assert "The account is closed." in pressed(browser, nurse, "close")
        assert not User.objects.get(pk=nurse.pk).is_active
        assert "The account is open." in pressed(browser, nurse, "open")
        assert User.objects.get(pk=nurse.pk).is_active

    def test_the_second_factor_is_forgotten_and_its_sessions_end(self, browser, signed_in, nurse, lead):
        Authenticator.objects.create(user=nurse, type="totp", data={})
        Authenticator.objects.create(user=nurse, type="recovery_codes", data={})
        theirs = signed_in(nurse)
        assert "second factor is reset" in pressed(browser, nurse, "factor")
        assert not Authenticator.objects.filter(user=nurse).exists()
        assert "/account/sign-in/" in theirs.get("/account/").headers["Location"]
        assert AuditEvent.objects.filter(fields=["second factor"], actor=lead).exists()

    def test_all_sessions_end_at_the_next_request(self, browser, signed_in, nurse, front_desk):
        theirs, others = [signed_in(nurse), signed_in(nurse)], signed_in(front_desk)
        assert "Signed out everywhere." in pressed(browser, nurse, "sessions")
        assert all("sign-in" in one.get("/account/").headers["Location"] for one in theirs)
        assert others.get("/account/").status_code == browser.get("/account/").status_code == 200

    def test_a_new_invitation_is_mailed_or_shown(self, browser, nurse):
        assert "is mailed to" in pressed(browser, nurse, "invite", way="mail")
        assert LINK.search(mail.outbox[0].body)
        assert LINK.search(pressed(browser, nurse, "invite", way="show"))
        assert "Choose how" in pressed(browser, nurse, "invite", way="")

    @pytest.mark.parametrize("do", ["roles", "close", "factor", "sessions", "invite"])
    def test_the_lead_does_none_of_it_to_herself(self, browser, lead, do):
        UserFactory(roles=[LEAD])
        before = User.objects.filter(pk=lead.pk).values().get()
        answer = browser.post(page(lead), {"do": do, "roles": [NURSE], "way": "show"})
        assert answer.status_code == 404
        assert User.objects.filter(pk=lead.pk).values().get() == before and lead.grants.count() == 1
        assert f'value="{do}"' not in browser.get(page(lead)).content.decode()
        assert AuditEvent.objects.filter(action="deny", target=f"user {lead.public_id}").exists()

    @pytest.mark.parametrize("do", ["", "delete", "__class__"])
    def test_a_button_that_is_not_there_does_nothing(self, browser, nurse, do):
        assert browser.post(page(nurse), {"do": do}).status_code == 404


PAGES = ("/people/", "/people/new/", "/people/{}/")


@pytest.mark.parametrize("who", ["front_desk", "nurse", "dermatologist", "nobody"])
def test_nobody_but_the_lead_opens_or_changes_anything(who, request, signed_in, lead):
    person = request.getfixturevalue(who)
    browser = signed_in(person)
    for address in PAGES:
        address = address.format(lead.public_id)
        assert browser.get(address).status_code == 404
        for do in ("close", "roles", "invite", "factor", "sessions", "name"):
            sent = NEW | {"do": do, "way": "show", "full_name": "X"}
            assert browser.post(address, sent).status_code == 404
    assert User.objects.get(pk=lead.pk).full_name == "Lena Novak"
    assert User.objects.count() == 2 and not mail.outbox


def test_a_lead_of_long_ago_is_asked_for_the_password_before_any_change(signed_in, lead, nurse):
    browser = signed_in(lead, minutes_ago=6)
    assert browser.get("/people/").status_code == browser.get(page(nurse)).status_code == 200
    assert "/account/again/" in browser.get("/people/new/").headers["Location"]
    for address, typed in (("/people/new/", NEW), (page(nurse), {"do": "close"})):
        assert "Enter your password" in browser.post(address, typed).content.decode()
    assert User.objects.get(pk=nurse.pk).is_active and User.objects.count() == 2
    browser.post(page(nurse), {"do": "close", "again-password": PASSWORD})
    assert not User.objects.get(pk=nurse.pk).is_active
