"""The database is gone, for real; every kind of failure still has its page."""

from pathlib import Path
from urllib.parse import quote

import pytest

from clinic.web.middleware import HEADERS
from tests.web.server import Answer, Site, break_sqlite, copy_of, running, stop_postgres

pytestmark = pytest.mark.slow

SMALL = 4_000  # bytes: it has to reach a phone on a bad day
BIG = b"x" * 1_000_001
CASES = {
    "GET /raise/400/": 400,
    "GET /%00": 400,
    "POST /account/sign-in/": 403,  # a form without its token
    "GET /raise/403/": 403,
    "GET /raise/404/": 404,
    "GET /no-such-page/": 404,
    "POST /length/": 413,
    "GET /raise/429/": 429,
    "GET /raise/500/": 500,
    "GET /raise/503/": 503,
}


def look(site: Site) -> dict[str, Answer]:
    return {line: site.ask(line, BIG if "length" in line else b"") for line in CASES}


def in_order(line: str, answer: Answer) -> list[str]:
    """What is wrong with the answer."""
    wrong = [] if answer.status == CASES[line] else [f"{line}: {answer.status}"]
    if b'lang="es"' not in answer.body or b"<h1>" not in answer.body or len(answer.body) > SMALL:
        wrong.append(f"{line}: not our small page, {len(answer.body)} bytes")
    wrong += [
        f"{line}: no {name}" for name, value in HEADERS.items() if f"{name}: {value}" not in answer.head
    ]
    return wrong + [f"{line}: a cookie" for _ in range("set-cookie: __host-session" in answer.head.lower())]


def all_in_order(site: Site) -> list[str]:
    return [wrong for line, answer in look(site).items() for wrong in in_order(line, answer)]


def test_with_a_postgresql_that_was_stopped(on_empty_postgres, log):
    with running(on_empty_postgres, log) as site:
        assert b"migration not applied" in site.ask("GET /readyz").body  # it was there
        stop_postgres(on_empty_postgres["DATABASE_URL"])
        assert all_in_order(site) == []
        ready = site.ask("GET /readyz")
        assert (ready.status, ready.body) == (503, b"database: cannot be reached (OperationalError)\n")
        assert site.ask("GET /livez").status == 200
        # Whoever has a session cannot be told from others now, so nothing is shown but that it passes.
        assert site.ask("GET /no-such-page/", Cookie=f"__Host-session={'a' * 32}").status == 503


def test_with_a_database_file_that_cannot_be_opened(on_sqlite, log, tmp_path):
    folder = copy_of(Path(on_sqlite["DATA_DIR"]), tmp_path / "var")
    break_sqlite(folder)
    with running(on_sqlite | {"DATA_DIR": str(folder)}, log) as site:
        assert all_in_order(site) == []
        assert site.ask("GET /readyz").status == 503
        assert site.ask("GET /livez").status == 200
        assert site.ask(f"GET /{quote('señal')}/").status == 404
