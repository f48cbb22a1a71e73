"""A setting that is missing or wrong stops the start; nothing is guessed."""

import stat
import subprocess
import sys

import pytest

from .conftest import ROOT, environment

REAL = {
    "PRODUCTION": "1",
    "DATABASE_URL": "sqlite:",
    "AUDIT_KEY": "a" * 60,
    "EMAIL_URL": "smtp+tls://mail.example.org",
    "SECRET_KEY": "k" * 60,
    "BASE_URL": "https://intake.example.org",
    "CLINIC_NAME": "A Clinic",
    "CLINIC_PHONE": "555-0199",
}


def setting(name: str, tmp_path, **variables: str) -> subprocess.CompletedProcess:
    """Prints one setting as a new process with these variables reads it."""
    code = f"from clinic import settings; print(settings.{name})"
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment(**{"DATA_DIR": str(tmp_path / "var"), **variables}),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("SENTRY_DSN", "x"),
        ("EMAIL_FROM", "nonsense"),
        ("EMAIL_FROM", "@example.org"),
        ("CLINIC_PHONE", "call us"),
        ("EMERGENCY_NUMBER", "none"),
        ("PHONE_REGION", "USA"),
    ],
)
def test_a_wrong_value_stops_the_start_in_one_sentence_that_names_it(tmp_path, name, wrong):
    result = setting("DEBUG", tmp_path, **{name: wrong})
    assert result.returncode != 0
    assert (
        result.stderr.strip()
        .splitlines()[-1]
        .startswith(f"django.core.exceptions.ImproperlyConfigured: {name} must ")
    )


@pytest.mark.parametrize("missing", [name for name in REAL if name != "PRODUCTION"])
def test_production_demands_what_a_patient_relies_on(tmp_path, missing):
    result = setting("DEBUG", tmp_path, **{**REAL, missing: ""})
    assert result.returncode != 0
    assert f"{missing} must be set when PRODUCTION=1" in result.stderr


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("BASE_URL", "http://localhost:8000"),
        ("BASE_URL", "http://intake.example.org"),
        ("SECRET_KEY", "short"),
        ("AUDIT_KEY", "k" * 60),  # the secret key again
        ("AUDIT_KEY", "short"),
        ("EMAIL_URL", "console:"),
        ("SMS_URL", "console:"),
        ("DATABASE_URL", "sqlite:///somewhere"),
        ("SENTRY_DSN", "http://key@errors.example.org/1"),
        ("LOG_FORMAT", "xml"),
        ("EXAMPLE_DATA", "1"),
        ("DEBUG", "1"),
    ],
)
def test_production_refuses_what_is_unsafe_in_one_sentence_that_names_it(tmp_path, name, wrong):
    result = setting("DEBUG", tmp_path, **{**REAL, name: wrong})
    assert result.returncode != 0
    sentence = result.stderr.strip().splitlines()[-1]
    assert sentence.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert name in sentence
    assert wrong not in sentence or len(wrong) < 20  # no key in a log


def test_production_starts_with_everything_given_and_debug_off(tmp_path):
    assert setting("DEBUG", tmp_path, **REAL).stdout == "False\n"


@pytest.mark.parametrize(
    "wrong",
    [
        {"EXAMPLE_DATA": "1", **REAL},
        {"EXAMPLE_DATA": "1", "BASE_URL": "https://intake.example.org"},
        {"DEBUG": "1", **REAL},
        {"DEBUG": "1", "BASE_URL": "https://intake.example.org"},
        {"BASE_URL": "http://intake.example.org"},
        {"BASE_URL": "intake.example.org"},
        {"DATABASE_URL": "postgresql://a@b/c"},  # without a SECRET_KEY
        {"DATABASE_URL": "mysql://a@b/c", "SECRET_KEY": "k" * 60},
        {"CLINIC_TIME_ZONE": "Mars/Olympus"},
        {"LINK_LIFE_DAYS": "0"},
        {"LINK_LIFE_DAYS": "two weeks"},
        {"TRUSTED_PROXIES": "-1"},
        {"EMAIL_URL": "mail.example.org"},
        {"SMS_URL": "sms.example.org"},
        {"SMS_URL": "twilio://AC1@api.twilio.com", "SMS_FROM": "+12125550100"},  # without a token
        {"SMS_URL": "twilio://AC1:token@api.twilio.com"},  # without a sender
        {"PHONE_REGION": "Spain"},
        {"PRODUCTION": "maybe"},
    ],
    ids=str,
)
def test_a_wrong_value_stops_the_start(tmp_path, wrong):
    result = setting("DEBUG", tmp_path, **wrong)
    assert result.returncode != 0
    assert "ImproperlyConfigured" in result.stderr


def test_the_generated_key_is_kept_and_readable_by_its_owner_only(tmp_path):
    first, second = setting("SECRET_KEY", tmp_path), setting("SECRET_KEY", tmp_path)
    assert first.stdout == second.stdout
    assert len(first.stdout) > 50
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


def test_example_data_answers_to_this_machine_only(tmp_path):
    hosts = setting("ALLOWED_HOSTS", tmp_path, EXAMPLE_DATA="1", ALLOWED_HOSTS="intake.example.org")
    assert hosts.stdout == "['localhost', '127.0.0.1', '[::1]']\n"


def test_cookies_are_for_https_only_where_the_address_is_https(tmp_path):
    assert setting("SESSION_COOKIE_SECURE", tmp_path, **REAL).stdout == "True\n"
    assert setting("CSRF_COOKIE_NAME", tmp_path, **REAL).stdout == "__Host-csrf\n"
    assert setting("SESSION_COOKIE_SECURE", tmp_path).stdout == "False\n"


def test_forwarded_headers_count_only_behind_a_proxy_of_the_clinics_own(tmp_path):
    assert setting("SECURE_PROXY_SSL_HEADER", tmp_path).stdout == "None\n"
    behind = setting("SECURE_PROXY_SSL_HEADER", tmp_path, TRUSTED_PROXIES="1")
    assert behind.stdout == "('HTTP_X_FORWARDED_PROTO', 'https')\n"


def test_a_mail_address_is_read_with_its_escapes(tmp_path):
    url = "smtp+tls://desk%40clinic:p%2Fw@mail.example.org"
    told = {
        name: setting(name, tmp_path, EMAIL_URL=url).stdout.strip()
        for name in ("EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_PORT")
    }
    assert told == {"EMAIL_HOST_USER": "desk@clinic", "EMAIL_HOST_PASSWORD": "p/w", "EMAIL_PORT": "587"}


def test_a_folder_that_cannot_be_written_stops_the_start_with_a_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    result = setting("SECRET_KEY", tmp_path, DATA_DIR=str(tmp_path / "file" / "var"))
    assert result.returncode != 0
    assert "cannot be written" in result.stderr
