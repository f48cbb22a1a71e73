"""Phone messages: the provider’s answers over a real connection, files, the console, numbers."""

import base64
import socket

import pytest

from intake.phone_numbers import e164
from intake.sms import SmsAway, SmsRefused, SmsUnanswered, port
from tests.intake.messages import phone_service as answers

TO, TEXT = "+12125550142", "Su cita es el 16 de marzo: ¿preguntas? 555-0100"


@pytest.fixture
def twilio(settings):
    settings.SMS_SERVICE, settings.SMS_FROM, settings.SMS_TIMEOUT = "twilio", "+12125550100", 1
    settings.SMS_ACCOUNT, settings.SMS_TOKEN = "AC123", "secret:token"
    with answers.phone_service() as (address, service):
        settings.SMS_API = address
        yield service


def test_a_text_is_handed_over_as_the_provider_wants_it(twilio):
    assert port().send(TO, TEXT) == "SM0123456789abcdef"
    auth = "Basic " + base64.b64encode(b"AC123:secret:token").decode()
    assert twilio.asked == [
        {
            "path": "/2010-04-01/Accounts/AC123/Messages.json",
            "auth": auth,
            "To": TO,
            "From": "+12125550100",
            "Body": TEXT,
        }
    ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (answers.NO_NUMBER, "SmsRefused 21211"),
        (answers.UNSUBSCRIBED, "SmsRefused 21610"),
        (answers.WRONG_TOKEN, "SmsRefused 20003"),
        ((404, "not json"), "SmsRefused 404"),
        ((400, "[1]"), "SmsRefused 400"),
    ],
    ids=str,
)
def test_a_no_for_good_is_told_with_the_providers_number(twilio, answer, told):
    twilio.answers = [answer]
    with pytest.raises(SmsRefused) as refused:
        port().send(TO, TEXT)
    assert refused.value.told == told and TO not in str(refused.value)


@pytest.mark.parametrize("answer", [answers.BUSY, answers.BROKEN, (500, "")], ids=str)
def test_a_provider_that_is_busy_or_broken_is_asked_again_later(twilio, answer):
    twilio.answers = [answer]
    with pytest.raises(SmsAway):
        port().send(TO, TEXT)
    assert port().send(TO, TEXT)


@pytest.mark.parametrize("answer", [answers.HANGS, answers.HANGS_UP])
def test_without_an_answer_nobody_says_that_nothing_went_out(twilio, answer):
    twilio.answers = [answer]
    with pytest.raises(SmsUnanswered):
        port().send(TO, TEXT)


def test_a_provider_that_is_not_there_took_nothing(twilio, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.SMS_API = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(SmsAway):
        port().send(TO, TEXT)


def test_the_token_follows_no_redirect(twilio):
    twilio.answers = [answers.ELSEWHERE]
    with pytest.raises(SmsRefused):
        port().send(TO, TEXT)
    assert len(twilio.asked) == 1


def test_an_answer_that_cannot_be_read_still_counts_as_taken(twilio):
    twilio.answers = [answers.NOT_JSON]
    assert port().send(TO, TEXT) == ""


def test_by_default_a_text_is_a_file(settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    names = {port().send(TO, TEXT), port().send(TO, TEXT)}
    assert {path.name for path in (tmp_path / "sms").iterdir()} == names and len(names) == 2
    assert (tmp_path / "sms" / names.pop()).read_text() == f"To: {TO}\n\n{TEXT}\n"


def test_the_console_shows_it(settings, capsys):
    settings.SMS_SERVICE = "console"
    assert port().send(TO, TEXT) == ""
    assert TO in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("(212) 555-0142", "+12125550142"),
        ("212.555.0142", "+12125550142"),
        ("+34 612 34 56 78", "+34612345678"),
        ("0034 612 345 678", ""),
        ("555-0142", ""),
        ("212 555 0142 x12", ""),
        ("212 555 0142 / 0143", ""),
        ("000 000 0000", ""),
        ("", ""),
    ],
)
def test_a_number_has_one_spelling_or_takes_no_texts(typed, number):
    assert e164(typed) == number


def test_the_clinics_country_reads_the_number(settings):
    settings.PHONE_REGION = "ES"
    assert e164("612 34 56 78") == "+34612345678"
    assert e164("(212) 555-0142") == ""
