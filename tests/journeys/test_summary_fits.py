"""The summary measured in Chromium: one screen up to nine findings on four areas, one sheet beyond that."""

import io
from collections.abc import Callable
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from tests.intake.conftest import put_in_force
from tests.intake.summary_cases import CASES
from tests.journeys.conftest import DESKTOP, PHONE, Person
from treatments import editions

pytestmark = pytest.mark.browser

SCREEN = DESKTOP["viewport"]["height"]
PARTS = (
    ".banner", "#verdict", ".verdict table", ".reasons", "[aria-labelledby=safety]",
    "[aria-labelledby=problem]", "[aria-labelledby=plan]", "[aria-labelledby=care]", ".sign .button",
    ".files",
)  # fmt: skip
HAS_CHANGES = ("medium", "heavy", "extreme")
LEAST = {"light": (0, 2), "medium": (5, 3), "heavy": (9, 4), "extreme": (13, 7)}
"""How many findings and areas a case has at least: one that shrank would prove nothing."""

TOP_AND_BOTTOM = """wanted => wanted.map(selector => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return [selector, box.top, box.bottom, box.width];
})"""
TOO_SMALL = """() => [...document.querySelectorAll('body *')].filter(one =>
    one.checkVisibility() && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && parseFloat(getComputedStyle(one).fontSize) < 14).map(one => one.outerHTML.slice(0, 80))"""
SPILLED = """() => [...document.querySelectorAll('.card, .choice, .why > li > *')].filter(one =>
    one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
    .map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def opened(
    visitor, signed_in, clinic, maria, place, front_desk, dermatologist, settings
) -> Callable[..., Person]:
    """`opened("heavy", **DESKTOP)`: the summary of that case before a dermatologist, header and all."""
    settings.EXAMPLE_DATA = True
    maria.sex_at_birth, maria.interpreter_needed = "female", True
    maria.save()
    if editions.in_force("micro-needling") is None:
        put_in_force()

    def open_case(name: str, **options) -> Person:
        visit = CASES[name](maria, place, front_desk, dermatologist)
        person = visitor(**options)
        cookie = signed_in(dermatologist).cookies[settings.SESSION_COOKIE_NAME]
        person.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": clinic}])
        person.go(f"/visits/{visit.pk}/summary/")
        return person

    return open_case


def assert_is_case(person: Person, name: str) -> None:
    findings, areas = LEAST[name]
    assert person.page.locator(".why a[href*='#rule-']").count() >= findings
    assert person.page.locator(".area-choice").count() == areas


@pytest.mark.parametrize("name", ["light", "medium", "heavy"])
def test_everything_stands_on_one_screen(opened, name):
    person = opened(name, **DESKTOP)
    assert_is_case(person, name)
    wanted = [*PARTS, *(["[aria-labelledby=changes]"] if name in HAS_CHANGES else [])]
    for part, top, bottom, width in person.page.evaluate(TOP_AND_BOTTOM, wanted):
        assert width > 0 and top >= 0 and bottom <= SCREEN, f"{part} of {name}: {top} to {bottom}"
    assert person.page.evaluate("document.documentElement.scrollHeight") == SCREEN
    assert person.page.evaluate(TOO_SMALL) == []
    assert person.page.evaluate(SPILLED) == []


def test_each_area_is_chosen_for_by_itself_though_they_share_a_row(opened):
    person = opened("heavy", **DESKTOP)
    rows = person.page.locator(".verdict tbody th").all_inner_texts()
    assert rows == ["Cheeks, chin and jawline", "Abdomen"]
    assert person.page.locator(".area-choice legend").count() == 4
    assert person.page.locator(".area-choice input:checked").count() == 0


def test_of_an_extreme_the_decision_the_first_reasons_and_the_signature_come_first(opened):
    person = opened("extreme", **DESKTOP)
    assert_is_case(person, "extreme")
    seen = person.page.evaluate(
        TOP_AND_BOTTOM, [".verdict", ".why > li:nth-child(8)", ".signed:last-of-type"]
    )
    assert all(bottom <= SCREEN for _, _, bottom, _ in seen), seen
    person.page.locator("#care").scroll_into_view_if_needed()
    assert person.page.evaluate("document.documentElement.scrollHeight") < 1.5 * SCREEN


def test_on_a_phone_it_stacks_in_the_order_of_reading(opened):
    person = opened("heavy", **PHONE)
    order = ["banner", "verdict", "why", "safety", "changes", "problem", "plan", "care", "decide"]
    tops = person.page.evaluate(TOP_AND_BOTTOM, [".banner", *(f"#{name}" for name in order[1:])])
    assert [top for _, top, *_ in tops] == sorted(top for _, top, *_ in tops)
    assert person.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    assert person.page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("name", ["light", "heavy", "extreme"])
def test_it_prints_on_one_sheet_of_letter_and_of_a4(opened, name):
    person = opened(name, **DESKTOP)
    for path in (person.path, person.path + "print/"):
        person.go(path)
        for paper in ("Letter", "A4"):
            printed = PdfReader(io.BytesIO(person.page.pdf(format=paper)))
            text = normalize("NFKC", printed.pages[0].extract_text())  # a font may join f and i
            assert len(printed.pages) == 1, f"{path} on {paper}: {len(printed.pages)} sheets"
            for words in ("GARCÍA LÓPEZ", "Why", "Pre-care to confirm", "Usual depth", "igned"):
                assert words in text, f"{words} is not on {path}"
