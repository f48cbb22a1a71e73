"""A patient's session and an object's id: another patient's is the same as one that does not exist."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from clinic.models import AuditEvent
from clinic.policy import policy_of
from intake.models import Patient, SymptomReport, TreatmentConsent
from tests.intake.any_request import Clinic, open_clinic, records, routes, undone
from tests.intake.hostile import FORM
from tests.intake.rights.access_table import browsers_for

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BY_LINK = ("questionnaire", "same_day", "care", "patient_who_sent")
KINDS = {"care/consent/<str:pk>/": TreatmentConsent, "care/symptoms/<uuid:pk>/": SymptomReport}
"""The only addresses of a patient that name an object."""


@pytest.fixture(scope="module")
def clinic(_protocol_in_the_database, django_db_blocker) -> Iterator[Clinic]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = open_clinic(timezone.now())
        browsers_for(made, timezone.now())
        yield made
        transaction.set_rollback(True)


def of_patients() -> set[str]:
    return {route for route, view in routes() if policy_of(view).kind == "patient" and "pk>" in route}


def maria() -> Patient:
    return Patient.objects.get(family_name="García López")


def address(route: str, key: object) -> str:
    return "/" + route.replace("<str:pk>", str(key)).replace("<uuid:pk>", str(key))


def test_two_addresses_of_a_patient_name_an_object_and_both_are_asked_below():
    assert of_patients() == set(KINDS)


@pytest.mark.parametrize("route", KINDS)
def test_ones_own_opens_and_anothers_is_not_there(clinic, route):
    browser, kind = clinic.browsers["care"], KINDS[route]
    own = kind.objects.filter(patient=maria())
    others = kind.objects.exclude(patient=maria())
    assert own and others
    assert {browser.get(address(route, row.pk)).status_code for row in own} == {200}
    missing = browser.get(address(route, uuid4()))
    for row in others:
        for answer in (browser.get(address(route, row.pk)), browser.post(address(route, row.pk), {"x": "1"})):
            assert answer.status_code in (404, 405)
        assert browser.get(address(route, row.pk)).content == missing.content


@pytest.mark.parametrize("route", KINDS)
def test_the_refusal_is_on_record_and_names_the_patient_asked_for(clinic, route):
    row = KINDS[route].objects.exclude(patient=maria()).first()
    with undone():
        last = AuditEvent.objects.latest("id").pk
        clinic.browsers["care"].get(address(route, row.pk))
        event = AuditEvent.objects.get(pk__gt=last)
        assert (event.action, event.outcome, event.actor_role) == ("deny", "deny", "patient")


@pytest.mark.parametrize("who", BY_LINK)
def test_no_staff_address_tells_a_patient_whether_an_object_exists(clinic, who):
    """Every id of the day in every address: sent to the sign-in, as for an id that is none."""
    browser, asked = clinic.browsers[who], 0
    with undone():
        before = records()
        for route, view in routes():
            if policy_of(view).kind != "staff" or "<uuid:pk>" not in route:
                continue
            keys = clinic.parts[f"{route.split('/')[0]}/<uuid:pk>"][:3]
            for method in ("GET", "POST"):
                found = {told(browser, method, route, key, clinic) for key in (*keys, str(uuid4()))}
                assert found == {(302, "/account/sign-in/")}, (route, method, found)
                asked += 1
        assert asked > 100 and records() == before


def told(browser, method: str, route: str, key: str, clinic: Clinic) -> tuple[int, str]:
    path = address(route, key)
    for part in ("<slug:section>", "<slug:change>"):
        path = path.replace(part, clinic.parts[part][0])
    answer = browser.generic(method, path, f"pk={key}&visit={key}&patient={key}", content_type=FORM)
    return answer.status_code, answer.headers.get("Location", "").split("?")[0]
