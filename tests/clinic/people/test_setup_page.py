"""The first person of an empty clinic comes by a one-time code of the server's console."""

import io
import re

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from clinic.models import AuditEvent, User
from clinic.roles import LEAD

PAGE = "/setup/"
PASSWORD = "four words in a row"


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()


def code() -> str:
    said = io.StringIO()
    call_command("createlead", stdout=said)
    assert "http://localhost:8000/setup/" in said.getvalue()
    return re.search(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", said.getvalue())[0]


def nobody_leads() -> None:
    """As after a mistake in the database: no page takes the last lead away."""
    User.objects.update(is_active=False)


def send(client: Client, typed: str, **changes):
    person = {
        "full_name": "Lena Novak",
        "email": "Lena@Clinic.Example",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    return client.post(PAGE, {"code": typed, **person, **changes})


def test_the_code_makes_the_lead_who_then_enrols_a_second_factor(client):
    assert send(client, code()).headers["Location"] == "/"
    lead = User.objects.get()
    assert (lead.email, lead.full_name, lead.roles) == ("lena@clinic.example", "Lena Novak", {LEAD})
    assert lead.check_password(PASSWORD)
    assert client.get("/account/").headers["Location"] == "/account/second-factor/"
    events = AuditEvent.objects.order_by("id").values_list("action", "target", "actor_role")
    user = f"user {lead.public_id}"
    assert list(events) == [
        ("privilege", "setup code", "system"),
        ("create", user, "system"),
        ("privilege", user, "system"),
        ("sign-in", "", ""),
    ]


@pytest.mark.parametrize(
    "spelled", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c.replace('-', ' ')} "]
)
def test_the_code_may_be_typed_without_its_dashes(client, spelled):
    assert send(client, spelled(code())).status_code == 302


def test_without_a_code_the_page_is_not_there(client):
    assert client.get(PAGE).status_code == 404
    assert send(client, "").status_code == 404


def test_with_one_it_is(client):
    code()
    assert client.get(PAGE).status_code == 200


def test_once_there_is_a_lead_it_is_gone_and_no_code_is_made(client, lead):
    with pytest.raises(CommandError, match="has a lead already"):
        call_command("createlead")
    assert client.get(PAGE).status_code == 404


def test_a_code_from_before_there_was_a_lead_opens_nothing(client, request):
    waiting = code()
    request.getfixturevalue("lead")
    assert send(client, waiting).status_code == 404
    assert User.objects.count() == 1


def test_a_clinic_whose_only_lead_left_may_have_a_new_one(client, lead):
    nobody_leads()
    assert send(client, code(), email="second@clinic.example").status_code == 302


def test_a_code_works_once(client):
    used = code()
    send(client, used)
    nobody_leads()
    assert send(Client(), used, email="second@clinic.example").status_code == 404


def test_a_new_code_ends_the_one_before(client):
    old, new = code(), code()
    assert b"This is not the code" in send(client, old).content
    assert send(client, new).status_code == 302


def test_five_wrong_tries_end_it_also_for_the_right_one(client):
    right = code()
    left = [re.search(r"code\. (\d)", send(Client(), "WRONG").content.decode()) for _ in range(4)]
    assert [found[1] for found in left] == ["4", "3", "2", "1"]
    assert b"works no more" in send(Client(), "WRONG").content
    assert send(client, right).status_code == 404
    assert not User.objects.exists()
    assert AuditEvent.objects.filter(outcome="deny", target="setup code").count() == 5


def test_a_mistyped_particular_costs_no_try(client):
    right = code()
    for _ in range(6):
        assert send(client, right, again="another").status_code == 200
    assert send(client, right).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no e-mail"},
        {"email": "a\x00@b.c"},
        {"full_name": " "},
        {"full_name": "x" * 200},
        {"full_name": "a\x00b"},
        {"password": "short", "again": "short"},
        {"password": "123456789012", "again": "123456789012"},
    ],
)
def test_a_wrong_particular_adds_nobody(client, wrong):
    assert send(client, code(), **wrong).status_code in (200, 400)
    assert not User.objects.exists()


def test_it_expires(client):
    right = code()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clinic_cache SET expires = '2020-01-01 00:00:00'")
    assert send(client, right).status_code == 404


def test_what_is_stored_is_no_code(db):
    right = code()
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM clinic_cache")
        stored = str(cursor.fetchall())
    from base64 import b64decode

    pickled = b"".join(
        b64decode(value) for value in re.findall(r"'([A-Za-z0-9+/=]+)'", stored.replace("\\n", ""))
    )
    assert b"hash" in pickled
    for spelled in (right, right.replace("-", "")):
        assert spelled.encode() not in pickled


def test_a_signed_in_person_has_no_use_for_it(signed_in, front_desk):
    code()
    assert signed_in(front_desk).get(PAGE).status_code == 404


def test_there_is_no_superuser_command(db):
    with pytest.raises(CommandError, match="createlead"):
        call_command("createsuperuser")
