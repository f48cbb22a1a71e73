"""Every column of ours is classed personal, clinical or neither before it is used."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey

from tests.clinic.field_classes import CLASSES, KNOWLEDGE, NEITHER, columns

ROOMS = ("clinic", "treatments", "intake")
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def own_columns(model) -> set[str]:
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_column_is_classed_once(model):
    if model._meta.app_label == "treatments":
        assert model.__name__ in KNOWLEDGE
        return
    classed = set(CLASSES.get(model._meta.label, {}))
    assert own_columns(model) - classed == set(), "not classed in tests/clinic/field_classes.py"
    assert classed - own_columns(model) == set(), "classed, but gone"


def test_no_model_is_classed_that_is_gone():
    assert set(CLASSES) <= {model._meta.label for model in MODELS}
    assert {m.__name__ for m in MODELS if m._meta.app_label == "treatments"} >= KNOWLEDGE


def test_a_column_cannot_be_of_two_classes():
    with pytest.raises(ValueError, match="classed twice: name"):
        columns(personal="name", neither="id name")


def test_the_clinics_knowledge_points_to_no_patient():
    rooms = {
        field.related_model._meta.app_label
        for model in apps.get_app_config("treatments").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
    }
    assert rooms <= {"treatments", "clinic"}


def test_no_columns_of_ours_are_named_like_a_secret_and_classed_as_harmless():
    harmless = {name for classed in CLASSES.values() for name, kind in classed.items() if kind == NEITHER}
    assert harmless.isdisjoint({"password", "token", "secret", "email", "phone_digits", "birth_date"})


def test_stored_times_know_their_zone():
    assert settings.USE_TZ
