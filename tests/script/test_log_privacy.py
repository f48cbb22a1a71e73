"""What reaches the log, whoever writes it."""

import io
import logging

import pytest

from clinic.web.log_privacy import PrivateFormatter, TokenMask

TOKEN = "q3vJ0b1m6cZk2y8RZtq9w0aYx5n7u4s1d3f6g8h0jkl"


@pytest.fixture
def log():
    """A logger with the site's filter and formatter, and what it wrote."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(TokenMask())
    handler.setFormatter(PrivateFormatter())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    logger.written = written.getvalue
    return logger


def test_a_links_token_is_masked_wherever_it_stands(log):
    log.warning("Not Found: %s", f"/i/{TOKEN}/question/4?x=1")
    assert TOKEN not in log.written()
    assert "Not Found: /i/<token>/question/4" in log.written()


def test_a_calendars_token_is_masked_though_it_names_a_file(log):
    log.warning("Not Found: %s", f"/calendar/{TOKEN}.ics")
    assert "Not Found: /calendar/<token>.ics" in log.written()


def test_our_own_paths_stay_readable(log):
    log.warning("Not Found: /static/clinic.0123456789ab.css and /visits/17/summary")
    assert "/static/clinic.0123456789ab.css and /visits/17/summary" in log.written()


def test_an_error_is_logged_by_kind_and_place_without_its_words(log):
    row, answer = "Failing row contains (Garcia, 1991-03-14)", "pregnant: yes"
    try:
        try:
            raise ValueError(row)
        except ValueError as inner:
            raise KeyError(answer) from inner
    except KeyError:
        log.exception("Internal Server Error")
    assert "Garcia" not in log.written()
    assert "pregnant: yes" not in log.written()
    assert "builtins.ValueError" in log.written()
    assert "builtins.KeyError" in log.written()
    assert "test_log_privacy.py" in log.written()


def test_the_site_logs_through_both(settings):
    handlers = settings.LOGGING["handlers"]
    assert all(h["filters"] == ["private"] and h["formatter"] == "private" for h in handlers.values())
