"""Everything an edition holds stands on its page, and every link on it leads somewhere."""

import html as markup
import re

import pytest
from django.test import Client

from treatments import editions
from treatments.pages.cases import worked_cases
from treatments.pages.readings import Reading
from treatments.sentences import names_in, rule_condition

from .page_text import read_page


@pytest.fixture(scope="module")
def document():
    return editions.shipped_document("micro-needling")


def stored(document) -> None:
    """In the database as a draft, unless a test before left it there in force."""
    if editions.edition_by_label("micro-needling", document["edition"]) is None:
        editions.store(document)


@pytest.fixture
def html(db, document, lead, signed_in) -> str:
    stored(document)
    return signed_in(lead).get("/protocols/micro-needling/2026.1/").content.decode()


@pytest.fixture
def text(html) -> str:
    return re.sub(r"\s+", " ", markup.unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.slow
def test_the_whole_shipped_protocol_stands_on_its_page(html, text, document):
    names = names_in(document)
    for rule in document["rules"]:
        assert f'id="rule-{rule["code"]}"' in html
        assert rule_condition(rule, names) in text
        assert all(rule[kind][language] in text for kind in ("staff", "patient") for language in ("en", "es"))
    for question in document["questions"]:
        assert f'id="question-{question["code"]}"' in html
        shown = [question[key] for key in ("text", "hint", "why") if key in question]
        shown += question.get("options", {}).values()
        assert all(words[language] in text for words in shown for language in ("en", "es"))
    for statement in document["statements"]:
        assert f'id="source-{statement["code"]}"' in html
        assert statement["says"] in text and statement.get("why", "") in text
    for kind in ("before", "after", "warning_signs"):
        assert all(row["text"]["en"] in text and row["text"]["es"] in text for row in document[kind])
    assert all(name in text for names in document["medicines"].values() for name in names)
    assert all(reference in text for reference in document["references"].values())
    assert all(f'id="case-{case["case"]}"' in html for case in document["worked_cases"])


def test_links_lead_to_places_on_the_page_and_no_place_is_named_twice(html):
    ids = read_page(html).ids
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) - {"main"} <= set(ids)


def test_it_says_that_these_are_defaults_and_no_advice(text):
    assert "Defaults for a dermatologist to confirm, not medical advice." in text


def test_rules_stand_by_effect_the_strongest_first(html):
    places = [html.index(f'id="effect-{effect}"') for effect in ("stop", "defer", "review", "note")]
    assert places == sorted(places)
    assert (
        html.index('id="rule-pregnancy"')
        < html.index('id="rule-acne_in_area"')
        < html.index('id="rule-shaved"')
    )


def test_depths_are_there_for_staff_and_the_menu_script_is_not_loaded(html, text):
    assert "Usual, mm" in text and "0.25 to 0.5" in text
    assert "htmx" not in html


@pytest.mark.slow
def test_it_travels_small(db, document, lead, signed_in):
    stored(document)
    answer = signed_in(lead).get("/protocols/micro-needling/2026.1/", headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) < 55_000


def test_a_worked_case_that_fails_is_red_and_says_why(lamp):
    lamp["worked_cases"][0]["expect"]["decision"] = "defer"
    cases = worked_cases(Reading(lamp, None, {}), names_in(lamp))
    assert (cases["red"], cases["total"]) == (1, 3)
    assert "expects defer, but the rules give ready" in cases["cases"][0]["problems"][0]
    assert not cases["cases"][1]["problems"]


def test_a_red_case_is_told_on_the_page(lamp, db, signed_in, lead):
    lamp["worked_cases"][0]["expect"]["decision"] = "defer"
    editions.store(lamp)
    page = signed_in(lead).get("/protocols/lamp-therapy/1/").content.decode()
    assert "1 red." in page and "All green." not in page


def test_an_invented_treatment_has_its_page_too(published, nurse, signed_in: Client):
    page = signed_in(nurse).get("/protocols/lamp-therapy/1/").content.decode()
    text = markup.unescape(page)
    assert "All green." in page
    assert "Until 5 days after “Last lamp”, where “Kind of lamp” is red, or until 1 calendar month" in text
    assert 'id="depths"' not in page and 'href="#depths"' not in page
