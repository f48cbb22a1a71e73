"""Somebody who forgot the password gets a one-time link from the console."""

import io

import pytest
from django.core.management import CommandError, call_command

from clinic.models import AuditEvent
from clinic.people import set_active


def test_a_forgotten_password_gets_a_link(front_desk):
    said = io.StringIO()
    call_command("passwordlink", " Frankie@Clinic.Example", stdout=said)
    assert "/account/new-password/" in said.getvalue()
    assert AuditEvent.objects.get().fields == ["invitation"]


def test_an_unknown_or_closed_account_gets_none(front_desk):
    set_active(front_desk, False, by=None)
    for email in (front_desk.email, "nobody@clinic.example"):
        with pytest.raises(CommandError, match="can sign in"):
            call_command("passwordlink", email)
