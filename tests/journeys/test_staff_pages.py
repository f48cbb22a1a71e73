"""Every page staff can open by an address, on the example day, for each role.

axe and the policy at a phone's and a desk's width, no sideways scroll from 320 to 1440 px.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import timezone

from clinic import policy
from clinic.models import User
from intake.example.day import example_day
from intake.models import Patient, Visit
from tests.journeys.conftest import RULES, RUN_AXE, Person, axe_source
from treatments import editions

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (320, 390, 820, 1440)
AXE_WIDTHS = (390, 1440)
NOT_PAGES = {"today/list/", "visits/<uuid:pk>/summary.pdf"}
"""A fragment that htmx puts into Today, and a file."""

OF_LIBRARIES = {"account/password/", "account/again/"}

VISITS = {
    "desk": ("García López", "Nguyen", "Silva"),
    "nurse": ("García López",),
    "ruiz": ("García López", "Kim", "Petrov"),
    "lead": (),
}
"""Whose visit of the day each role's pages are looked at: the visits whose pages differ for that role."""


@pytest.fixture
def morning(clinic) -> None:
    assert example_day(timezone.now())


def routes(person: User) -> Iterator[str]:
    """The addresses, with their placeholders, that open for this person by GET."""
    for route, view in policy.every_view():
        rule = policy.policy_of(view)
        opens = rule and rule.kind == "staff" and person.has_role(*rule.roles)
        is_page = "GET" in getattr(view, "methods", ()) or route in OF_LIBRARIES
        if opens and is_page and route not in NOT_PAGES:
            yield route


def addresses(person: User, who: str) -> list[str]:
    visits = [todays(name) for name in VISITS[who]]
    found = [path for route in routes(person) for path in filled(route, visits)]
    assert all("<" not in path for path in found), "a placeholder that this test does not know"
    return list(dict.fromkeys(found))


def todays(family_name: str) -> Visit:
    return Visit.objects.filter(patient__family_name=family_name).latest("starts_at")


def filled(route: str, visits: list[Visit]) -> list[str]:
    edition = editions.in_force("micro-needling")
    if route.startswith("patients/<"):
        return ["/" + route.replace("<uuid:pk>", str(Patient.objects.first().pk))]
    if "<slug:section>" in route:
        sections = editions.document_of(edition)["sections"]
        return [f"/visits/{visit.pk}/ask/{section}/" for visit in visits[:1] for section in sections]
    if route.startswith("visits/"):
        return ["/" + route.replace("<uuid:pk>", str(visit.pk)) for visit in visits]
    return ["/" + route.replace("<slug:code>", "micro-needling").replace("<str:edition>", edition.label)]


def enter(visitor, signed_in, clinic: str, who: str) -> Person:
    """A browser in which this person signed in a moment ago."""
    cookie = signed_in(User.objects.get(email=f"{who}@clinic.example")).cookies[settings.SESSION_COOKIE_NAME]
    person = visitor()
    person.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": clinic}])
    return person


def look_at(person: Person, path: str) -> list[str]:
    """What is wrong with one page at any width."""
    page, wrong = person.page, []
    if page.url != person.address + path:
        assert page.goto(person.address + path).status == 200, path
        assert "sign-in" not in page.url, path
    page.evaluate(axe_source())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        across = page.evaluate("document.documentElement.scrollWidth")
        wrong += [f"{path} at {width}: {across} px wide"] if across > width else []
        if width in AXE_WIDTHS:
            wrong += [f"{path} at {width}: {broken}" for broken in page.evaluate(RUN_AXE, RULES)]
    return wrong


@pytest.mark.parametrize("who", VISITS)
def test_every_page_of_a_role_is_accessible_and_fits(visitor, signed_in, morning, clinic, who):
    user = User.objects.get(email=f"{who}@clinic.example")
    person = enter(visitor, signed_in, clinic, who)
    wrong = [line for path in addresses(user, who) for line in look_at(person, path)]
    assert not wrong, "\n".join(wrong)


def test_pages_for_what_went_wrong(visitor, signed_in, morning, clinic):
    person = enter(visitor, signed_in, clinic, "desk")
    maria = todays("García López")
    wrong = []
    for path, status in (
        ("/nowhere/", 404),
        (f"/visits/{maria.pk}/summary/", 404),
        (f"/visits/{maria.pk}/check-in/", 405),
        ("/today/?day=%00", 400),
    ):
        assert person.page.goto(person.address + path).status == status, path
        wrong += look_at(person, path)
    person.wrong = [line for line in person.wrong if "the server responded with a status of 4" not in line]
    assert not wrong, "\n".join(wrong)


def test_back_after_sign_out_shows_nothing(visitor, signed_in, morning, clinic):
    person = enter(visitor, signed_in, clinic, "ruiz")
    maria = todays("García López")
    person.go(f"/visits/{maria.pk}/summary/")
    person.see("GARCÍA LÓPEZ")
    person.press("Sign out")
    for _ in range(2):
        person.page.go_back()
        assert "GARCÍA" not in person.page.content()
        assert "penicilina" not in person.page.content()
