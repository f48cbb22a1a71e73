"""Before the clinic has put a protocol in force, patients read that there is no guide yet, and no more."""

import pytest

from treatments import editions, publishing

GUIDE = "/guide/micro-needling/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_in_force(dermatologist):
    """As on a clinic's first day; another room's tests may have put one in force."""
    edition = editions.in_force("micro-needling")
    if edition is not None:
        publishing.retire(edition, by=dermatologist)
    assert editions.in_force("micro-needling") is None


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "This guide is not published yet"), ("es", "Esta guía aún no está publicada")],
)
def test_patients_read_that_it_is_not_published_and_none_of_its_text(client, language, says):
    answer = client.get(f"{GUIDE}?lang={language}")
    page = answer.content.decode()
    assert answer.status_code == 404 and f"<h1>{says}</h1>" in page
    sentences = [row["text"][language] for row in editions.shipped_document("micro-needling")["before"]]
    assert not [text for text in sentences if text in page]
    assert 'hreflang="' in page and "tel:" in page


def test_no_cache_keeps_that_answer(client):
    assert client.get(GUIDE).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", ["front_desk", "dermatologist"])
def test_staff_read_the_text_under_a_banner(request, signed_in, who):
    answer = signed_in(request.getfixturevalue(who)).get(GUIDE)
    page = answer.content.decode()
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert "Not in force at this clinic." in page
    assert page.index("Not in force") < page.index("<h1>")


def test_once_in_force_everybody_reads_it_without_the_banner(client, signed_in, nurse, in_force_again):
    for browser in (client, signed_in(nurse)):
        page = browser.get(GUIDE).content.decode()
        assert "Not in force" not in page and f"edition {in_force_again.label}" in page


@pytest.fixture
def in_force_again(dermatologist):
    """The shipped text as an edition of the clinic's own, put in force."""
    document = dict(editions.shipped_document("micro-needling")) | {"edition": "clinic-1"}
    publishing.publish(publishing.store(document), by=dermatologist)
    return editions.in_force("micro-needling")


def test_a_treatment_nobody_knows_has_no_such_page(client):
    answer = client.get("/guide/no-such-treatment/")
    assert answer.status_code == 404 and "not published yet" not in answer.content.decode()
