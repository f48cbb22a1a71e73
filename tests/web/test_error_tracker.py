"""What an error tracker is sent, byte by byte, by a server that fails with a patient's words."""

import gzip
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from tests.script.conftest import ROOT, environment
from tests.web.server import PRODUCTION, running
from tests.web.test_log_of_a_running_site import MAIL, TOKEN, TYPED, found

pytestmark = pytest.mark.slow


@pytest.fixture
def tracker() -> Iterator[ThreadingHTTPServer]:
    """Takes what it is sent and keeps it, unpacked, in `.came`."""

    class Keeping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}
            server.came.append(f"{self.path} {self.headers}\n".encode())
            server.came[-1] += unpack[self.headers.get("Content-Encoding")](body)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keeping)
    server.came = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def address(tracker: ThreadingHTTPServer) -> str:
    return f"http://public@127.0.0.1:{tracker.server_port}/1"


def waited_for(tracker: ThreadingHTTPServer, count: int) -> list[str]:
    deadline = time.monotonic() + 20
    while len(tracker.came) < count and time.monotonic() < deadline:
        time.sleep(0.1)
    return [came.decode() for came in tracker.came]


def test_an_event_has_kind_place_and_route_and_none_of_the_patients_words(on_postgres, log, tracker):
    # Not PRODUCTION: that would refuse a tracker without https.
    variables = on_postgres | {"PRODUCTION": "", "SENTRY_DSN": address(tracker)}
    told = {"User_Agent": f"Aurelia {MAIL}", "Cookie": TOKEN}
    with running(variables, log) as site:
        for kind in ("500", "row", "mail", "logged"):
            site.ask(f"POST /raise/{kind}/?{TYPED}", TYPED.encode(), **told)
        events = waited_for(tracker, 4)
    assert len(events) == 4
    assert found("\n".join(events)) == {}
    told = [json.loads(event.splitlines()[-1]) for event in events]
    kinds = [one["exception"]["values"][-1]["type"] for one in told]
    assert sorted(kinds) == ["IntegrityError", "KeyError", "SMTPRecipientsRefused", "SMTPRecipientsRefused"]
    by_kind = dict(zip(kinds, told, strict=True))
    assert by_kind["KeyError"]["tags"]["route"] == "raise"
    assert by_kind["KeyError"]["tags"]["request_id"]
    frame = by_kind["KeyError"]["exception"]["values"][-1]["stacktrace"]["frames"][-1]
    assert set(frame) <= {"module", "function", "lineno", "in_app"}
    allowed = {"event_id", "timestamp", "platform", "level", "environment", "release", "tags", "exception"}
    assert set().union(*told) <= allowed | {"contexts", "sdk"}
    assert "sys.argv" not in str(told)


def test_without_an_address_the_library_is_not_even_imported(tmp_path):
    code = (
        "import django, sys; django.setup(); import clinic.wsgi;"
        "import logging; logging.getLogger('x').error('failed', exc_info=ValueError('x'));"
        "print(any(name.partition('.')[0] == 'sentry_sdk' for name in sys.modules))"
    )
    variables = PRODUCTION | {"DATA_DIR": str(tmp_path), "DATABASE_URL": "sqlite:"}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment(**variables), cwd=ROOT, capture_output=True, text=True
    )
    assert result.stdout == "False\n", result.stderr
