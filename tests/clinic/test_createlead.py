"""The first person of an empty clinic comes by the console."""

import io

import pytest
from django.core.management import CommandError, call_command

from clinic.management.commands import createlead
from clinic.models import AuditEvent, User
from clinic.people import end_role, set_active
from clinic.roles import LEAD

WHO = {"email": "Lena@Clinic.Example", "name": "Lena Novak"}


def run(**options) -> str:
    said = io.StringIO()
    call_command("createlead", stdout=said, **{**WHO, **options})
    return said.getvalue()


def test_the_first_lead_gets_a_link_that_sets_the_password(client, db):
    link = run().strip().splitlines()[-1]
    assert link.startswith("http://localhost:8000/account/new-password/")
    lead = User.objects.get()
    assert (lead.email, lead.roles, lead.has_usable_password()) == ("lena@clinic.example", {LEAD}, False)
    form = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    new = "four words in a row"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert client.login(email=lead.email, password=new)


def test_it_is_kept_that_the_console_did_it(db):
    run()
    events = AuditEvent.objects.order_by("id").values_list("action", "actor", "actor_role")
    assert list(events) == [("create", None, "system"), ("privilege", None, "system")]


def test_a_second_lead_is_refused_unless_asked_for(lead):
    with pytest.raises(CommandError, match="--another"):
        run(email="second@clinic.example")
    assert User.objects.count() == 1
    run(email="second@clinic.example", another=True)
    assert User.objects.count() == 2


def test_a_clinic_whose_only_lead_left_may_have_a_new_one(lead, front_desk):
    set_active(lead, False, by=None)
    run(email="second@clinic.example")
    assert User.objects.filter(grants__role=LEAD).count() == 2


def test_a_clinic_whose_only_leads_role_ended_may_have_a_new_one(lead, front_desk):
    end_role(lead, LEAD, by=front_desk)
    run(email="second@clinic.example")


@pytest.mark.parametrize(
    "wrong", [{"email": "no e-mail"}, {"name": " "}, {"name": "x" * 200}, {"email": "a\x00@b.c"}]
)
def test_a_wrong_particular_adds_nobody(db, wrong):
    with pytest.raises(CommandError, match="Nobody was added"):
        run(**wrong)
    assert not User.objects.exists()


def test_a_taken_e_mail_adds_nobody(front_desk):
    with pytest.raises(CommandError, match="Nobody was added"):
        run(email=front_desk.email)


def test_the_password_may_be_typed_instead(db, monkeypatch):
    monkeypatch.setattr(createlead, "getpass", lambda prompt: "four words in a row")
    said = run(ask_password=True)
    assert "http" not in said
    assert User.objects.get().check_password("four words in a row")


@pytest.mark.parametrize("typed", [["short", "short"], ["four words in a row", "five words in a row"]])
def test_a_bad_typed_password_adds_nobody(db, monkeypatch, typed):
    answers = iter(typed)
    monkeypatch.setattr(createlead, "getpass", lambda prompt: next(answers))
    with pytest.raises(CommandError, match="added"):
        run(ask_password=True)
    assert not User.objects.exists()


def test_without_a_person_to_ask_it_says_what_to_give(db, monkeypatch):
    def nobody_there(prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody_there)
    with pytest.raises(CommandError, match="--email and --name"):
        call_command("createlead")


def test_a_forgotten_password_gets_a_link(front_desk):
    said = io.StringIO()
    call_command("passwordlink", " Frankie@Clinic.Example", stdout=said)
    assert "/account/new-password/" in said.getvalue()
    assert AuditEvent.objects.get().fields == ["password link"]


def test_an_unknown_or_closed_account_gets_none(front_desk):
    set_active(front_desk, False, by=None)
    for email in (front_desk.email, "nobody@clinic.example"):
        with pytest.raises(CommandError, match="can sign in"):
            call_command("passwordlink", email)


def test_there_is_no_superuser_command(db):
    with pytest.raises(CommandError, match="createlead"):
        call_command("createsuperuser")
