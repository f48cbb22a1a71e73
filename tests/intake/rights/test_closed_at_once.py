"""An account closed, or a role taken, holds from the next request on: pages, fragments, files, every one."""

import pytest
from django.test import Client

from clinic import people
from clinic.models import User
from clinic.policy import policy_of
from clinic.roles import DERMATOLOGIST, FRONT_DESK, LEAD, SEES_REASONS
from tests.factories import UserFactory
from tests.intake.any_request import STAFF, Clinic, filled, routes, undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MUST_BE_AMONG = {
    "front_desk": {"patients/<uuid:pk>/"},
    "nurse": {"visits/<uuid:pk>/summary.pdf", "visits/<uuid:pk>/summary/"},
    "dermatologist": {"queue/", "visits/<uuid:pk>/summary.pdf", "courses/<uuid:pk>/"},
    "lead": {"audit/", "people/", "people/<uuid:pk>/", "clinic/hours/"},
}
"""Files and records: if these were not walked, nothing was shown."""
FRAGMENT = {"HX-Request": "true"}
"""As Today's list asks for itself anew in the background."""


def opened_by(clinic: Clinic, who: str) -> dict[str, str]:
    """Route and address of every staff page that opens for this person now."""
    staff = [(route, view) for route, view in routes() if policy_of(view).kind == "staff"]
    found = {route: filled(route, clinic.parts) for route, view in staff if who in policy_of(view).roles}
    browser = clinic.browsers[who]
    return {route: address for route, address in found.items() if browser.get(address).status_code == 200}


def asked(browser: Client, address: str, cookies: dict) -> tuple[int, str]:
    """Status and where to, with the cookies the browser had."""
    browser.cookies.clear()
    browser.cookies.load(cookies)
    answer = browser.get(address)
    return answer.status_code, answer.headers.get("Location", "")


def cookies_of(browser: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in browser.cookies.items()}


def by_another_lead() -> User:
    return UserFactory(roles=[LEAD])


@pytest.mark.parametrize("who", STAFF)
def test_with_the_account_every_page_closes_at_the_next_request(everybody, who):
    browser, person = everybody.browsers[who], User.objects.get(email=STAFF[who])
    kept = cookies_of(browser)
    with undone():
        pages = opened_by(everybody, who)
        assert pages.keys() >= MUST_BE_AMONG[who]
        assert browser.get("/today/list/", headers=FRAGMENT).status_code == (404 if who == "lead" else 200)
        people.set_active(person, False, by=by_another_lead())
        for address in pages.values():
            status, where = asked(browser, address, kept)
            assert (status, where[:17]) == (302, "/account/sign-in/"), address
        fragment = browser.get("/today/list/", headers=FRAGMENT)
        assert fragment.headers["HX-Redirect"] == "/account/sign-in/" and not fragment.content
    browser.cookies.load(kept)


@pytest.mark.parametrize("who", ["nurse", "dermatologist", "lead"])
def test_a_role_changed_within_a_session_changes_every_page_at_the_next_request(everybody, who):
    browser, person = everybody.browsers[who], User.objects.get(email=STAFF[who])
    kept = cookies_of(browser)
    with undone():
        pages, views = opened_by(everybody, who), dict(routes())
        people.change_roles(person, [FRONT_DESK], by=by_another_lead())
        statuses = {route: asked(browser, address, kept)[0] for route, address in pages.items()}
        stays = {route for route in pages if FRONT_DESK in policy_of(views[route]).roles}
        assert {route for route, status in statuses.items() if status == 404} == pages.keys() - stays
        assert {statuses[route] for route in stays} <= {200, 302}
        assert pages.keys() - stays
    browser.cookies.load(kept)


def test_a_role_given_opens_its_pages_at_the_next_request(everybody):
    browser, person = everybody.browsers["front_desk"], User.objects.get(email=STAFF["front_desk"])
    summary = filled("visits/<uuid:pk>/summary/", everybody.parts)
    with undone():
        assert browser.get(summary).status_code == 404
        people.grant_role(person, DERMATOLOGIST, by=by_another_lead())
        assert browser.get(summary).status_code == 200 and DERMATOLOGIST in SEES_REASONS
    assert browser.get(summary).status_code == 404
