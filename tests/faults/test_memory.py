"""The server has little memory and is sent huge requests: those are turned away, and others are answered."""

import contextlib
import random
import resource
import socket

import pytest

from tests.faults.ground import Site
from tests.faults.people import Browser, Ledger, Patient, all_at_once, differences, ended

pytestmark = pytest.mark.slow

LITTLE = 700_000_000
"""Bytes of addresses a process of the server may have, most of them for its own code and threads."""
HUGE, AT_ONCE = 60_000_000, 6


def little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LITTLE, LITTLE))


def send_huge(site: Site) -> bytes:
    """A body far over the limit, without a length given; the first line of the answer."""
    head = "POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as wire:
        with contextlib.suppress(OSError):
            wire.sendall(head.encode())
            for _ in range(HUGE // 0x100000):
                wire.sendall(piece)
            wire.sendall(b"0\r\n\r\n")
        with contextlib.suppress(OSError):
            return wire.recv(200).split(b"\r\n")[0]
    return b""


def test_huge_requests_do_not_cost_others_theirs(site_on):
    site = site_on("sqlite")
    site.start_web(before=little_memory)
    before = sorted(site.web_pids())
    browser = Browser(site.port, Ledger(), random.Random(7))
    patient = Patient(browser, site.told["visits"][0])
    answers: list[bytes] = []
    huge = [lambda: answers.append(send_huge(site))] * AT_ONCE
    ended(all_at_once(patient.everything, *huge))
    assert sorted(site.web_pids()) == before, "no process died of it"
    assert all(b" 413 " in answer or answer == b"" for answer in answers), answers
    assert list(differences(browser.ledger, site.look())) == [] and browser.ledger.count == 5
