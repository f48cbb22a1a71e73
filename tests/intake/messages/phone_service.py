"""A provider of phone messages on this machine: it answers as Twilio does, or hangs, or hangs up."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

TAKEN = (201, {"sid": "SM0123456789abcdef", "status": "queued", "error_code": None})
NO_NUMBER = (400, {"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400})
UNSUBSCRIBED = (400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400})
WRONG_TOKEN = (401, {"code": 20003, "message": "Authenticate", "status": 401})
BUSY = (429, {"code": 20429, "message": "Too Many Requests", "status": 429})
BROKEN = (503, {"code": 20503, "message": "Service Unavailable", "status": 503})
ELSEWHERE = (307, {})
HANGS = "hangs"
HANGS_UP = "hangs up"
NOT_JSON = (201, "<html>")


class PhoneService:
    """What it is to answer next, and what it was asked."""

    def __init__(self) -> None:
        self.answers: list = []
        self.asked: list[dict] = []
        self.released = threading.Event()


@contextmanager
def phone_service() -> Iterator[tuple[str, PhoneService]]:
    """Its address and itself; it is gone afterwards."""
    service = PhoneService()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            service.asked.append({"path": self.path, "auth": self.headers["Authorization"], **form})
            answer = service.answers.pop(0) if service.answers else TAKEN
            if answer == HANGS:
                service.released.wait(20)
            if answer not in (HANGS, HANGS_UP):
                self._answer(*answer)

        def _answer(self, status: int, told: dict | str) -> None:
            content = (told if isinstance(told, str) else json.dumps(told)).encode()
            self.send_response(status)
            if status == ELSEWHERE[0]:
                self.send_header("Location", "/somewhere-else")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", service
    finally:
        service.released.set()
        server.shutdown()
        server.server_close()
