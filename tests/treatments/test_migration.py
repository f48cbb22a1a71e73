"""A database from before the parts of a course of care keeps its editions to the byte, and final ones so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from clinic import append_only
from treatments import editions, publishing
from treatments.models import CriterionGroup, Question, WarningSign
from treatments.protocol_file import read, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

BEFORE = ("treatments", "0001_treatments_and_protocol_editions")
OLDER = Path(__file__).parent / "protocols" / "before_courses.yaml"
NEW_TABLES = {
    f"treatments_{name}" for name in ("orderchoice", "consentwording", "consentstatement", "ratingscale")
}


def migrate_to(*target: tuple[str, str]) -> None:
    """As `migrate` does it: the triggers go before the tables change."""
    append_only.uninstall()
    MigrationExecutor(connection).migrate(list(target))


def columns_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


@pytest.fixture
def latest() -> Iterator[list[tuple[str, str]]]:
    """Every last migration; whatever a test does, the tables begin empty and end there.

    The protocol of other tests may lie in the database: the schema before could not hold it.
    """
    call_command("flush", interactive=False, verbosity=0)
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield everything
    migrate_to(*everything)
    append_only.install()


@pytest.fixture
def older_pair(dermatologist) -> list[str]:
    """An older edition in force and one as a draft, and the files they came from."""
    texts = [OLDER.read_text(encoding="utf-8")]
    texts.append(texts[0].replace('edition: "1"', 'edition: "2"'))
    published, _ = [publishing.store(read(text, OLDER.name)) for text in texts]
    publishing.publish(published, by=dermatologist)
    return texts


def test_editions_of_the_schema_before_survive_the_change_and_stay_final(latest, older_pair):
    """One change for both: it takes as long as a whole migrate, and back."""
    migrate_to(BEFORE)
    assert NEW_TABLES.isdisjoint(connection.introspection.table_names())
    assert {"only_for", "range"}.isdisjoint(columns_of("treatments_question"))
    migrate_to(*latest)
    append_only.install()
    editions._kept.clear()
    for label, text in zip("12", older_pair, strict=True):
        assert write(editions.document_of(editions.edition_by_label("lamp-therapy", label))) == text
    assert set(WarningSign.objects.values_list("in_guide", flat=True)) == {True}
    assert append_only.missing_triggers() == []
    what_was_final_is_final()


def what_was_final_is_final() -> None:
    final, draft = (Question.objects.filter(edition__label=label, code="burn") for label in "12")
    with pytest.raises(IntegrityError, match="keeps its rows"), transaction.atomic():
        final.update(only_for=["same_day"])
    assert draft.update(only_for=["same_day"]) == 1
    sign = WarningSign.objects.get(edition__label="1")
    with pytest.raises(IntegrityError, match="keeps its rows"), transaction.atomic():
        CriterionGroup.objects.create(sign=sign, position=0)


def test_a_group_of_criteria_belongs_to_one_owner(older_pair):
    sign = WarningSign.objects.get(edition__label="2")
    question = Question.objects.get(edition__label="2", code="burn")
    CriterionGroup.objects.create(sign=sign, position=0)
    for owners in ({}, {"sign": sign, "question": question}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CriterionGroup.objects.create(position=1, **owners)
