"""Whatever leads to a patient is in the copy or left out with a reason; a new table cannot be forgotten."""

import pytest
from django.apps import apps
from django.db.models import PROTECT, CharField, ForeignKey, Model, UUIDField
from django.test.utils import isolate_apps

from clinic.audit import ROLES
from clinic.models import AuditEvent
from intake.copy.choice_words import words_of
from intake.copy.held import rows_of
from intake.copy.labels import COLUMNS, SECTIONS, label
from intake.copy.table import REASONS
from intake.copy.tables import BY_NAME, NOT_TOLD, TABLES
from intake.models import Patient
from tests.clinic.field_classes import CLASSES, NEITHER

ROOMS = ("clinic", "treatments", "intake")
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def leading_to_a_patient(models: list[type[Model]]) -> set[str]:
    """Labels of the models from whose rows a patient is reached: by a key, or by a column that holds one."""
    found = {Patient._meta.label, AuditEvent._meta.label}
    while True:
        further = {model._meta.label for model in models if leads(model, found)} - found
        if not further:
            return found
        found |= further


def leads(model: type[Model], found: set[str]) -> bool:
    return any(
        (field.is_relation and field.related_model._meta.label in found) or "patient" in field.name
        for field in model._meta.concrete_fields
        if field.is_relation or isinstance(field, UUIDField)
    )


def test_every_table_that_leads_to_a_patient_is_told_or_left_out_with_a_reason():
    told = {table.model._meta.label for table in TABLES}
    assert leading_to_a_patient(MODELS) == told | set(NOT_TOLD)
    assert told.isdisjoint(NOT_TOLD) and set(NOT_TOLD.values()) <= set(REASONS)


@pytest.mark.parametrize("target", ["intake.SessionRecord", "intake.Patient"])
def test_a_new_table_is_noticed_however_far_from_the_patient(target):
    with isolate_apps("intake"):
        key = ForeignKey(apps.get_model(target), PROTECT, related_name="+")
        meta = type("Meta", (), {"app_label": "intake"})
        photo = type("Photo", (Model,), {"of": key, "Meta": meta, "__module__": "intake.models"})
    assert "intake.Photo" in leading_to_a_patient([*MODELS, photo])


def test_a_new_table_that_holds_a_patients_key_without_a_relation_is_noticed():
    with isolate_apps("clinic"):
        meta = type("Meta", (), {"app_label": "clinic"})
        told = {"patient_id": UUIDField(), "Meta": meta, "__module__": "clinic.models"}
        opened = type("Opened", (Model,), told)
    assert "clinic.Opened" in leading_to_a_patient([*MODELS, opened])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_stands_in_exactly_one_place(table):
    columns = [field.name for field in table.model._meta.concrete_fields]
    assert sorted([*table.columns, *table.left_out]) == sorted(columns)
    assert set(table.withheld.split()) <= set(table.columns)
    assert set(table.left_out.values()) <= set(REASONS)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nothing_personal_or_clinical_is_left_out_but_what_repeats_or_tells_of_devices(table):
    classes = CLASSES[table.model._meta.label]
    left = {name for name in table.left_out if classes[name] != NEITHER}
    assert left <= {"phone_digits", "search_name", "user_agent", "ip_address"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_secret_is_told(table):
    secrets = {"content_hash", "submit_key", "dedupe_key", "access_version", "password", "token", "key_id"}
    assert secrets.isdisjoint(table.columns)
    assert "digest" not in table.columns or table.name == "reviews"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_section_columns_and_codes_have_words_in_both_languages(table):
    assert all(SECTIONS[table.name])
    for name in table.told.split():
        assert label(table.name, name, "en") and label(table.name, name, "es")
    choices = {
        f.name: [code for code, _ in f.choices] for f in table.model._meta.concrete_fields if f.choices
    }
    for name in set(choices) & set(table.columns):
        words = words_of(table.name, name)
        assert set(choices[name]) <= set(words), f"{table.name}.{name}"
        assert all(english and spanish for english, spanish in words.values())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_two_columns_of_an_entry_are_called_the_same(table, language):
    called = [label(table.name, name, language) for name in table.told.split()]
    assert len(set(called)) == len(called)


def test_no_words_are_kept_for_columns_and_sections_that_are_gone():
    told = {name for table in TABLES for name in table.told.split()}
    assert {name.rpartition(".")[2] for name in COLUMNS} == told
    assert set(SECTIONS) == set(BY_NAME)


def test_a_column_that_nobody_declared_is_noticed():
    with isolate_apps("intake"):
        meta = type("Meta", (), {"app_label": "intake"})
        nickname = CharField(max_length=9)
        longer = type("Longer", (Patient,), {"nickname": nickname, "Meta": meta, "__module__": "intake"})
    declared = {*BY_NAME["patient"].columns, *BY_NAME["patient"].left_out}
    assert "nickname" in {field.name for field in longer._meta.concrete_fields} - declared


@pytest.mark.django_db
def test_each_table_finds_the_rows_of_its_patient_and_of_nobody_else(lived, other):
    for table in TABLES:
        mine, theirs = ({row.pk for row in rows_of(table, one, own_page=False)} for one in (lived, other))
        assert mine and theirs and mine.isdisjoint(theirs), table.name
        assert len(mine) + len(theirs) <= table.model.objects.count()


def test_every_role_of_the_trail_has_words():
    """The column has no choices of its own; the list of roles stands in clinic.audit."""
    assert {role for role in ROLES if role} == set(words_of("looked_at", "actor_role"))
