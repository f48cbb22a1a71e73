"""The line drops while somebody saves: what was typed stays, and goes through with the line back."""

import pytest

from intake.models import Draft
from tests.intake.patient.conftest import link as link
from tests.intake.patient.conftest import visit as visit
from tests.journeys.conftest import PHONE, clinic, inside, visitor

__all__ = ["clinic", "inside", "visitor"]
pytestmark = pytest.mark.browser

TYPED = "Smoother skin, before the wedding"
OFFLINE = "You are offline. Everything you typed is still here"


def saved(visit) -> str | None:
    draft = Draft.objects.filter(visit=visit).first()
    return draft and draft.answers.get("goal")


def at_the_goal(visitor, link):
    person = visitor(**PHONE)
    person.go(link + "?lang=en")
    for box, text in enumerate(("14", "3", "1991")):
        person.page.locator(f"#id_birth_date_{box}").fill(text)
    person.press("Start")
    person.go("/questions/goal/")
    person.page.locator("[name=answer]").fill(TYPED)
    return person


def test_what_is_typed_offline_stays_and_is_sent_once_the_line_is_back(visitor, clinic, link, visit):
    person = at_the_goal(visitor, link)
    person.context.set_offline(True)
    person.page.get_by_role("button", name="Continue", exact=True).last.click()
    person.page.get_by_text(OFFLINE).wait_for(state="visible")
    assert person.path == "/questions/goal/" and saved(visit) is None
    assert person.page.locator("[name=answer]").input_value() == TYPED
    person.context.set_offline(False)
    person.page.get_by_text(OFFLINE).wait_for(state="hidden")
    person.page.get_by_role("button", name="Continue", exact=True).last.click()
    person.page.wait_for_url(lambda url: not url.endswith("/goal/"))
    assert saved(visit) == TYPED


def test_with_a_line_nothing_is_said(visitor, clinic, link, visit):
    person = at_the_goal(visitor, link)
    assert not person.page.get_by_text(OFFLINE).is_visible()
    person.page.get_by_role("button", name="Continue", exact=True).last.click()
    person.page.wait_for_url(lambda url: not url.endswith("/goal/"))
    assert saved(visit) == TYPED
