"""In Chromium: nothing to be read with Back, nothing kept, no markup that runs, no signature in a frame."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from clinic.models import User
from clinic.policy import policy_of
from intake.actions.invitations import copy_link
from intake.models import Visit
from tests import second_factors
from tests.intake.any_request import STAFF, routes
from tests.intake.hostile import encoded, forms_in
from tests.journeys.states_staff import filled, todays

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>",
    "{{constructor.constructor('alert(1)')()}}",
    "<div hx-get='/patients/' hx-trigger='load' hx-on:load='alert(1)'>",
    "</title><iframe srcdoc='<script>parent.alert(1)</script>'>",
)
NOT_TYPED = {
    "csrfmiddlewaretoken",
    "version",
    "shown",
    "language",
    "next",
    "birth_date",
    "day",
    "time",
    "minutes",
}
KEPT = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""


@pytest.fixture
def day(example_day, clinic) -> str:
    return clinic


def member(role: str) -> User:
    return User.objects.get(email=STAFF[role])


def pages_of(role: str, visit: Visit) -> list[str]:
    """One address of each kind that opens for this role, about this visit and its patient."""
    user = member(role)
    mine = [
        route for route, view in routes()
        if policy_of(view).kind == "staff" and user.has_role(*policy_of(view).roles)
        and "GET" in getattr(view, "methods", ()) and not route.endswith((".pdf", "qr/"))
    ]  # fmt: skip
    return [path for route in mine for path in filled(route, [visit])[:1]]


def plant(role: str, visit: Visit) -> int:
    """Markup in every free-text field of every form of the role; how many were taken."""
    browser, taken = second_factors.signed_in(Client(), member(role)), 0
    for path in pages_of(role, visit):
        answer = browser.get(path)
        for number, form in enumerate(
            forms_in(answer.content.decode(), path) if answer.status_code == 200 else ()
        ):
            if "sign-out" in form.action or "cancel" in form.action or "people" in form.action:
                continue
            for name, value in form.fields:
                if name.split("-")[-1] in NOT_TYPED or re.fullmatch(r"[\w-]+", value):
                    continue
                for text in MARKUP[number % 3 :: 3]:
                    sent = browser.post(
                        form.action,
                        encoded([*form.spoilt(name, text), *form.buttons[:1]]).decode(),
                        "application/x-www-form-urlencoded",
                    )
                    taken += sent.status_code == 302
    return taken


def test_no_markup_that_was_stored_ever_runs(day, inside):
    """On every page, fragment and print view of every role that was shown the markup."""
    visit = todays("García López")
    assert sum(plant(role, visit) for role in ("front_desk", "dermatologist")) > 3
    for role in ("front_desk", "dermatologist", "lead"):
        person, fired, seen = inside(member(role)), [], 0
        person.page.on("dialog", lambda dialog, fired=fired: (fired.append(dialog.message), dialog.dismiss()))
        for path in pages_of(role, visit):
            person.page.goto(person.address + path)
            seen += any(text in person.page.locator("body").inner_text() for text in MARKUP)
        person.page.wait_for_timeout(200)
        assert not fired and seen, role


def test_a_patient_leaves_nothing_in_the_browser(day, visitor):
    visit = todays("Díaz")
    token = copy_link(visit=visit, by=member("front_desk"), at=timezone.now())[1]
    person = visitor()
    person.go(f"/i/{token}/?lang=en")
    for box, part in enumerate(("day", "month", "year")):
        person.page.locator(f"#id_birth_date_{box}").fill(str(getattr(visit.patient.birth_date, part)))
    person.press("Start")
    read = [person.page.url]
    person.go("/check/")
    read.append(person.page.locator("main").inner_text()[:300])
    assert person.page.evaluate(KEPT) == [0] * 5
    person.go("/later/")
    with person.page.expect_navigation():
        person.page.locator("main form button").first.click()
    for _ in range(3):
        person.page.go_back()
        assert person.path.startswith(("/link/", "/i/")) or "Rosa" not in person.page.content()
        assert read[1] not in person.page.locator("body").inner_text()
    assert person.page.evaluate(KEPT) == [0] * 5
    assert [cookie["name"] for cookie in person.context.cookies() if "session" in cookie["name"]] == []


def test_staff_leave_nothing_in_the_browser(day, inside):
    person = inside(member("dermatologist"))
    for path in ("/today/", "/queue/", "/patients/"):
        person.page.goto(person.address + path)
    assert person.page.evaluate(KEPT) == [0] * 5
    person.press("Sign out")
    assert person.page.evaluate(KEPT) == [0] * 5
    person.page.go_back()
    assert "GARCÍA" not in person.page.content()


def test_the_signature_cannot_be_framed(day, inside, chromium, clinic, tmp_path):
    """Neither by the clinic's own page nor by a page of somebody else, in the browser that is signed in."""
    person = inside(member("dermatologist"))
    summary = f"{clinic}/visits/{todays('García López').pk}/summary/"
    assert person.page.goto(summary).status == 200
    elsewhere = tmp_path / "elsewhere.html"
    elsewhere.write_text(f'<iframe src="{summary}" width="900" height="700"></iframe>')
    person.page.goto(elsewhere.as_uri())
    person.page.wait_for_timeout(500)
    framed = [frame for frame in person.page.frames if frame != person.page.main_frame]
    assert [frame.url for frame in framed] == ["chrome-error://chromewebdata/"]
    person.wrong.clear()  # the browser says that it refused the frame
