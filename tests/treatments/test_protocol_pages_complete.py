"""Everything an edition holds stands on a page, every link leads somewhere, and each page is light."""

import gzip
import html as markup
import re
from itertools import pairwise

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from treatments import editions, publishing
from treatments.pages.cases import worked_cases
from treatments.pages.protocol import PARTS
from treatments.pages.readings import Reading
from treatments.sentences import names_in, rule_condition, sign_condition, words_of

from .page_text import read_page

PAGE = f"/protocols/micro-needling/{editions.shipped_document('micro-needling')['edition']}/"
FIRST_LOAD = 30_000
"""Bytes over the wire for a page with everything it loads, each file compressed."""


@pytest.fixture(scope="module")
def document():
    return editions.shipped_document("micro-needling")


def stored(document) -> None:
    """In the database as a draft, unless a test before left it there in force."""
    if editions.edition_by_label("micro-needling", document["edition"]) is None:
        publishing.store(document)


@pytest.fixture
def browser(db, document, lead, signed_in) -> Client:
    stored(document)
    return signed_in(lead)


@pytest.fixture
def pages(browser) -> dict[str, str]:
    """The overview and every part, by address."""
    addresses = [PAGE, *(f"{PAGE}{part}/" for part in PARTS)]
    return {address: browser.get(address).content.decode() for address in addresses}


@pytest.fixture
def html(browser) -> str:
    """All parts on one page."""
    return browser.get(f"{PAGE}whole/").content.decode()


@pytest.fixture
def text(html) -> str:
    return text_of(html)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", markup.unescape(re.sub(r"<[^>]+>", " ", html)))


def each_thing(document) -> set[str]:
    """The id under which each rule, question, instruction, case and source is to be found."""
    return {
        *(f"rule-{rule['code']}" for rule in document["rules"]),
        *(f"question-{question['code']}" for question in document["questions"]),
        *(f"care-{row['code']}" for row in (*document["before"], *document["after"])),
        *(f"case-{case['case']}" for case in document["worked_cases"]),
        *(f"source-{code}" for code in (*document["bases"], *document["references"])),
        *(f"source-{statement['code']}" for statement in document["statements"]),
    }


def each_text(document) -> list[str]:
    """Every sentence, wording, name and source that a reader must find."""
    rules, questions, names = document["rules"], document["questions"], names_in(document)
    wordings = [rule[kind] for rule in rules for kind in ("staff", "patient")]
    wordings += [
        question[key] for question in questions for key in ("text", "hint", "why") if key in question
    ]
    wordings += [option for question in questions for option in question.get("options", {}).values()]
    wordings += [row["text"] for kind in ("before", "after", "warning_signs") for row in document[kind]]
    wordings += [row["label"] for kind in ("orders", "scales") for row in document[kind]]
    wordings += [row["text"] for row in (*document["consent"]["statements"], *document["scales"])]
    wordings += [step["text"] for scale in document["scales"] for step in scale["steps"]]
    wordings += [document["consent"]["title"], document["consent"]["agree"]]
    return [
        *(words[language] for words in wordings for language in ("en", "es")),
        *(rule_condition(rule, names) for rule in rules),
        *(sign_condition(sign, names) for sign in document["warning_signs"]),
        *(text for row in document["statements"] for text in (row["says"], row.get("why", ""))),
        *(name for listed in document["medicines"].values() for name in listed),
        *document["references"].values(),
    ]


@pytest.mark.slow
def test_the_parts_together_show_the_whole_shipped_protocol_each_thing_in_one_place(pages, document):
    ids = [anchor for html in pages.values() for anchor in read_page(html).ids]
    assert sorted(anchor for anchor in ids if anchor in each_thing(document)) == sorted(each_thing(document))
    said = text_of(" ".join(pages.values()))
    assert [text for text in each_text(document) if text not in said] == []


@pytest.mark.slow
def test_one_page_for_paper_shows_the_same(html, text, document):
    assert each_thing(document) <= set(read_page(html).ids)
    assert [words for words in each_text(document) if words not in text] == []


def test_every_link_between_the_parts_leads_to_a_place_there(pages):
    ids = {address: read_page(html).ids for address, html in pages.items()}
    for here, html in pages.items():
        assert len(ids[here]) == len(set(ids[here])), here
        for address, place in re.findall(r'href="([^"#]*)#([^"]+)"', html):
            assert place == "main" or place in ids[address or here], f"{here}: {address}#{place}"


def test_a_rule_leads_to_its_questions_its_instructions_and_its_sources(pages):
    rules = pages[f"{PAGE}rules/"]
    of_retinoid = rules[rules.index('id="rule-retinoid"') :].split("</article>")[0]
    assert f'href="{PAGE}questions/#question-retinoid_on"' in of_retinoid
    assert f'href="{PAGE}care/#care-no_exfoliants"' in of_retinoid
    assert f'href="{PAGE}sources/#source-S16"' in of_retinoid
    assert 'href="#' not in of_retinoid


def test_questions_of_the_symptom_check_stand_beside_the_signs_they_find(pages, document):
    alone = {q["code"] for q in document["questions"] if q.get("only_for") == ["symptom_check"]}
    here = {
        anchor.removeprefix("question-")
        for anchor in read_page(pages[f"{PAGE}signs/"]).ids
        if anchor.startswith("question-")
    }
    assert here == alone != set()
    text = text_of(pages[f"{PAGE}signs/"])
    assert "Only in the form “How is your skin?”." in text
    assert "Never asked: counted from the day of the session." in text
    assert "grew since the last report" in text and "from 0 to 10 (points)" in text


def test_the_overview_leads_to_every_rule_question_and_instruction(pages, document):
    leads_to = set(re.findall(r'href="[^"#]+#([^"]+)"', pages[PAGE]))
    kinds = ("rule-", "question-", "care-")
    assert {thing for thing in each_thing(document) if thing.startswith(kinds)} <= leads_to


def test_each_part_is_marked_in_the_list_of_parts_and_leads_on_to_the_next(pages):
    for address, html in pages.items():
        assert html.count('aria-current="page"') == 1, address
        assert f'href="{address}" aria-current="page"' in html
    addresses = list(pages)
    for address, following in pairwise(addresses):
        assert f'<a href="{following}">Next: ' in pages[address]
    assert ">Next: " not in pages[addresses[-1]]


def test_links_on_the_page_for_paper_stay_on_it(html):
    ids = read_page(html).ids
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) - {"main"} <= set(ids)
    assert re.findall(r'href="[^"#]+#', html) == []


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
def test_every_page_travels_within_its_budget(browser, pages):
    weights = {address: first_load(browser, address) for address in pages}
    assert {address: weight for address, weight in weights.items() if weight > FIRST_LOAD} == {}
    # What is weighed is what the server sends: the page for paper has no budget and is past this one.
    assert first_load(browser, f"{PAGE}whole/") > FIRST_LOAD


def first_load(browser: Client, address: str) -> int:
    """The page compressed as the server sends it, and each file it names as `collectstatic` packs it."""
    answer = browser.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    html = gzip.decompress(answer.content).decode()
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))
    assert {"clinic.css", "treatments.css", "clinic.js"} <= files
    return len(answer.content) + sum(packed(name) for name in files)


def packed(name: str) -> int:
    with open(finders.find(name), "rb") as file:
        return len(gzip.compress(file.read()))


def test_a_worked_case_that_fails_is_red_and_says_why(lamp):
    lamp["worked_cases"][0]["expect"]["decision"] = "defer"
    cases = worked_cases(Reading(lamp, None, {}), names_in(lamp))
    assert (cases["red"], cases["total"]) == (1, 3)
    assert cases["cases"][0]["problems"] == ["Decision: expects defer, but the rules give ready"]
    assert not cases["cases"][1]["problems"]


def test_each_line_of_a_red_case_names_what_it_is_about(lamp):
    place, case = next((n, case) for n, case in enumerate(lamp["worked_cases"]) if case["expect"]["findings"])
    expect = case["expect"]
    area, finding = next(iter(expect["dates"])), next(iter(expect["findings"]))
    expect["earliest_date"] = expect["dates"][area] = "2031-03-13"
    del expect["findings"][finding]
    problems = worked_cases(Reading(lamp, None, {}), names_in(lamp))["cases"][place]["problems"]
    assert sorted(line.split(" expects ")[0] for line in problems) == [
        f"Earliest date, {names_in(lamp).areas[area].lower()}:",
        "Earliest date:",
        f"Finding, {words_of(finding)}:",
    ]
    assert not any("2031-" in line for line in problems) and any("13-Mar-2031" in line for line in problems)


def test_a_draft_says_what_keeps_it_from_being_published(lamp, db, signed_in, lead, dermatologist):
    draft = publishing.store(lamp)
    right = signed_in(lead).get("/protocols/lamp-therapy/1/").content.decode()
    assert "cannot be published yet" not in right
    publishing.publish(draft, by=dermatologist)
    lamp["edition"] = "2"
    lamp["rules"][0]["staff"] = dict(lamp["rules"][0]["staff"], en="Wait for 99 days.")
    publishing.store(lamp)
    wrong = markup.unescape(signed_in(lead).get("/protocols/lamp-therapy/2/").content.decode())
    assert "This draft cannot be published yet" in wrong and "99" in wrong
    with pytest.raises(publishing.PublishRefused) as refused:
        publishing.publish(editions.edition_by_label("lamp-therapy", "2"), by=dermatologist)
    assert all(problem.what in wrong for problem in refused.value.problems)


def test_a_red_case_is_told_on_its_page_and_on_the_overview(lamp, db, signed_in, lead):
    lamp["worked_cases"][0]["expect"]["decision"] = "defer"
    publishing.store(lamp)
    page = signed_in(lead).get("/protocols/lamp-therapy/1/cases/").content.decode()
    assert "1 red." in page and "All green." not in page
    overview = signed_in(lead).get("/protocols/lamp-therapy/1/").content.decode()
    assert ">1 red<" in overview and "all green" not in overview


def test_an_invented_treatment_has_its_pages_too(published, nurse, signed_in: Client):
    browser = signed_in(nurse)
    page = browser.get("/protocols/lamp-therapy/1/whole/").content.decode()
    text = markup.unescape(page)
    assert "All green." in page
    assert "Until 5 days after “Last lamp”, where “Kind of lamp” is red, or until 1 calendar month" in text
    assert 'id="depths"' not in page and 'href="#depths"' not in page
    care = browser.get("/protocols/lamp-therapy/1/care/").content.decode()
    assert 'id="schedules"' in care and "depths" not in care


def test_a_part_that_is_empty_says_so(lamp, db, signed_in, nurse):
    for rule in lamp["rules"]:
        rule["when"] = [
            group for group in rule["when"] if not any("medicine" in key for c in group for key in c)
        ]
    lamp["rules"] = [rule for rule in lamp["rules"] if rule["when"]]
    lamp.update(medicines={}, medicine_classes={}, contradictions=[])
    publishing.store(lamp)
    page = signed_in(nurse).get("/protocols/lamp-therapy/1/medicines/").content.decode()
    assert "This edition has none." in page


def test_an_edition_without_orders_consent_and_scales_has_none_of_their_headings(lamp, db, signed_in, nurse):
    publishing.store({key: part for key, part in lamp.items() if key not in ("orders", "consent", "scales")})
    browser = signed_in(nurse)
    page = browser.get("/protocols/lamp-therapy/1/whole/").content.decode()
    assert not [part for part in ("orders", "consent", "scales") if f'id="{part}"' in page]
    assert "This edition has none." in browser.get("/protocols/lamp-therapy/1/consent/").content.decode()
