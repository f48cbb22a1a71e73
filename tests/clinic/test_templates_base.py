"""The frame of every page, the style sheet's promises, and the pages for what went wrong."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

ROOT = Path(settings.BASE_DIR)
CSS = (ROOT / "static/clinic.css").read_text()
ERRORS = ["400", "403", "403_csrf", "404", "429", "500", "503"]
SITE = {
    "clinic_name": "Lakeside <Skin>",
    "clinic_phone": "555-555-0134",
    "emergency_number": "911",
    "example_data": False,
    "staff_nav": [],
}


class Question(forms.Form):
    answer = forms.CharField(label="Name")


def draw(base: str, body: str = "", **context) -> str:
    source = f'{{% extends "{base}" %}}{{% block title %}}Hello{{% endblock %}}{body}'
    return engines["django"].from_string(source).render(SITE | context)


@pytest.mark.parametrize("base", ["base_patient.html", "base_staff.html", "base_print.html"])
def test_every_frame_has_language_title_skip_link_and_one_main(base):
    html = draw(base)
    assert '<html lang="en">' in html
    assert re.search(r"<title>\s*Hello – Lakeside &lt;Skin&gt;</title>", html)
    assert 'href="#main"' in html and html.count("<main") == 1


@pytest.mark.parametrize("base", ["base_patient.html", "base_staff.html", "base_print.html"])
def test_no_frame_needs_what_the_policy_forbids(base):
    html = draw(base, example_data=True)
    assert not re.search(r"\sstyle=|<script(?![^>]* src=)|\son[a-z]+=|data:image|//[a-z]", html)


def test_the_title_says_error_when_the_form_has_one():
    assert "<title>Error: Hello" in draw("base_patient.html", form=Question({}))
    assert "<title>Error: Hello" in draw("base_patient.html", has_errors=True)
    assert "Error:" not in draw("base_patient.html", form=Question())


def test_a_patient_always_sees_whom_to_call():
    html = draw("base_patient.html")
    assert '<a href="tel:5555550134">555-555-0134</a>' in html and '<a href="tel:911">911</a>' in html


def test_a_patient_page_speaks_the_patients_language():
    with translation.override("es"):
        html = draw("base_patient.html")
    assert '<html lang="es">' in html and "¿Necesita ayuda?" in html


def test_a_patient_may_change_the_language():
    switch = {"url": "?language=es", "code": "es", "label": "Español"}
    assert 'lang="es" hreflang="es">Español</a>' in draw("base_patient.html", language_switch=switch)


def test_only_staff_pages_load_htmx_and_it_may_not_run_code():
    assert "htmx" not in draw("base_patient.html")
    staff = draw("base_staff.html")
    assert "django_htmx/htmx-2.min.js" in staff
    for switch in ('"allowEval":false', '"allowScriptTags":false', '"includeIndicatorStyles":false'):
        assert switch in staff


def test_the_vendored_htmx_is_version_2():
    from django.contrib.staticfiles import finders

    assert 'version:"2.' in Path(finders.find("django_htmx/htmx-2.min.js")).read_text()


def test_the_staff_menu_marks_where_one_is():
    menu = [{"label": "Today", "url": "/t", "current": "page", "count": None}]
    menu += [{"label": "Review queue", "url": "/r", "current": "", "count": 4}]
    html = draw("base_staff.html", staff_nav=menu)
    assert '<a href="/t" aria-current="page">Today</a>' in html and ">Review queue (4)</a>" in html


def test_signing_out_is_a_button_that_posts(lead):
    html = draw("base_staff.html", user=lead)
    form = html[html.index('<form class="who"') : html.index("</form>")]
    assert 'method="post"' in form and "<button" in form and lead.full_name in form


@pytest.mark.parametrize("base", ["base_patient.html", "base_staff.html", "base_print.html"])
def test_example_data_says_so_on_every_page(base):
    assert "every patient here is invented" in draw(base, example_data=True)
    assert "invented" not in draw(base)


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_needs_no_context_and_speaks_both_languages(code):
    html = render_to_string(f"{code}.html")
    assert html.count("<h1>") == 1 and '<div lang="es">' in html
    assert f"{settings.STATIC_URL}clinic.css" in html
    assert not re.search(r"traceback|exception|django|<script|style=", html, re.IGNORECASE)


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_style_script_or_handlers(path):
    source = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son(click|load|submit|change|input|error)=|data:image", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)


def test_the_sheet_fetches_nothing_and_stays_small():
    assert not re.search(r"@import|url\(|@font-face|expression", CSS)
    assert len(CSS) < 22_000


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two #rrggbb colours."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", CSS))
WHITE = "#ffffff"
RESULTS = ["stop", "missing", "review", "wait", "ready"]


@pytest.mark.parametrize(
    ("text", "ground"),
    [(TOKENS[name], TOKENS[f"{name}-tint"]) for name in RESULTS]
    + [(TOKENS[name], TOKENS["canvas"]) for name in ("ink", "hint", "link", "stop")]
    + [
        (TOKENS["ink"], TOKENS["chosen"]),
        (TOKENS["brand"], TOKENS["chosen"]),
        (TOKENS["ink"], TOKENS["focus"]),
    ]
    + [(WHITE, TOKENS["brand"]), (WHITE, TOKENS["brand-dark"]), ("#c5d3d8", TOKENS["banner"])],
)
def test_words_stand_out_from_their_ground(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("name", ["edge", *[f"{result}-edge" for result in RESULTS]])
def test_borders_that_carry_meaning_can_be_seen(name):
    assert contrast(TOKENS[name], WHITE) >= 3 and contrast(TOKENS[name], TOKENS["canvas"]) >= 3


def test_the_focus_ring_is_as_specified():
    assert "outline: 3px solid var(--ink)" in CSS and "box-shadow: 0 0 0 6px var(--focus)" in CSS
