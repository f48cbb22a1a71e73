"""María's whole record, as it stands eleven years after anything happened in it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField, F

from clinic import append_only
from intake.models import Patient
from tests.intake.copy.lived import live

LONG_AGO = timedelta(days=11 * 366)


def age(by: timedelta = LONG_AGO) -> None:
    """Let the time go by: every moment of the intake lies so much earlier. Only with the guards put aside."""
    connection.check_constraints()  # PostgreSQL alters no table while a check of this transaction waits
    append_only.uninstall()
    for model in apps.get_app_config("intake").get_models():
        moments = [f.name for f in model._meta.concrete_fields if isinstance(f, DateTimeField)]
        if moments:
            model._default_manager.update(**{name: F(name) - by for name in moments})
    connection.check_constraints()
    append_only.install()


@pytest.fixture
def lived(protocol, maria, daniel, place, front_desk, dermatologist, nurse) -> Patient:
    """María and Daniel with rows in every table, of today."""
    who = {"desk": front_desk, "doctor": dermatologist, "nurse": nurse}
    live(daniel, place, words="Daniel’s words", **who)
    return live(maria, place, words="María’s words", **who)


@pytest.fixture
def aged(lived) -> Patient:
    """The same, eleven years later."""
    age()
    return Patient.objects.get(pk=lived.pk)
