"""People at their browsers during a fault. Each keeps in the ledger what the site told them was saved.

A browser that got no answer, or a 5xx, tries the very same again, as a person does who goes Back and presses
once more. Only an answer that says "saved" enters the ledger: a redirect onward from the page that was sent.
"""

import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.faults.seed import BORN, OPEN

PATIENCE = 90  # seconds until somebody gives up, which fails the test
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
SECONDS = 15


class Unavailable(Exception):
    """No answer, or one that says to come back later."""


@dataclass
class Answer:
    status: int
    to: str
    text: str


@dataclass
class Ledger:
    """What was acknowledged: an entry only ever says what a browser was told."""

    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    tries: int = 0

    @property
    def count(self) -> int:
        return len(self.answers) + len(self.sent) + len(self.signed)


class Browser:
    """Cookies and one connection a request; `chance` cuts some off after sending, as in a lift."""

    def __init__(self, port: int, ledger: Ledger, chance: random.Random, cuts: float = 0.0) -> None:
        self.port, self.ledger, self.chance, self.cuts = port, ledger, chance, cuts
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, fields: dict, **headers: str) -> Answer:
        return self.ask("POST", path, urlencode(fields, doseq=True), **headers)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """One request. Raises Unavailable."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body:
            told["Content-Type"] = "application/x-www-form-urlencoded"
        wire = HTTPConnection("localhost", self.port, timeout=SECONDS)
        self.ledger.tries += 1
        try:
            wire.request(method, path, body or None, told)
            if self.chance.random() < self.cuts:
                raise Unavailable("cut off")
            return self._answer(wire.getresponse())
        except (OSError, HTTPException) as error:
            raise Unavailable(repr(error)) from error
        finally:
            wire.close()

    def _answer(self, response) -> Answer:
        for header in response.headers.get_all("Set-Cookie") or ():
            name, _, value = header.split(";")[0].partition("=")
            self.cookies[name] = value
        text = response.read().decode()
        if response.status >= 500:
            raise Unavailable(f"{response.status}")
        return Answer(response.status, response.headers.get("Location", ""), text)


def again(act, patience: float = PATIENCE):
    """What `act` gives once the site is there."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return act()
        except Unavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    fields = {}
    for found in HIDDEN.findall(text):
        name, value = re.search(r'name="([^"]*)"', found), re.search(r'value="([^"]*)"', found)
        if name:
            fields[name[1]] = unescape(value[1]) if value else ""
    return fields


class Patient:
    """Comes in by the link, answers what is open, signs and sends."""

    def __init__(self, browser: Browser, told: dict[str, str]) -> None:
        self.browser, self.visit, self.link = browser, told["visit"], f"/i/{told['token']}/"

    def everything(self) -> None:
        self.come_in()
        for code, value in self.values().items():
            again(lambda code=code, value=value: self.answer(code, value))
        again(self.send)

    def come_in(self) -> None:
        again(self._come_in)

    def _come_in(self) -> None:
        born = {"birth_date_day": BORN.day, "birth_date_month": BORN.month, "birth_date_year": BORN.year}
        page = self.browser.get(self.link + "?lang=en")
        done = self.browser.post(self.link + "?lang=en", born | hidden(page.text))
        assert done.status == 302, done.text

    def values(self) -> dict[str, str]:
        """Answers that nobody else gives, accents and signs among them."""
        words = f"Más piel lisa & <b> {self.browser.chance.getrandbits(64):x}"
        return dict(zip(OPEN, (words, words[::-1], "yes", "yes"), strict=True))

    def answer(self, code: str, value: str, **headers: str) -> None:
        """Give one answer; into the ledger once the site leads on to the next question."""
        page = self.browser.get(f"/questions/{code}/")
        if page.to.startswith("/sent/"):
            return
        assert page.status == 200, (page.status, page.to)
        done = self.browser.post(f"/questions/{code}/", hidden(page.text) | {"answer": value}, **headers)
        assert done.status == 302, done.text
        assert not done.to.startswith("/link/"), "the session is lost"
        self.browser.ledger.answers[self.visit, code] = value

    def send(self, **headers: str) -> None:
        """Sign and send. Where the first try did it although nobody heard, the site says "Thank you"."""
        page = self.browser.get("/sign/")
        if page.status == 200:
            signed = hidden(page.text) | {"attested": "on", "name": "María García López"}
            done = self.browser.post("/sign/", signed, **headers)
            if done.to == "/questions/":  # a try that nobody heard was done between page and press
                raise Unavailable("decided anew")
            assert (done.status, done.to) == (302, "/sent/"), (done.status, done.to, done.text[-3000:])
        else:
            assert page.to == "/sent/", page.to
        self.browser.ledger.sent.append(self.visit)


class Doctor:
    """Reads a summary and signs what is advised."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser = browser
        browser.cookies["session"] = session

    def sign(self, visit: str) -> None:
        page = again(lambda: self.browser.get(f"/visits/{visit}/summary/"))
        assert page.status == 200, (page.status, page.to)
        fields = self.agreeing(page.text)
        again(lambda: self._sign(visit, fields))

    def agreeing(self, text: str) -> dict[str, str]:
        from tests.factories import PASSWORD

        form = text[text.index('name="sign-shown"') - 3000 :]
        return hidden(form) | {"sign-decided-0-0": "treat", "sign-password": PASSWORD}

    def _sign(self, visit: str, fields: dict[str, str]) -> None:
        """The same page again after no answer: signed by the first try, it says that the record moved on."""
        done = self.browser.post(f"/visits/{visit}/sign/", fields)
        if done.status == 200:
            assert "another signature came in" in done.text, done.text
        self.browser.ledger.signed.append(visit)


def all_at_once(*acts) -> list[threading.Thread]:
    """Threads that have begun; `ended` waits for them."""
    threads = [Act(act) for act in acts]
    for thread in threads:
        thread.start()
    return threads


class Act(threading.Thread):
    """Keeps what went wrong for the test to show."""

    def __init__(self, act) -> None:
        super().__init__(daemon=True)
        self.act, self.wrong = act, None

    def run(self) -> None:
        try:
            self.act()
        except BaseException as error:
            self.wrong = error


def ended(threads: list[threading.Thread], seconds: float = 0) -> None:
    """Wait for them; they may take so many seconds longer than people are patient."""
    for thread in threads:
        thread.join(PATIENCE + 30 + seconds)
        if thread.wrong:
            raise thread.wrong
        assert not thread.is_alive(), "somebody still waits for an answer"


def differences(ledger: Ledger, found: dict) -> Iterator[str]:
    """What the ledger says and the database does not: "lost …", "doubled …" or "without its event …"."""
    yield from _answers(ledger, found)
    yield from _sent(ledger, found)
    for visit in ledger.signed:
        reviews = found["signed"].get(visit, [])
        if len(reviews) != 1:
            yield f"{'doubled' if reviews else 'lost'} signature of {visit}"
        elif (count := _events(found, f"sign review {reviews[0]} confirmed")) != 1:
            yield f"{count} events of the signature of {visit}"
    yield from (f"chain: {problem}" for problem in found["chain"])


def _answers(ledger: Ledger, found: dict) -> Iterator[str]:
    for (visit, code), value in ledger.answers.items():
        if found["answers"].get(visit, {}).get(code) != value:
            yield f"lost {code} of {visit}"
        if (count := _events(found, f"change draft {found['drafts'][visit]} {code}")) != 1:
            yield f"{'doubled' if count else 'no'} event of {code} of {visit}"


def _sent(ledger: Ledger, found: dict) -> Iterator[str]:
    for visit in ledger.sent:
        responses = found["sent"].get(visit, [])
        if len(responses) != 1:
            yield f"{'doubled' if responses else 'lost'} response of {visit}"
            continue
        given = {code: value for (of, code), value in ledger.answers.items() if of == visit}
        kept = responses[0]["answers"]
        if any(kept.get(code) != value for code, value in given.items()) or not responses[0]["assessed"]:
            yield f"lost part of the response of {visit}"
        if (count := _events(found, f"create response {responses[0]['id']}")) != 1:
            yield f"{'doubled' if count else 'no'} event of the response of {visit}"
        if (count := found["receipts"].get(visit, 0)) != 1:
            yield f"{'doubled' if count else 'lost'} receipt of {visit}"


def _events(found: dict, wanted: str) -> int:
    return found["told"].get(wanted, 0)
