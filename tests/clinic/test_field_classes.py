"""Every column of ours is classed personal, clinical or neither before it is used."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, ForeignKey
from django.test.utils import isolate_apps

from tests.clinic.field_classes import CLASSES, NEITHER, PERSONAL, columns

ROOMS = ("clinic", "treatments", "intake")
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def own_columns(model) -> set[str]:
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


def unclassed(model) -> set[str]:
    return own_columns(model) - set(CLASSES.get(model._meta.label, {}))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_column_is_classed_once(model):
    assert unclassed(model) == set(), "not classed in tests/clinic/field_classes.py"
    assert set(CLASSES.get(model._meta.label, {})) - own_columns(model) == set(), "classed, but gone"


def test_no_model_is_classed_that_is_gone():
    assert set(CLASSES) <= {model._meta.label for model in MODELS}


@pytest.mark.parametrize("label", ["clinic.Place", "treatments.Question", "intake.Visit"])
def test_a_new_column_of_any_room_is_noticed(label):
    with isolate_apps(label.split(".")[0]):
        base = apps.get_model(label)
        fields = {"nickname": CharField(max_length=9), "__module__": base.__module__}
        longer = type(
            base.__name__, (base,), fields | {"Meta": type("Meta", (), {"app_label": base._meta.app_label})}
        )
    assert unclassed(base) == set()
    assert "nickname" in unclassed(longer)


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


def test_the_clinics_knowledge_names_nobody_but_who_reviewed_a_wording():
    told = {
        (label, name): kind
        for label, classed in CLASSES.items()
        for name, kind in classed.items()
        if label.startswith("treatments.") and kind != NEITHER
    }
    assert told == {("treatments.WordingReview", "reviewer"): PERSONAL}


def test_no_columns_of_ours_are_named_like_a_secret_and_classed_as_harmless():
    harmless = {name for classed in CLASSES.values() for name, kind in classed.items() if kind == NEITHER}
    assert harmless.isdisjoint({"password", "token", "secret", "email", "phone_digits", "birth_date"})


def test_stored_times_know_their_zone():
    assert settings.USE_TZ
