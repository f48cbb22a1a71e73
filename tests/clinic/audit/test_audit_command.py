"""`manage.py audit`: 0 where the trail is whole, 1 where something is wrong, 2 where it cannot be read."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from clinic import audit
from clinic.audit import chain
from clinic.models import AuditEvent, AuditSeal
from tests.clinic.audit.trail import EVENTS, SEALS, sealed, tamper, write

pytestmark = pytest.mark.django_db


def run(*words: str, stdin: str = "", monkeypatch=None) -> tuple[int, str]:
    """What it ended with, and what it said."""
    said = io.StringIO()
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
    try:
        call_command("audit", *words, stdout=said)
    except CommandError as refused:
        return refused.returncode, f"{said.getvalue()}{refused}"
    return 0, said.getvalue()


@pytest.fixture
def anchor(tmp_path) -> str:
    """Of a trail with three seals, in a file."""
    sealed()
    file = tmp_path / "anchor.json"
    file.write_text(run("anchor")[1])
    return str(file)


def test_a_whole_trail_ends_with_0(anchor):
    code, said = run("verify", "--anchor", anchor)
    assert code == 0
    assert "Read 12 events and 3 seals, sealed up to 2026-03-02 12:03; 0 waiting." in said
    assert "whole, and reaches past its anchor (seal 3)" in said


def test_without_an_anchor_it_says_what_it_cannot_tell(anchor):
    code, said = run("verify")
    assert code == 0 and "Whether its end was cut off only an anchor can tell" in said


def test_the_anchor_is_read_from_standard_input(anchor, monkeypatch):
    code, said = run("verify", "--anchor", "-", stdin=run("anchor")[1], monkeypatch=monkeypatch)
    assert code == 0 and "reaches past its anchor" in said


def test_a_damaged_trail_ends_with_1_and_names_the_event(anchor):
    event = AuditEvent.objects.order_by("id")[5]
    tamper(f"UPDATE {EVENTS} SET target = 'visit 1' WHERE id = %s", event.pk)
    code, said = run("verify")
    assert code == 1
    assert f"event {event.pk}: is not as it was written." in said and "damaged: 1 problem." in said


def test_a_cut_off_end_ends_with_1(anchor):
    tamper(f"DELETE FROM {SEALS} WHERE number = 3")
    code, said = run("verify", "--anchor", anchor)
    assert code == 1 and "seal 3: missing" in said


def test_a_sealer_that_stopped_ends_with_1_and_is_not_called_damage(anchor):
    write(2, 50)
    code, said = run("verify")
    assert code == 1 and "whole, but nobody seals it" in said and "damaged" not in said


def test_a_thousand_problems_are_fifty_lines(settings):
    write(200)
    settings.AUDIT_KEY = "another"
    code, said = run("verify")
    assert code == 1 and "… and 151 more." in said and said.count("\n") < 60


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "[" * 100_000, '{"seal": "1", "hash": "", "events": 1, "at": "", "key_id": ""}'],
)
def test_an_anchor_that_is_none_ends_with_2(db, tmp_path, text):
    file = tmp_path / "anchor.json"
    file.write_text(text)
    assert run("verify", "--anchor", str(file))[0] == 2
    assert run("verify", "--anchor", str(tmp_path / "nowhere"))[0] == 2


def test_a_database_that_is_away_ends_with_2_and_names_no_server(db, monkeypatch):
    def away(*args, **given):
        raise OperationalError("connection to 10.0.0.7 as clinic refused")

    monkeypatch.setattr("clinic.audit.verify.rows", away)
    code, said = run("verify")
    assert code == 2 and said == "The audit trail cannot be read (OperationalError)."


def test_the_anchor_is_small_and_says_where_the_chain_stands(anchor):
    said = run("anchor")[1]
    last = AuditSeal.objects.last()
    assert len(said) < 300
    assert json.loads(said) == {
        "seal": 3,
        "hash": last.hash,
        "events": 12,
        "at": "2026-03-02T17:03:00.000000+00:00",
        "key_id": last.key_id,
    }


def test_seal_seals_what_waits(db):
    audit.record("view")
    assert run("seal") == (0, "1 event sealed.\n")
    assert run("seal") == (0, "0 events sealed.\n")
    assert chain.verify(at=timezone.now()) == []
