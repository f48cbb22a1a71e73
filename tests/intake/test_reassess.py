"""Stored assessments give the same bytes again; a changed one is named."""

import uuid

import pytest
from django.core.management import CommandError, call_command

from intake.models import Assessment
from intake.reassessing import rerun, rerun_all
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(visit):
    send(
        visit,
        medicines=["Eliqius 5mg", "blue pill", "tacrolimus ointment"],
        retinoid_on="2026-03",
        acne="spots",
        acne_areas=["cheeks"],
        diabetes="not_sure",
        hba1c=6.5,
        smoker="current",
    )
    return Assessment.objects.select_related("edition__treatment").get()


def test_the_same_facts_give_the_same_bytes(assessment):
    assert list(rerun_all()) == [rerun(assessment)]
    assert rerun(assessment).same


def test_recognised_medicines_come_from_the_record_not_from_todays_list(assessment, monkeypatch):
    monkeypatch.setattr("intake.screening.recogniser_for", lambda protocol: pytest.fail("recognised anew"))
    assert rerun(assessment).same


@pytest.mark.parametrize(
    ("column", "forge", "why"),
    [
        ("result", lambda value: value | {"decision": "ready"}, "does not match its hash"),
        ("facts", lambda value: value | {"birth_date": "2015-04-20"}, "another result"),
        ("rules_hash", lambda value: "0" * 64, "rules"),
        ("wording_hash", lambda value: "0" * 64, "wording"),
    ],
)
def test_what_was_changed_is_named(assessment, column, forge, why):
    setattr(assessment, column, forge(getattr(assessment, column)))
    assert why in rerun(assessment).why and not rerun(assessment).same


def test_an_assessment_of_an_older_engine_is_said_to_be_that(assessment):
    assessment.engine_version = "0"
    assert "not run again" in rerun(assessment).why


def test_the_command_proves_it_or_ends_with_an_error(assessment, capsys):
    call_command("reassess")
    assert "1 assessments come out as stored" in capsys.readouterr().out
    assessment.pk, assessment.number = uuid.uuid4(), 2
    assessment.result = assessment.result | {"decision": "ready"}
    assessment.save(force_insert=True)
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("reassess")


def test_times_are_only_told_not_used(assessment):
    assert assessment.created_at == NOW and assessment.planned_on == PLANNED.date()
