"""Each kind of row of a protocol says which FHIR element it follows."""

import re

import pytest
from django.apps import apps

RESOURCES = (
    "Composition|Consent|DetectedIssue|MedicationKnowledge|ObservationDefinition|PlanDefinition|Questionnaire|"
    "RelatedArtifact|ServiceRequest|TestPlan"
)
ELEMENT = re.compile(rf"FHIR (?:{RESOURCES})\b")


@pytest.mark.parametrize(
    "model", list(apps.get_app_config("treatments").get_models()), ids=lambda model: model.__name__
)
def test_a_model_names_its_element(model):
    assert ELEMENT.search(model.__doc__ or "")


def test_a_docstring_without_one_is_noticed():
    assert not ELEMENT.search("A part of the body that can be treated. See FHIR.")
