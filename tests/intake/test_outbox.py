"""Messages are sent once, tried again when the mail server is away, and never hold a link before."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.management import call_command

from clinic.models import AuditEvent
from intake.actions.invitations import digest_of, reissue, send_link
from intake.actions.visits import cancel, move
from intake.messages.outbox import CLAIM, WAITS, claim, deliver, drain
from intake.models import InvitationToken, Message
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import send

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.intake.link_urls")]


@pytest.fixture
def message(visit, front_desk):
    return send_link(visit=visit, by=front_desk, at=NOW)


def run(at=NOW):
    return drain(clock=lambda: at)


def state():
    return Message.objects.latest("created_at").state


def link_in(body):
    address = next(word for word in body.split() if "/link/" in word)
    return address.partition("?")[0].rstrip("/").rpartition("/")[2]


def test_the_mail_has_a_link_that_opens_and_is_stored_nowhere(message, visit):
    assert not InvitationToken.objects.exists()
    assert run() == 1
    sent = mail.outbox[0]
    token = link_in(sent.body)
    assert InvitationToken.objects.get().digest == digest_of(token)
    assert token not in str(list(Message.objects.values()))
    assert sent.to == ["maria@mail.example"] and state() == "sent"
    assert AuditEvent.objects.get(actor_role="system", patient_id=visit.patient_id).action == "export"


def test_the_mail_speaks_the_patients_language_and_its_subject_says_nothing_of_health(message):
    run()
    subject, body = mail.outbox[0].subject, mail.outbox[0].body
    assert subject == "Su cita del 16 de marzo de 2026"
    assert "Hola, María" in body and "fecha de nacimiento" in body
    assert "/guide/micro-needling/?lang=es\n" in body


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_of_mail_is_whole_in_every_language(visit, front_desk, language):
    visit.patient.language = language
    visit.patient.save()
    send_link(visit=visit, by=front_desk, at=NOW)
    run()
    move(visit=visit, starts_at=PLANNED + timedelta(days=1), by=front_desk, at=NOW, on=TODAY)
    run()
    send(visit)
    run()
    cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
    run()
    assert len(mail.outbox) == 4
    for sent in mail.outbox:
        assert "17" in sent.subject or "16" in sent.subject
        assert "{{" not in sent.body and len(sent.subject) < 70
        for word in ("skin", "needl", "treat", "piel", "aguja", "trata"):
            assert word not in sent.subject.lower()


def test_a_message_is_sent_once(message):
    assert run() == 1 and run() == 0
    assert len(mail.outbox) == 1


def test_a_name_cannot_add_a_header(visit, front_desk):
    visit.patient.preferred_name = "A\nBcc: other@mail.example"
    visit.patient.save()
    send_link(visit=visit, by=front_desk, at=NOW)
    run()
    assert mail.outbox[0].message().get("Bcc") is None


def failing(error):
    def send_(self, *args, **kwargs):
        raise error

    return send_


def test_a_mail_server_that_is_away_is_tried_again_later_and_then_given_up(message, monkeypatch):
    monkeypatch.setattr(mail.EmailMessage, "send", failing(SMTPServerDisconnected("gone")))
    at = NOW
    for wait in WAITS:
        assert run(at) == 1 and run(at) == 0
        kept = Message.objects.get()
        assert (kept.state, kept.error) == ("queued", "SMTPServerDisconnected")
        at = kept.next_try_at
        assert at.astimezone(UTC) <= (NOW + timedelta(minutes=sum(WAITS))).astimezone(UTC) and wait
    run(at)
    assert state() == "failed"


def test_an_address_that_is_refused_for_good_is_not_tried_again(message, monkeypatch):
    refused = SMTPRecipientsRefused({"maria@mail.example": (550, b"no such person")})
    monkeypatch.setattr(mail.EmailMessage, "send", failing(refused))
    run()
    assert state() == "failed"


def test_after_a_failed_try_the_next_mail_has_a_link_of_its_own(message, monkeypatch):
    with monkeypatch.context() as away:
        away.setattr(mail.EmailMessage, "send", failing(TimeoutError()))
        run()
    run(NOW + timedelta(minutes=2))
    assert state() == "sent" and InvitationToken.objects.count() == 2


def test_a_worker_that_died_is_taken_over_with_the_same_message_id(message):
    first = claim(at=NOW)
    deliver(first, at=NOW)
    Message.objects.update(state="sending", sent_at=None, claimed_until=NOW + CLAIM)  # died before marking
    assert run(NOW + timedelta(minutes=4)) == 0
    assert run(NOW + timedelta(minutes=6)) == 1
    ids = {sent.extra_headers["Message-ID"] for sent in mail.outbox}
    assert len(mail.outbox) == 2 and len(ids) == 1


def test_a_worker_that_was_taken_over_does_not_write_over_the_other(message):
    slow = claim(at=NOW)
    quick = claim(at=NOW + CLAIM + timedelta(seconds=1))
    deliver(quick, at=NOW + CLAIM)
    monkey = Message.objects.get()
    deliver(slow, at=NOW + CLAIM)
    assert Message.objects.get().attempts == monkey.attempts == 2 and state() == "sent"


def test_a_link_that_was_made_new_is_not_sent_any_more(message, visit, front_desk):
    claimed = claim(at=NOW)
    reissue(visit=visit, by=front_desk, at=NOW)
    assert deliver(claimed, at=NOW) == "cancelled"
    assert run() == 1 and len(mail.outbox) == 1


def test_of_two_moves_only_the_last_is_told(visit, front_desk):
    for days in (1, 2):
        move(
            visit=visit,
            starts_at=PLANNED + timedelta(days=days),
            by=front_desk,
            at=NOW + timedelta(minutes=days),
            on=TODAY,
        )
    run(NOW + timedelta(hours=1))
    assert [sent.subject for sent in mail.outbox] == ["Su cita es ahora el 18 de marzo de 2026"]


def test_the_command_deals_with_what_is_due_and_ends(message, capsys):
    Message.objects.update(next_try_at=datetime(2020, 1, 1, tzinfo=UTC))
    call_command("worker", "--once")
    assert "1 message dealt with" in capsys.readouterr().out
    assert state() != "queued"
