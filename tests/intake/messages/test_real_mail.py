"""Reminders over a real mail server on this machine: one that says later, hangs up, or says no for good."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from django.core import mail

from intake.messages.outbox import WAITS
from intake.models import Message
from tests.intake.conftest import NOW, PLANNED
from tests.intake.messages.steps import booked, moment, run

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.intake.link_urls")]

WEEK_BEFORE = moment((PLANNED - timedelta(days=7)).date(), "09:00")


class Inbox:
    """What arrived, and the answers to give before "250"; an arrived mail may still be answered wrongly."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.arrived: list = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.arrived.append(message_from_bytes(envelope.content))
        return self.answers.pop(0) if self.answers else "250 taken"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def inbox(settings) -> Iterator[Inbox]:
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 5
    yield inbox
    server.stop()


def state():
    return Message.objects.get().state


def test_a_reminder_arrives_whole_in_the_patients_language(inbox, maria):
    booked(maria, PLANNED, NOW)
    run(WEEK_BEFORE)
    (arrived,) = inbox.arrived
    body = arrived.get_payload(decode=True).decode()
    assert state() == "sent" and mail.outbox == []
    assert arrived["To"] == "maria@mail.example" and arrived["Auto-Submitted"] == "auto-generated"
    assert "lunes 16 de marzo de 2026, 10:00" in body and "lang=es&to=own" in body


def test_a_mail_taken_and_answered_wrongly_comes_again_under_its_own_number(inbox, maria):
    """The server took it and said "later": whoever reads both sees one, for they have one Message-ID."""
    booked(maria, PLANNED, NOW)
    inbox.answers = ["451 later"]
    run(WEEK_BEFORE)
    assert state() == "queued"
    run(WEEK_BEFORE + timedelta(minutes=WAITS[0]))
    assert state() == "sent" and len(inbox.arrived) == 2
    assert len({arrived["Message-ID"] for arrived in inbox.arrived}) == 1
    assert len({arrived["Date"] for arrived in inbox.arrived}) == 1


def test_a_no_for_good_ends_it(inbox, maria):
    booked(maria, PLANNED, NOW)
    inbox.answers = ["554 never"]
    run(WEEK_BEFORE)
    run(WEEK_BEFORE + timedelta(hours=1))
    assert state() == "failed" and len(inbox.arrived) == 1


def test_a_server_that_is_gone_is_tried_again(settings, inbox, maria):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    booked(maria, PLANNED, NOW)
    run(WEEK_BEFORE)
    assert (state(), Message.objects.get().error) == ("queued", "ConnectionRefusedError")
    settings.EMAIL_PORT = port
    run(WEEK_BEFORE + timedelta(minutes=WAITS[0]))
    assert state() == "sent" and len(inbox.arrived) == 1
