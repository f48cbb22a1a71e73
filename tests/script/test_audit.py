"""script/audit against a service of our own: clean counts only from one that knows something."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .conftest import ROOT, environment
from .test_requirements import pins

# Pinned for Windows only.
NOT_HERE = {"colorama"}


@pytest.fixture
def service() -> Iterator[ThreadingHTTPServer]:
    """Speaks OSV's protocol. `.faults` are by name, `.broken` names are answered with an error."""

    class Osv(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = asked["package"]["name"]
            server.asked.append((name, asked["version"]))
            self.send_response(500 if name in server.broken else 200)
            self.end_headers()
            found = [{"id": fault, "affected": []} for fault in server.faults.get(name, [])]
            self.wfile.write(json.dumps({"vulns": found} if found else {}).encode())

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    server.asked, server.broken, server.faults = [], set(), {"jinja2": ["PYSEC-2014-8"]}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def audit(service) -> Callable[..., subprocess.CompletedProcess]:
    def run(*arguments: object, port: int = service.server_port) -> subprocess.CompletedProcess:
        url = f"http://127.0.0.1:{port}/v1/query"
        command = [sys.executable, "script/audit.py", *map(str, arguments), "--osv-url", url]
        return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)

    return run


def test_a_clean_answer_counts_every_pinned_release(audit, service):
    result = audit()
    wanted = {name: version for name, version in pins("requirements").items() if name not in NOT_HERE}
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{len(wanted)} of {len(wanted)} releases audited by osv, 0 with known faults" in result.stdout
    assert dict(service.asked[1:]) == wanted  # the first was the canary


def test_a_known_fault_is_named(audit, service):
    service.faults["django"] = ["GHSA-made-up"]
    result = audit()
    assert result.returncode == 1
    assert f"django {pins('requirements')['django']}: GHSA-made-up" in result.stdout


def test_a_service_that_knows_nothing_is_not_believed(audit, service):
    service.faults = {}
    result = audit()
    assert result.returncode == 2
    assert "knows no fault of jinja2==2.4.1" in result.stdout
    assert "not a pass" in result.stdout


def test_a_service_that_breaks_off_is_not_a_pass(audit, service):
    service.broken = {"django"}
    result = audit()
    assert (result.returncode, "broke off" in result.stdout) == (2, True)


def test_a_service_that_cannot_be_reached_is_not_a_pass(audit, free_port):
    result = audit(port=free_port)
    assert result.returncode == 2
    assert "No advisory service could be asked" in result.stdout


def test_nothing_pinned_is_not_a_pass(audit, tmp_path: Path):
    empty = tmp_path / "requirements.txt"
    empty.write_text("# nothing\n")
    result = audit(empty)
    assert (result.returncode, "nothing to audit" in result.stdout) == (2, True)
