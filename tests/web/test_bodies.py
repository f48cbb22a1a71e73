"""Bodies that are too large, cut off, chunked or slow, against a running server."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from clinic.web import web_worker
from tests.web.server import BY_THE_PROXY, Site, answer_of, running

pytestmark = pytest.mark.slow

LIMIT = 1_000_000
HEAD = "".join(f"{name}: {value}\r\n" for name, value in BY_THE_PROXY.items())


@pytest.fixture
def site(on_sqlite, log):
    with running(on_sqlite, log) as started:
        yield started


def chunked(size: int, piece: int = 50_000) -> bytes:
    pieces = [min(piece, size - at) for at in range(0, size, piece)]
    return b"".join(f"{n:x}\r\n".encode() + b"x" * n + b"\r\n" for n in pieces) + b"0\r\n\r\n"


def as_file(size: int) -> bytes:
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    return part + b"x" * (size - len(part) - len(b"\r\n--b--\r\n")) + b"\r\n--b--\r\n"


def test_the_limit_counts_every_kind_of_body(site: Site):
    of_a_file = {"Content_Type": "multipart/form-data; boundary=b"}
    in_chunks = {"Transfer_Encoding": "chunked"}
    for size, status in ((LIMIT, 200), (LIMIT + 1, 413)):
        assert site.ask("POST /length/", b"x" * size).status == status
        assert site.ask("POST /length/", as_file(size), **of_a_file).status == status
        assert site.ask("POST /length/", chunked(size), **in_chunks).status == status
    assert site.ask("POST /length/", chunked(30_000_000), **in_chunks).status in (0, 413)  # or hung up on


def test_a_chunked_body_arrives_whole(site: Site):
    assert site.ask("POST /length/", chunked(123_456), Transfer_Encoding="chunked").body == b"123456"


def test_a_body_that_was_cut_off_is_not_taken_for_the_whole(site: Site):
    """gunicorn hands over what came: half an answer would have been saved."""
    half = f"POST /length/ HTTP/1.1\r\n{HEAD}Content-Length: 1000\r\n\r\nallergies=none&half".encode()
    assert site.send(half, half_close=True).status == 400
    in_chunks = f"POST /length/ HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nallerg".encode()
    assert site.send(in_chunks, half_close=True).status in (0, 400)


def test_a_header_that_is_too_large_is_refused(site: Site):
    assert site.ask(Name="x" * 9_000).status == 431
    assert site.ask(**{f"Name_{n}": "x" for n in range(70)}).status == 431
    assert site.ask("GET /" + "a" * 5_000).status == 414


def test_forged_headers_of_a_proxy_count_for_nothing_without_one(on_sqlite, log):
    with running(on_sqlite | {"TRUSTED_PROXIES": "0"}, log) as site:
        answer = site.ask("GET /account/sign-in/", X_Forwarded_Host="evil.example")
    assert answer.status == 301  # X-Forwarded-Proto: https was not believed
    assert "Location: https://intake.example.org/account/sign-in/" in answer.head


def test_a_forwarded_host_is_never_believed(site: Site):
    assert site.ask("GET /livez", X_Forwarded_Host="evil.example").status == 200
    assert "evil.example" not in site.ask("GET /", X_Forwarded_Host="evil.example").head


def drip(site: Site, begin: bytes, seconds: float) -> tuple[int, float]:
    """Send a byte each half second. The status that came, 0 for none, and after how long."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", site.port), timeout=seconds) as wire:
        wire.sendall(begin)
        wire.settimeout(0.5)
        while time.monotonic() - began < seconds:
            try:
                if wire.recv(1, socket.MSG_PEEK) is not None:
                    break
            except TimeoutError:
                wire.send(b"x")
            except ConnectionResetError:
                return 0, time.monotonic() - began
        took = time.monotonic() - began
        wire.settimeout(5)
        return answer_of(wire).status, took


def test_a_request_has_half_a_minute():
    """A phone on a slow network needs 5 seconds for our longest form, and gunicorn itself waits for 60."""
    assert web_worker.REQUEST_SECONDS == 30


def test_a_request_that_trickles_in_ends(on_sqlite, log):
    """Without the worker of clinic/web/web_worker.py it held a thread for as long as the client liked."""
    with running(on_sqlite | {"REQUEST_SECONDS": "4"}, log) as site:
        both_end(site, least=2, most=19)


def both_end(site: Site, least: float, most: float) -> None:
    body = f"POST /length/ HTTP/1.1\r\n{HEAD}Content-Length: 500000\r\n\r\n".encode()
    head = b"GET /livez HTTP/1.1\r\nName: "
    with ThreadPoolExecutor() as both:
        ends = [both.submit(drip, site, begin, most + 10) for begin in (body, head)]
        (status, took), (no_status, took_head) = (end.result() for end in ends)
    assert (status, least < took < most) == (400, True), (status, took)
    assert (no_status, least < took_head < most) == (0, True), (no_status, took_head)
