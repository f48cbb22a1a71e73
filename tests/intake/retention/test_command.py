"""`manage.py retention`: what is due by record number, one record at a time, asked twice."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from intake.models import Patient

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("retention", *words, stdout=out)
    return out.getvalue()


def test_it_lists_by_record_number_and_names_nobody(aged):
    told = run("due")
    assert aged.record_number in told and "2 records old enough to go." in told
    assert aged.family_name not in told


def test_it_lets_one_go(aged, lead):
    told = run("dispose", aged.grouped_record_number, "--by", lead.email, "--reason", "Eleven years", "--yes")
    assert f"Record {aged.record_number} is gone" in told and "Backups made before hold it" in told
    assert not Patient.objects.filter(pk=aged.pk).exists()
    assert "1 record old enough" in run("due")


@pytest.mark.parametrize(
    ("record", "email", "reason", "said"),
    [
        ("99999999", "lead@clinic.example", "x", "There is no such record."),
        ("RECORD", "nobody@clinic.example", "x", "This needs one of the roles lead."),
        ("RECORD", "lead@clinic.example", " ", "Nothing was deleted."),
    ],
)
def test_a_refusal_deletes_nothing_and_says_why(aged, lead, record, email, reason, said):
    number = aged.record_number if record == "RECORD" else record
    by = lead.email if email == "lead@clinic.example" else email
    with pytest.raises(CommandError, match=said):
        run("dispose", number, "--by", by, "--reason", reason, "--yes")
    assert Patient.objects.filter(pk=aged.pk).exists()


@pytest.mark.parametrize(("typed", "goes"), [("", False), ("12345678", False), ("RECORD", True)])
def test_the_number_is_asked_for_once_more(aged, lead, monkeypatch, typed, goes):
    number = aged.record_number if typed == "RECORD" else typed
    monkeypatch.setattr("builtins.input", lambda _: number)
    words = ("dispose", aged.record_number, "--by", lead.email, "--reason", "Eleven years")
    if goes:
        run(*words)
    else:
        with pytest.raises(CommandError, match="another number"):
            run(*words)
    assert Patient.objects.filter(pk=aged.pk).exists() is not goes
