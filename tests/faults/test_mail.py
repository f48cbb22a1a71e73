"""A mail server that misbehaves in every way, a worker that is killed, two workers: real programs."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.faults.conftest import ENGINES, ONE_IN_EVERY_RUN
from tests.faults.ground import Site, free_port, kill
from tests.faults.postgres import wait_for

pytestmark = pytest.mark.slow

CLAIM, FIRST_WAIT = 5 * 60 + 5, 65
"""Seconds after which a dead worker's message, and one that failed once, are taken up again."""


class Server:
    """Does to each mail what `ways` says for its receiver; whoever is not named gets "250"."""

    def __init__(self, ways: dict[str, str]) -> None:
        self.ways, self.arrived, self.at_data = ways, [], None

    async def handle_RCPT(self, server: SMTP, session, envelope, address: str, options) -> str:
        codes = {"later": "451 later", "never": "550 no such mailbox"}
        if self.ways.get(address) in codes:
            return codes[self.ways[address]]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session, envelope) -> str:
        (address,) = envelope.rcpt_tos
        way = self.ways.get(address)
        if way == "hangs":
            await asyncio.sleep(4)  # EMAIL_TIMEOUT is 2 here
        self.arrived.append((address, message_from_bytes(envelope.content)["Message-ID"]))
        if way == "drops":
            server.transport.abort()
        if self.at_data:
            self.at_data()
        return "250 taken"

    def counted(self) -> Counter:
        """How often each address got a mail; two copies of one mail, one Message-ID, count as two."""
        return Counter(address for address, _ in self.arrived)

    def numbers(self) -> dict[str, int]:
        """How many different mails each address got, as its reader sees it."""
        return Counter(address for address, _ in set(self.arrived))


@contextlib.contextmanager
def mail_server(**ways: str) -> Iterator[tuple[Server, str]]:
    server = Server(ways)
    line = Controller(server, hostname="127.0.0.1", port=free_port())
    line.start()
    try:
        yield server, f"smtp://127.0.0.1:{line.port}"
    finally:
        line.stop()


def states(site: Site) -> dict[str, str]:
    """By address, of the mails that wait from the beginning: "answers received"."""
    return {found["to"]: found["state"] for found in site.look()["messages"] if found["kind"] == "received"}


def work(site: Site, mail: str, ahead: int = 0) -> None:
    """A worker that does what is due and ends; its clock is so many seconds ahead."""
    site.variables |= {"EMAIL_URL": mail, "CLOCK_AHEAD": str(ahead)}
    done = site.run("manage.py", "worker", "--once")
    assert done.returncode == 0, done.stderr


def test_every_way_a_mail_server_can_misbehave(site_on):
    site = site_on("sqlite")
    hangs, drops, later, never = addresses = sorted(states(site))[:4]
    ways = dict(zip(addresses, ("hangs", "drops", "later", "never"), strict=True))
    work(site, "smtp://127.0.0.1:1")
    assert set(states(site).values()) == {"queued"}, "refused: everything waits"
    with mail_server(**ways) as (server, address):
        work(site, address, ahead=FIRST_WAIT)
        assert states(site) == {hangs: "queued", drops: "queued", later: "queued", never: "failed"}
        assert server.counted()[later] == server.counted()[never] == 0
        server.ways.clear()
        work(site, address, ahead=2 * FIRST_WAIT + 5 * 60)
        assert states(site) == {hangs: "sent", drops: "sent", later: "sent", never: "failed"}
        assert server.counted()[drops] == 2 and server.counted()[later] == 1
        assert server.numbers() == {hangs: 1, drops: 1, later: 1}, "copies carry one Message-ID"


@pytest.mark.parametrize("engine", ONE_IN_EVERY_RUN)
def test_a_worker_killed_after_the_mail_went_out_leaves_nothing_unsent(engine, site_on):
    site = site_on(engine)
    with mail_server() as (server, address):
        site.variables |= {"EMAIL_URL": address}
        worker = None

        def killed() -> None:
            kill(worker.pid)
            server.at_data = None

        server.at_data = killed
        worker = site.start_worker()
        assert worker.wait(60) == -9 and len(server.arrived) == 1
        (first,) = server.counted()
        assert states(site)[first] == "sending"
        work(site, address)
        assert states(site)[first] == "sending", "its claim is not over: nobody else takes it"
        work(site, address, ahead=CLAIM)
        assert set(states(site).values()) == {"sent"}
        assert server.counted() == {to: 1 + (to == first) for to in states(site)}
        assert set(server.numbers().values()) == {1} and site.look()["chain"] == []


@pytest.mark.parametrize("engine", ONE_IN_EVERY_RUN)
def test_a_worker_that_was_killed_is_named_and_the_site_goes_on(engine, site_on):
    site = site_on(engine)
    with mail_server() as (server, address):
        site.variables |= {"EMAIL_URL": address}
        worker = site.start_worker()
        wait_for(lambda: len(server.arrived) > 0, 60, "the worker sent nothing")
        site.start_web()
        assert site.says("/readyz") == (200, "ready\n")
        site.kill_web()
        kill(worker.pid)
        assert worker.wait(60) == -9
        site.variables["CLOCK_AHEAD"] = str(6 * 60)
        site.start_web()
        status, told = site.says("/readyz")
        assert status == 200 and "warning: no worker was seen for 6 minutes" in told
        work(site, address, ahead=6 * 60)
        assert site.says("/readyz") == (200, "ready\n")


@pytest.mark.parametrize("engine", ENGINES)
def test_two_workers_at_once_send_each_mail_once(engine, site_on):
    site = site_on(engine)
    with mail_server() as (server, address):
        site.variables |= {"EMAIL_URL": address}
        both = [site.start_worker("--once") for _ in range(2)]
        assert [worker.wait(90) for worker in both] == [0, 0], site.log()
        assert set(states(site).values()) == {"sent"}
        assert server.counted() == dict.fromkeys(states(site), 1)
