"""The protocols to read: who may, what the list says, and that pages cost the same however many there are."""

import pytest
from django.utils import timezone

from clinic.models import AuditEvent
from treatments import editions, publishing
from treatments.models import WordingReview
from treatments.pages.protocol import PARTS

LIST, PAGE = "/protocols/", "/protocols/lamp-therapy/1/"
PAGES = [LIST, PAGE, f"{PAGE}whole/", *(f"{PAGE}{part}/" for part in PARTS)]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["lead", "dermatologist", "nurse"])
@pytest.mark.parametrize("address", PAGES)
def test_those_who_use_a_protocol_may_read_it(request, published, signed_in, who, address):
    assert signed_in(request.getfixturevalue(who)).get(address).status_code == 200


@pytest.mark.parametrize("who", ["front_desk", "nobody"])
@pytest.mark.parametrize("address", PAGES)
def test_for_others_it_is_not_there_and_the_refusal_is_kept(request, published, signed_in, who, address):
    person = request.getfixturevalue(who)
    assert signed_in(person).get(address).status_code == 404
    assert AuditEvent.objects.filter(action="deny", actor=person).count() == 1


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_signs_in_first(client, published, address):
    assert client.get(address).headers["Location"].startswith("/account/sign-in/")


@pytest.mark.parametrize(
    "address",
    [
        "/protocols/lamp-therapy/2/",
        "/protocols/lamp-therapy/2/rules/",
        "/protocols/unknown/1/whole/",
        "/protocols/unknown/1/",
        "/protocols/lamp-therapy/1/no-part/",
        "/protocols/lamp-therapy/1%00/",
    ],
)
def test_an_edition_that_is_not_there_is_a_404_or_a_400(published, signed_in, lead, address):
    assert signed_in(lead).get(address).status_code in (400, 404)


def test_they_can_only_be_read(published, signed_in, lead):
    assert signed_in(lead).post(PAGE).status_code == 405


def test_they_are_english_and_not_kept_by_the_browser(published, signed_in, lead):
    answer = signed_in(lead).get(f"{PAGE}?lang=es")
    assert answer.headers["Content-Language"] == "en"
    assert answer.headers["Cache-Control"] == "no-store"


class TestList:
    def test_it_warns_where_no_edition_is_in_force(self, published, signed_in, lead, dermatologist):
        assert "No edition is in force" not in signed_in(lead).get(LIST).content.decode()
        publishing.retire(published, by=dermatologist)
        assert "No edition is in force" in signed_in(lead).get(LIST).content.decode()

    def test_says_state_who_and_when_of_each_edition_newest_first(
        self, published, next_edition, dermatologist, signed_in, lead
    ):
        draft = publishing.store(editions.document_of(published) | {"edition": "2"}, by=lead)
        html = signed_in(lead).get(LIST).content.decode()
        assert html.index(">2</a>") < html.index(">1</a>")
        assert "Draft" in html and "In force" in html
        assert "by Ada Okafor" in html and f"by {draft.created_by.full_name}" in html

    def test_says_that_an_edition_was_replaced(self, published, next_edition, dermatologist, signed_in, lead):
        publishing.publish(next_edition("2"), by=dermatologist)
        html = signed_in(lead).get(LIST).content.decode()
        of_lamp = html[html.index("Lamp therapy") :].split("<h2", 1)[0]
        assert "Retired" in of_lamp and of_lamp.count("In force") == 1

    def test_shows_short_hashes_and_links_to_the_pages(self, published, signed_in, lead):
        html = signed_in(lead).get(LIST).content.decode()
        assert f"<code>{published.rules_hash[:8]}</code>" in html
        assert published.rules_hash not in html
        assert f'href="{PAGE}"' in html and 'href="/guide/lamp-therapy/"' in html

    def test_names_who_reviewed_the_wording_in_which_language(self, published, signed_in, lead):
        WordingReview.objects.create(
            edition=published,
            wording_hash=published.wording_hash,
            language="es",
            reviewer="Inés Prado",
            reviewed_at=timezone.now(),
            recorded_by=lead,
        )
        html = signed_in(lead).get(LIST).content.decode()
        assert "Spanish: Inés Prado" in html and "English: not yet by a named person" in html

    def test_says_what_to_do_where_nothing_is_loaded(self, signed_in, lead, monkeypatch):
        monkeypatch.setattr("treatments.views.treatments_with_editions", list)
        assert "manage.py protocol import" in signed_in(lead).get(LIST).content.decode()


class TestQueries:
    """Three of them sign the person in; how many the menu asks for is the menu's own affair."""

    def test_of_the_list_do_not_grow_with_editions(self, published, next_edition, signed_in, lead, queries):
        browser = signed_in(lead)
        few = queries(browser, LIST)
        for label in ("2", "3", "4"):
            next_edition(label)
        assert queries(browser, LIST) == few <= 8

    @pytest.mark.parametrize("address", PAGES[1:])
    def test_of_a_page_are_few_once_the_edition_was_read(self, published, signed_in, lead, queries, address):
        browser = signed_in(lead)
        browser.get(address)
        assert queries(browser, address) <= 9


@pytest.fixture
def queries(django_assert_max_num_queries):
    """`queries(browser, address)`: how many the page takes."""

    def count(browser, address: str) -> int:
        with django_assert_max_num_queries(1_000) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    return count
