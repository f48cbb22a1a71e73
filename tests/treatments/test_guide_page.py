"""The treatment guide: public, complete, in both languages, from the edition in force."""

import pytest
from django.conf import settings

from treatments import editions
from treatments.models import WordingReview

from .page_text import read_page

GUIDE = "/guide/micro-needling/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_force")]


@pytest.fixture(scope="module")
def document():
    return editions.shipped_document("micro-needling")


@pytest.fixture(params=["en", "es"])
def language(request):
    return request.param


@pytest.fixture
def page(client, language):
    return read_page(client.get(f"{GUIDE}?lang={language}").content.decode())


def test_it_opens_for_anybody_and_for_staff_too(client, signed_in, front_desk):
    assert client.get(GUIDE).status_code == 200
    assert signed_in(front_desk).get(GUIDE).status_code == 200


@pytest.mark.parametrize("address", ["/guide/no-such-treatment/", "/guide/../../etc/passwd/"])
def test_a_treatment_nobody_knows_is_not_there(client, address):
    assert client.get(address).status_code == 404


def test_it_can_only_be_read(client):
    assert client.post(GUIDE).status_code == 405


def test_the_page_names_its_language_and_leads_to_the_other(client):
    english, spanish = client.get(GUIDE).content.decode(), client.get(f"{GUIDE}?lang=es").content.decode()
    assert '<html lang="en">' in english and '<html lang="es">' in spanish
    assert 'href="?lang=es" lang="es" hreflang="es">Español' in english
    assert 'href="?lang=en" lang="en" hreflang="en">English' in spanish


def test_every_part_stands_in_the_protocols_order_with_every_sentence(page, document, language):
    titles = [b.text for b in page.blocks if b.within[-1].startswith("h2")]
    assert titles == [part["title"][language] for part in document["guide"]]
    told = [text for text, _ in page.sourced if text]
    for part in document["guide"]:
        for sentence in part["sentences"]:
            assert sentence["text"][language] in told


@pytest.mark.parametrize("kind", ["before", "after", "warning_signs"])
def test_every_instruction_and_sign_is_listed(page, document, language, kind):
    told = [text for text, _ in page.sourced]
    assert not [
        row["code"]
        for row in document[kind]
        if row.get("in_guide", True) and row["text"][language] not in told
    ]


def test_every_concern_has_its_schedule(page, document, language):
    terms = " ".join(b.text for b in page.blocks if b.within[-1].startswith("dt")).lower()
    assert not [code for code, name in document["indications"].items() if name[language].lower() not in terms]


def test_the_clinics_phone_and_the_emergency_number_can_be_dialled(client):
    html = client.get(GUIDE).content.decode()
    assert html.count(f'href="tel:{settings.CLINIC_PHONE.replace("-", "")}"') >= 2
    assert html.count(f'href="tel:{settings.EMERGENCY_NUMBER}"') >= 2


def test_what_cannot_wait_stands_first(client):
    html = client.get(GUIDE).content.decode()
    assert html.index("sign-level urgent") < html.index("sign-level call") < html.index("sign-level expected")


def test_a_visitors_browser_may_keep_it_and_it_travels_small(client):
    answer = client.get(GUIDE, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert len(answer.content) < 9_000
    assert not answer.cookies


def test_it_shows_the_edition_in_force_once_there_is_one(client, published):
    published_guide = client.get("/guide/lamp-therapy/").content.decode()
    assert "A lamp shines on the skin." in published_guide
    assert "edition 1." in published_guide


def test_a_draft_shows_nothing_to_patients(client, draft):
    assert client.get("/guide/lamp-therapy/").status_code == 404


def test_the_number_of_queries_does_not_grow(client, published, django_assert_num_queries):
    client.get("/guide/lamp-therapy/")
    with django_assert_num_queries(2):
        client.get("/guide/lamp-therapy/")
    with django_assert_num_queries(2):
        client.get("/guide/lamp-therapy/?lang=es")


class TestWordingReview:
    def test_an_unreviewed_text_says_so(self, client):
        assert "This text has not yet been reviewed by a named person." in client.get(GUIDE).content.decode()
        spanish = client.get(f"{GUIDE}?lang=es").content.decode()
        assert "Nadie ha firmado todavía la revisión de esta traducción." in spanish

    def test_a_reviewed_one_names_the_person_and_the_day_in_that_language_only(self, client, published, lead):
        WordingReview.objects.create(
            edition=published,
            wording_hash=published.wording_hash,
            language="es",
            reviewer="Inés Prado",
            reviewed_at="2026-03-14T15:00:00Z",
            recorded_by=lead,
        )
        spanish = client.get("/guide/lamp-therapy/?lang=es").content.decode()
        assert "Este texto fue revisado por Inés Prado el 14 de marzo de 2026." in spanish
        assert "has not yet been reviewed" in client.get("/guide/lamp-therapy/").content.decode()
