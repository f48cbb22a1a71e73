"""A file from before the parts of a course of care reads, goes round and publishes as it did then."""

from pathlib import Path

import pytest

from treatments import care, editions, publish_checks, publishing
from treatments.models import OrderChoice
from treatments.protocol_file import read, rules_hash, wording_hash, write
from treatments.symptoms import compile_symptoms, symptom_check_for

OLDER = Path(__file__).parent / "protocols" / "before_courses.yaml"
RULES = "7c1afd8acb2a0ec42a80dba69d112b5222f5263d95982142abbc602030824c19"
WORDING = "2f58ad3da5dcb66651ec748d67a4a2cb4bc5709fd68997fa9eed7a47aa4a6e87"
"""The hashes under which such an edition stands in databases; decisions carry them."""


@pytest.fixture
def older() -> dict:
    return read(OLDER.read_bytes(), OLDER.name)


def test_its_hashes_are_those_it_was_published_under(older):
    assert (rules_hash(older), wording_hash(older)) == (RULES, WORDING)


def test_it_goes_through_the_database_byte_for_byte_and_is_published(older, db, dermatologist):
    edition = publishing.store(older)
    assert write(editions.document_of(edition)).encode() == OLDER.read_bytes()
    publishing.publish(edition, by=dermatologist)
    assert editions.in_force("lamp-therapy").rules_hash == RULES


def test_nothing_new_is_asked_of_it_before_it_may_be_published(older):
    assert publish_checks.problems(older, OLDER.name) == []


def test_it_has_none_of_the_new_parts_and_says_so(older, db):
    edition = publishing.store(older)
    assert symptom_check_for(edition) is None and compile_symptoms(older) is None
    assert care.orders_of(older) == care.scales_for(older, "tone") == ()
    assert care.consent_of(older, "en") is None
    assert not OrderChoice.objects.filter(edition=edition).exists()


def test_its_same_day_questions_include_what_its_instructions_are_checked_by(older):
    """Its own form listed the burn only; the rule behind "no other lamp" reads two more."""
    assert older["questionnaires"]["same_day"]["questions"] == ["burn", "burn_areas"]
    assert care.same_day_codes(older) == ("burn", "burn_areas", "lamp_on", "lamp_kind")


def test_instructions_that_were_ordered_before_there_were_orders_are_still_told_only_then(older):
    older["before"][0]["when_ordered"] = True
    assert care.instructions_before(older) == ()
    assert len(care.instructions_before(older, orders=["no_lamp"])) == 1
    assert publish_checks.problems(older, OLDER.name) == []
