"""One-time links to set a password: dead after use, a day, the next link and the end of the account."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from clinic import people
from clinic.link_keys import LinkKeys
from clinic.models import AuditEvent
from clinic.people import invitations

HOST = "http://localhost:8000"
NEW = {"password1": "four words in a row", "password2": "four words in a row"}
DEAD = b"This link no longer works"


def opened(client, link):
    return client.get(link.removeprefix(HOST), follow=True)


def test_a_link_opens_once(client, nobody, lead):
    link = invitations.invite(nobody, by=lead)
    form = opened(client, link)
    assert DEAD not in form.content
    client.post(form.request["PATH_INFO"], NEW)
    nobody.refresh_from_db()
    assert nobody.check_password("four words in a row")
    assert DEAD in opened(client, link).content
    event = AuditEvent.objects.filter(action="privilege").get()
    assert (event.actor, event.fields, event.target) == (lead, ["invitation"], f"user {nobody.public_id}")


def test_a_new_invitation_ends_the_one_of_before(client, nobody, lead):
    old = invitations.invite(nobody, by=lead)
    new = invitations.invite(nobody, by=lead)
    assert DEAD in opened(client, old).content
    assert DEAD not in opened(client, new).content


def test_a_form_opened_by_an_older_link_saves_nothing(client, nobody, lead):
    form = opened(client, invitations.invite(nobody, by=lead))
    invitations.invite(nobody, by=lead)
    assert DEAD in client.post(form.request["PATH_INFO"], NEW, follow=True).content
    nobody.refresh_from_db()
    assert not nobody.check_password("four words in a row")


def test_closing_the_account_ends_its_links_for_good(client, nobody, lead):
    link = invitations.invite(nobody, by=lead)
    people.set_active(nobody, False, by=lead)
    assert DEAD in opened(client, link).content
    people.set_active(nobody, True, by=lead)
    assert DEAD in opened(client, link).content


def test_a_closed_account_gets_no_link(nobody, lead):
    people.set_active(nobody, False, by=lead)
    with pytest.raises(ValidationError, match="closed"):
        invitations.invite(nobody, by=lead)


def test_a_link_is_over_after_a_day(nobody, monkeypatch):
    key = LinkKeys().make_token(nobody)
    assert LinkKeys().check_token(nobody, key)
    for hours, is_good in ((23.9, True), (24.1, False)):
        later = datetime.now() + timedelta(hours=hours)
        monkeypatch.setattr(LinkKeys, "_now", lambda self, later=later: later)
        assert LinkKeys().check_token(nobody, key) is is_good


def test_sessions_of_before_do_not_come_back_with_the_account(signed_in, nurse, lead):
    browser = signed_in(nurse)
    cookies = browser.cookies.copy()
    people.set_active(nurse, False, by=lead)
    people.set_active(nurse, True, by=lead)
    browser.cookies = cookies
    assert "/account/sign-in/" in browser.get("/account/").headers["Location"]


def test_raising_the_version_alone_ends_a_session_whose_row_is_still_there(signed_in, nurse):
    browser = signed_in(nurse)
    assert browser.get("/account/").status_code == 200
    nurse.access_version += 1
    nurse.save()
    assert "/account/sign-in/" in browser.get("/account/").headers["Location"]


def test_the_mail_has_the_link_and_no_markup(nobody, lead, settings):
    settings.CLINIC_NAME = "Skin & Care"
    nobody.full_name = "Ann O'Neil"
    link = invitations.invite(nobody, by=lead)
    assert invitations.mail_invitation(nobody, link)
    (sent,) = mail.outbox
    assert sent.to == [nobody.email] and link in sent.body.splitlines()
    assert "Ann O'Neil" in sent.body and "Skin & Care" in sent.subject
    assert sent.content_subtype == "plain" and not sent.alternatives


def test_a_mail_server_that_is_away_is_told_and_logged_without_the_address(nobody, lead, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    link = invitations.invite(nobody, by=lead)
    assert invitations.mail_invitation(nobody, link) is False
    assert nobody.email not in caplog.text and link not in caplog.text


def test_the_console_makes_a_link_in_the_same_way(client, front_desk):
    said = StringIO()
    old = people.password_link(front_desk)
    call_command("passwordlink", " Frankie@Clinic.Example", stdout=said)
    assert DEAD in opened(client, old).content
    assert DEAD not in opened(client, said.getvalue().strip()).content
    event = AuditEvent.objects.get(action="privilege")
    assert (event.actor, event.actor_role, event.fields) == (None, "system", ["invitation"])


@pytest.mark.parametrize("email", ["unknown@clinic.example", "frankie@clinic.example", ""])
def test_the_console_makes_none_for_who_cannot_sign_in(front_desk, email):
    people.set_active(front_desk, False, by=None)
    with pytest.raises(CommandError, match="Nobody with this e-mail"):
        call_command("passwordlink", email)
