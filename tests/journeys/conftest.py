"""A running clinic and people's browsers, for tests that go the whole way as a person would.

    def test_…(clinic, visitor):
        person = visitor(**PHONE)                  # or DESKTOP; javaScriptEnabled etc. as playwright has them
        person.go("/account/sign-in/")             # a path of this clinic
        person.page.get_by_label("E-mail").fill("…")
        person.press("Sign in")                    # waits for the next page
        assert person.path == "/today/"

Every page reached is checked as it is left behind: axe finds nothing, the policy blocked nothing, no script
failed. Text for the assertion names the page.
"""

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as product
from django.core.cache import cache

from clinic.models import User
from tests import second_factors
from tests.journeys import prepared
from treatments import editions

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# With script switched off a page's timers rest too; axe waits by them, so they are let through for it alone.
WITHOUT_TIMERS = "window.setTimeout = (act, after) => after > 99 || Promise.resolve().then(act)"
RUN_AXE = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(
    found => found.violations.map(
    broken => broken.id + ' at ' + broken.nodes.map(node => node.target.join(' ')).join(', ')))"""
AS_IT_STANDS = """() => {
    const numbers = new Map(), one = document.activeElement;
    const numbered = id => numbers.get(id) ?? (numbers.set(id, numbers.size), numbers.get(id));
    const html = document.documentElement.outerHTML.replace(/<input type="hidden"[^>]*>/g, "")
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, numbered);
    const filled = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
        .map(box => `${box.checked} ${box.value}`);
    return [html, innerWidth, `${one.tagName} ${one.id} ${one.className}`, ...filled].join();
}"""
"""All that axe can see of a page: with other identifiers in the same places it is the same page."""


_found: dict[tuple[str, bool], list[str]] = {}
"""What axe found on a page as it stood: the same page in another test, or of another person, is no news."""

LONGEST = ("test_every_state", "test_course_of_care", "test_attacks_in_browser", "test_patient_phone")
"""These begin, so that no worker starts on one of them when the others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in LONGEST)


class Person:
    """Somebody's browser, and everything wrong that was seen on the pages it reached."""

    def __init__(self, context, address: str, has_script: bool, touches: bool = False) -> None:
        self.context, self.address, self.has_script, self.touches = context, address, has_script, touches
        self.page = context.new_page()
        self.wrong: list[str] = []
        self.checked: set[tuple[str, str]] = set()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.path}: {error}"))
        self.page.on("response", self._answered)
        self.document = None

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.address + path)
        self.look()

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press the button or link of that name and look at the page it leads to."""
        button = self.page.get_by_role("button", name=name, exact=exact)
        wanted = button if button.count() else self.page.get_by_role("link", name=name, exact=exact)
        with self.page.expect_navigation():
            wanted.first.click()
        self.look()

    def sign_in(self, email: str, password: str) -> None:
        """By password and the code of an authenticator app, which the person gets where they had no factor.

        A code works once, so the second sign-in of the same minute types the next one.
        """
        second_factors.app_of(User.objects.get(email=email))
        self.go("/account/sign-in/")
        self.page.get_by_role("textbox", name="E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.press("Sign in")
        for ago in (0, -1, 1):
            self.page.get_by_label("Code").fill(second_factors.code(ago=ago))
            self.press("Sign in")
            if not self.path.startswith("/account/"):
                return
        raise AssertionError(f"{email} is not signed in: {self.path}")

    def look(self) -> None:
        """Run axe on the page as it stands, once for each path and title."""
        seen = (self.path, self.page.title())
        if seen not in self.checked:
            self.checked.add(seen)
            self.wrong += [f"{self.path}: axe: {broken}" for broken in self.axe()]

    def axe(self) -> list[str]:
        """What axe finds wrong with the page as it stands, with the page's own script or without."""
        page = self.page.evaluate(AS_IT_STANDS)
        stands = (page, self.has_script and "<noscript" in page)
        if stands not in _found:
            _found[stands] = self._run_axe()
        return _found[stands]

    def _run_axe(self) -> list[str]:
        """It comes in through the debugger, which needs neither: the policy forbids a script tag, and a page
        whose script is switched off runs none.
        """
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe_source())
            if not self.has_script:
                self.page.evaluate(WITHOUT_TIMERS)
        return self.page.evaluate(RUN_AXE, RULES)

    def see(self, text: str) -> None:
        """The text stands on the page."""
        assert text in self.page.locator("body").inner_text(), f"{text!r} is not on {self.path}"

    def _heard(self, line) -> None:
        if line.type == "error":
            self.wrong.append(f"{self.path}: {line.text}")

    def _answered(self, response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self.document = response
        if response.status >= 500:
            self.wrong.append(f"{response.url}: {response.status}")


def axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.fixture
def clinic(transactional_db, live_server, settings, tmp_path: Path):
    """The address of a running clinic with the shipped protocol in force; its mail lies in `mails`."""
    cache.clear()  # the limits on guessing, and the codes that were used
    settings.BASE_URL = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    if editions.in_force("micro-needling") is None:
        prepared.protocol_in_force()
    return live_server.url


@pytest.fixture
def example_day(clinic) -> None:
    """The example clinic's day, a visit in every state."""
    prepared.examples_of_today()


@pytest.fixture
def mails(clinic, tmp_path: Path) -> Callable[[], list[str]]:
    """`mails()`: drains the outbox with the worker's own command and gives what was sent, oldest first."""
    from email import message_from_bytes, policy

    from django.core.management import call_command

    def sent() -> list[str]:
        call_command("worker", "--once")
        written = sorted((tmp_path / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
        parts = [part for path in written for part in path.read_bytes().split(b"-" * 79) if part.strip()]
        mails = [message_from_bytes(part.strip() + b"\n", policy=policy.default) for part in parts]
        return [f"{mail['Subject']}\n{mail.get_content()}" for mail in mails]

    return sent


@pytest.fixture
def visitor(chromium, clinic) -> Iterator[Callable[..., Person]]:
    """`visitor(**PHONE)`: a new browser. At the end nothing may have been wrong on any page."""
    people: list[Person] = []

    def start(*, script: bool = True, **options) -> Person:
        context = chromium.new_context(java_script_enabled=script, **options)
        people.append(Person(context, clinic, script, options.get("has_touch", False)))
        return people[-1]

    yield start
    for person in people:
        person.context.close()
    wrong = [line for person in people for line in person.wrong]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def inside(visitor, signed_in, clinic) -> Callable[..., Person]:
    """`inside(front_desk)`: a browser in which this person signed in a moment ago; `again`: one they have."""

    def enter(user: User, *, again: Person | None = None, **options) -> Person:
        cookie = signed_in(user).cookies[product.SESSION_COOKIE_NAME]
        person = again or visitor(**options)
        person.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": clinic}])
        return person

    return enter
