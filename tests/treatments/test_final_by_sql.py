"""A published edition takes no change by SQL either, on the database the tests run on."""

import pytest
from django.db import IntegrityError, connection, transaction

from clinic import append_only
from treatments import publishing
from treatments.edition_rows import EDITION_MODELS
from treatments.models import Publication, Question, QuestionOption, Retirement, Treatment, WordingReview

ALL = (*EDITION_MODELS, Treatment, Publication, Retirement, WordingReview)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL")


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def refused(text: str) -> None:
    with pytest.raises(IntegrityError, match="keeps its rows"), transaction.atomic():
        sql(text)


def columns(model) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def filled(models=ALL) -> list:
    """Models of which there is a row (the small protocol has no depth and no reference)."""
    return [model for model in models if model.objects.exists()]


@pytest.fixture
def final(published, dermatologist):
    publishing.retire(published, by=dermatologist)
    return published


def test_every_table_of_the_room_is_under_guard():
    assert set(ALL) <= set(append_only.registered())


@pytest.mark.parametrize("state", ["published", "final"])
def test_update_and_delete_are_refused_in_every_table(request, state):
    request.getfixturevalue(state)
    for model in filled():
        refused(f"UPDATE {model._meta.db_table} SET id = id")
        refused(f"DELETE FROM {model._meta.db_table}")


def test_a_row_cannot_be_added_below_a_published_edition(published):
    question = Question.objects.get(edition=published, code="burn")
    refused(
        "INSERT INTO treatments_questionoption (question_id, position, code, text)"
        " SELECT question_id, 9, 'extra', text FROM treatments_questionoption"
        f" WHERE question_id = {question.pk} AND code = 'mild'"
    )
    assert not QuestionOption.objects.filter(code="extra").exists()


@on_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_no_row_can_be_replaced_in_any_table(published, recursive):
    sql(f"PRAGMA recursive_triggers={recursive}")
    try:
        for model in filled():
            table, names = model._meta.db_table, columns(model)
            refused(f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table}")
            refused(f"UPDATE OR REPLACE {table} SET id = id + 1")
            refused(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE true ON CONFLICT DO NOTHING"
            )
    finally:
        sql("PRAGMA recursive_triggers=ON")


@on_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_a_draft_cannot_be_pushed_over_a_published_row(published, next_edition, recursive):
    draft = next_edition("2")
    kept = Question.objects.get(edition=published, code="burn")
    new = Question.objects.get(edition=draft, code="burn")
    sql(f"PRAGMA recursive_triggers={recursive}")
    try:
        refused(f"UPDATE OR REPLACE treatments_question SET id = {kept.pk} WHERE id = {new.pk}")
        refused(f"UPDATE OR REPLACE treatments_protocoledition SET label = '1' WHERE id = {draft.pk}")
        refused(f"UPDATE OR REPLACE treatments_protocoledition SET id = {published.pk} WHERE id = {draft.pk}")
    finally:
        sql("PRAGMA recursive_triggers=ON")


@on_postgresql
def test_no_table_can_be_emptied(published):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for model in ALL:
        refused(f"TRUNCATE {model._meta.db_table} CASCADE")


@on_postgresql
def test_an_upsert_is_refused(published):
    refused(
        "INSERT INTO treatments_treatment (id, code) SELECT id, code FROM treatments_treatment"
        " ON CONFLICT (id) DO UPDATE SET code = 'other'"
    )


@on_postgresql
def test_a_temporary_table_of_publications_does_not_lift_the_guard(published):
    sql(
        "CREATE TEMPORARY TABLE treatments_publication (edition_id bigint, treatment_id bigint)"
        " ON COMMIT DROP"
    )
    sql("SET LOCAL search_path = pg_temp, public")
    refused("DELETE FROM public.treatments_criterion")


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_a_lost_trigger_is_noticed(db, model):
    name = f"append_only_delete_{model._meta.db_table}"
    on = f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER {name}{on}")
    assert append_only.missing_triggers() == [name]


def test_a_second_publication_needs_the_first_one_retired(published, next_edition):
    other = next_edition("2")
    insert = (
        "INSERT INTO treatments_publication (edition_id, treatment_id, number, published_at, at_installation)"
        " VALUES ({edition}, {treatment}, 2, '2026-03-02 00:00:00+00', true)"
    )
    refused(insert.format(edition=other.pk, treatment=other.treatment_id))


def test_an_edition_is_published_under_its_own_treatment_only(next_edition):
    other = next_edition("2")
    stranger = Treatment.objects.create(code="stranger")
    refused(
        "INSERT INTO treatments_publication (edition_id, treatment_id, number, published_at, at_installation)"
        f" VALUES ({other.pk}, {stranger.pk}, 1, '2026-03-02 00:00:00+00', true)"
    )
