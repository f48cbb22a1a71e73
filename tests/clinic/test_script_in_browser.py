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

from clinic.forms.date_field import PartialDateField
from clinic.forms.text_list import MoreBoxes, TextListField

pytestmark = pytest.mark.browser

ADDRESS = "http://clinic.test"
PAGE = """{% extends "base_patient.html" %}{% block title %}Try{% endblock %}{% block content %}
<form method="post" action="/sent" novalidate>{% include "clinic/uni_form.html" %}
<button class="button" name="go" value="1">Continue</button></form>
<input aria-label="Find" data-find>
{% endblock %}
{% block footer %}{% if tablet %}{% include "patient/_tablet.html" %}{% endif %}{% endblock %}"""


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
        self.sent: list[tuple[str, dict]] = []  # the same with the address
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
            self.sent.append((path, self.posted[-1]))
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


def left_alone(idle: float = 1, grace: float = 1) -> str:
    times = {"idle": idle, "grace": grace, "all": idle + grace}
    return drawn(Answers(), tablet=times, request={"invitation": True}, csrf_token="token")


def test_a_tablet_left_alone_asks_and_then_gives_the_session_up(visit):
    visitor = visit()
    page = visitor.open(left_alone())
    page.get_by_label("Year").fill("2026")
    page.get_by_role("button", name="I’m still here").wait_for(timeout=3000)
    assert page.evaluate("document.activeElement.matches('[data-stay]')"), "the button has the focus"
    assert page.locator("main").get_attribute("inert") is not None, "what was answered cannot be reached"
    page.keyboard.press("Enter")
    assert page.locator(".idle").is_hidden()
    assert page.get_by_label("Year").evaluate("box => box.matches(':focus')"), "the caret is where it was"
    page.wait_for_timeout(3200)
    *told, (left, posted) = visitor.sent
    assert {path for path, _ in told} == {"/tablet/here/"} and left == "/tablet/back/"
    assert posted["csrfmiddlewaretoken"] == ["token"]
    assert visitor.complaints == []


def test_while_it_asks_only_its_own_button_goes_on(visit):
    page = visit().open(left_alone(grace=20))
    page.get_by_role("button", name="I’m still here").wait_for(timeout=3000)
    page.mouse.click(5, 5)
    page.keyboard.press("a")
    page.wait_for_timeout(700)
    assert page.locator(".idle").is_visible()


def test_a_tablet_that_slept_does_not_wake_up_with_the_answers(visit):
    visitor = visit()
    visitor.page.clock.install()
    page = visitor.open(left_alone(idle=60, grace=30))
    page.clock.fast_forward(3_600_000)  # fires what is due once, as after sleep
    page.wait_for_timeout(300)
    assert [path for path, _ in visitor.sent] == ["/tablet/back/"]


def test_somebody_who_types_is_told_to_the_server_but_not_with_every_key(visit):
    visitor = visit()
    visitor.page.clock.install()
    page = visitor.open(left_alone(idle=60, grace=30))
    for _ in range(30):
        page.get_by_label("Year").press("1")
        page.clock.run_for(2000)
    told = [path for path, _ in visitor.sent]
    assert set(told) == {"/tablet/here/"} and len(told) <= 4, "a minute of typing, told every 20 s"
    assert page.locator(".idle").is_hidden()


def test_without_script_the_tablets_page_asks_nothing_and_can_be_given_back(visit):
    visitor = visit(java_script_enabled=False)
    page = visitor.open(left_alone())
    assert page.locator(".idle").is_hidden()
    page.get_by_role("button", name="I am done: give the tablet back").click()
    page.wait_for_timeout(200)
    assert [path for path, _ in visitor.sent] == ["/tablet/back/"]


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
