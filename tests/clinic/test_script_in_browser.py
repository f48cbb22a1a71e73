"""static/clinic.js in a real browser under the real policy, and the same pages with script switched off.

The pages are rendered here and handed to Chromium by intercepting its requests: no server runs.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.template import engines

from clinic.widgets import MoreBoxes, PartialDateField, TextListField

pytestmark = pytest.mark.browser

ADDRESS = "http://clinic.test"
PAGE = """{% extends "base_patient.html" %}{% block title %}Try{% endblock %}{% block content %}
<form method="post" action="/sent" novalidate>{% include "clinic/uni_form.html" %}
<button class="button" name="go" value="1">Continue</button></form>
<input aria-label="Find" data-find>
{% if idle %}<section class="idle" data-idle="1" data-grace="1" data-leave="/welcome" hidden>
<h2>Are you still there?</h2><button class="button">I am still here</button></section>{% endif %}
{% endblock %}"""


class Answers(MoreBoxes, forms.Form):
    when = PartialDateField(label="Last sunburn", choices=("never", "not_sure"))
    medicines = TextListField(label="Medicines")


def drawn(form: forms.Form, **context) -> str:
    site = {"clinic_name": "Lakeside", "clinic_phone": "", "emergency_number": "911", "example_data": False}
    return engines["django"].from_string(PAGE).render({"form": form, **site, **context})


class Visitor:
    """A page of the browser, what it posted, and what the policy or the script complained about."""

    def __init__(self, context):
        self.posted: list[dict] = []
        self.complaints: list[str] = []
        self.html = ""
        self.page = context.new_page()
        self.page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.route("**/*", self.answer)

    def answer(self, route) -> None:
        path = urlsplit(route.request.url).path
        headers = {"Content-Security-Policy": settings.CONTENT_SECURITY_POLICY}
        if path.startswith("/static/"):
            route.fulfill(path=Path(settings.BASE_DIR) / path[1:])
        elif route.request.method == "POST":
            self.posted.append(parse_qs(route.request.post_data or "", keep_blank_values=True))
            route.fulfill(status=204)  # the browser stays where it is, as while a slow answer is on its way
        else:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8", headers=headers)

    def open(self, html: str):
        self.html = html
        self.page.goto(f"{ADDRESS}/try")
        return self.page


@pytest.fixture
def visit(chromium) -> Iterator[Callable[..., Visitor]]:
    contexts = []

    def start(**options) -> Visitor:
        contexts.append(chromium.new_context(viewport={"width": 390, "height": 844}, **options))
        return Visitor(contexts[-1])

    yield start
    for context in contexts:
        context.close()


def focused(page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.className")


@pytest.mark.parametrize("script", [True, False])
def test_the_error_summary_takes_focus_and_leads_to_the_box(visit, script):
    visitor = visit(java_script_enabled=script)
    form = Answers(QueryDict("when_day=31&when_month=2&when_year=2026&medicines=x"))
    page = visitor.open(drawn(form))
    assert focused(page) == "errors"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    if script:
        assert focused(page) == "id_when_0"
    else:  # the browser goes to the box, and Tab from there into the one after it or into itself
        page.keyboard.press("Tab")
        assert focused(page) in ("id_when_0", "id_when_1")
    assert visitor.complaints == []


def test_a_second_press_sends_nothing(visit):
    visitor = visit()
    page = visitor.open(drawn(Answers()))
    button = page.get_by_role("button", name="Continue", exact=True)
    button.click()
    button.click(force=True)  # playwright itself would wait for the button to be free again
    page.wait_for_timeout(200)
    assert len(visitor.posted) == 1
    assert visitor.posted[0]["go"] == ["1"], "the pressed button's value is sent"
    assert button.get_attribute("aria-disabled") == "true"


def test_coming_back_to_the_page_frees_its_button(visit):
    visitor = visit()
    page = visitor.open(drawn(Answers()))
    page.get_by_role("button", name="Continue", exact=True).click()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.get_by_role("button", name="Continue", exact=True).click()
    page.wait_for_timeout(200)
    assert len(visitor.posted) == 2


def test_add_another_gives_an_empty_labelled_box_and_sends_nothing(visit):
    visitor = visit()
    page = visitor.open(drawn(Answers(initial={"medicines": ["aspirin"]})))
    page.get_by_role("button", name="Add another").click()
    assert focused(page) == "id_medicines_2"
    page.keyboard.type("zinc")
    assert page.get_by_label("Item 3").input_value() == "zinc"
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert visitor.posted[0]["medicines"] == ["aspirin", "", "zinc"]
    assert "medicines_more" not in visitor.posted[0]


def test_without_script_add_another_asks_for_a_page_with_one_more_box(visit):
    visitor = visit(java_script_enabled=False)
    page = visitor.open(drawn(Answers(initial={"medicines": ["aspirin"]})))
    page.get_by_role("button", name="Add another").click()
    page.wait_for_timeout(200)
    assert visitor.posted[0]["medicines_more"] == ["1"]


def test_typing_a_date_chooses_on_this_date(visit):
    page = visit().open(drawn(Answers()))
    page.get_by_label("Never").check()
    page.get_by_label("Year").fill("2026")
    assert page.get_by_label("On this date").is_checked()


def test_a_slash_finds_but_not_while_typing(visit):
    page = visit().open(drawn(Answers()))
    page.keyboard.press("/")
    assert page.get_by_label("Find").evaluate("e => e.matches(':focus')")
    page.get_by_label("Month").focus()
    page.keyboard.type("1/2")
    assert page.get_by_label("Month").input_value() == "1/2"


def test_a_tablet_left_alone_asks_and_then_leaves(visit):
    page = visit().open(drawn(Answers(), idle=True))
    page.get_by_role("button", name="I am still here").wait_for(timeout=3000)
    page.get_by_role("button", name="I am still here").click()
    assert page.locator(".idle").is_hidden()
    page.wait_for_url("**/welcome", timeout=5000)


def test_the_whole_card_is_the_target(visit):
    page = visit().open(drawn(Answers()))
    box = page.locator(".choice", has_text="Never").bounding_box()
    assert box["height"] >= 52
    page.mouse.click(box["x"] + box["width"] - 5, box["y"] + 5)
    assert page.get_by_label("Never").is_checked()


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_scrolls_sideways_even_with_wide_spacing(visit, width):
    visitor = visit(bypass_csp=True)
    visitor.page.set_viewport_size({"width": width, "height": 800})
    page = visitor.open(drawn(Answers({})))
    page.add_style_tag(content="* {line-height: 1.5 !important; letter-spacing: .12em; word-spacing: .16em}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
