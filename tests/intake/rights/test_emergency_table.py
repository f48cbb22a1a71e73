"""An emergency access to one patient opens that patient's four kinds of page to be read, and nothing else.

Every address there is, for an object of that patient and for one of another, by GET and by POST, before and
with an access open: what answers otherwise stands in one short list.
"""

import re
from collections.abc import Iterator
from operator import attrgetter
from uuid import UUID

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from clinic.models import AuditEvent, User
from clinic.people.emergency import open_access
from clinic.policy import policy_of
from intake.models import Patient
from tests.intake.any_request import STAFF, Clinic, filled, forms_in, routes, undone
from tests.intake.hostile import FORM

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
READ = {
    "visits/<uuid:pk>/summary/",
    "sessions/<uuid:pk>/",
    "courses/<uuid:pk>/",
    "symptoms/<uuid:pk>/",
}
TO_PATIENT = {
    "patients": ("Patient", "pk"),
    "visits": ("Visit", "patient_id"),
    "responses": ("Response", "visit.patient_id"),
    "reviews": ("Review", "assessment.request.visit.patient_id"),
    "courses": ("Course", "patient_id"),
    "recalls": ("Recall", "patient_id"),
    "sessions": ("TreatmentSession", "patient_id"),
    "symptoms": ("SymptomReport", "patient_id"),
    "consents": ("TreatmentConsent", "patient_id"),
    "messages": ("Message", "patient_id"),
}
BODY = "reason=because+I+have+to&note=seen&text=more&version=1&decided=treat&shown=x&mode=phone&applied=x"
WHO = ("front_desk", "lead")


def maria() -> Patient:
    return Patient.objects.get(family_name="García López")


def objects_of(word: str, patient: UUID, of_patient: bool) -> list[str]:
    """Keys of this kind that belong to the patient, or to others."""
    model, way = TO_PATIENT[word]
    rows: list[Model] = list(apps.get_model("intake", model).objects.order_by("pk"))
    return [str(row.pk) for row in rows if (attrgetter(way)(row) == patient) is of_patient]


def addresses(clinic: Clinic, patient: UUID) -> Iterator[tuple[str, str, bool]]:
    """Route, address, and whether the object is the patient's; without an object, the address alone."""
    for route, _ in routes():
        word = route.split("/")[0]
        if "<uuid:pk>" not in route or word not in TO_PATIENT:
            yield route, filled(route, clinic.parts), False
            continue
        for of_patient in (True, False):
            for key in objects_of(word, patient, of_patient)[:2]:
                yield route, filled(route.replace("<uuid:pk>", key), clinic.parts), of_patient


def answered(clinic: Clinic, who: str, method: str, address: str) -> int:
    """The status; what it changed is taken back, and so is a signing out."""
    browser = clinic.browsers[who]
    kept = {name: morsel.value for name, morsel in browser.cookies.items()}
    with undone():
        status = browser.generic(method, address, data=BODY, content_type=FORM).status_code
    browser.cookies.clear()
    browser.cookies.load(kept)
    return status


def opened(who: str) -> None:
    person = User.objects.get(email=STAFF[who])
    open_access(patient_id=maria().pk, reason="She has collapsed.", by=person, at=timezone.now())


def test_the_pages_marked_for_it_are_these_four():
    assert {route for route, view in routes() if policy_of(view).emergency} == READ


@pytest.mark.parametrize("who", WHO)
def test_with_it_one_patients_four_pages_can_be_read_and_all_else_answers_as_before(everybody, who):
    asked = [(method, *row) for row in addresses(everybody, maria().pk) for method in ("GET", "POST", "HEAD")]
    assert {route for _, route, _, of_patient in asked if of_patient} >= READ
    before = {row: answered(everybody, who, row[0], row[2]) for row in asked}
    with undone():
        opened(who)
        after = {row: answered(everybody, who, row[0], row[2]) for row in asked}
    changed = {
        (row[0], row[1], row[3], before[row], after[row]) for row in asked if before[row] != after[row]
    }
    closed = READ if who == "lead" else READ - {"symptoms/<uuid:pk>/"}  # the desk reads its level anyway
    assert changed == {(method, route, True, 404, 200) for route in closed for method in ("GET", "HEAD")}


@pytest.mark.parametrize("who", WHO)
def test_what_it_opens_holds_no_form_and_only_links_that_open(everybody, who):
    browser, read = everybody.browsers[who], set()
    with undone():
        opened(who)
        for route, address, of_patient in addresses(everybody, maria().pk):
            if route not in READ or not of_patient:
                continue
            text = browser.get(address).content.decode()
            actions = {form.action for form in forms_in(text, address)}
            assert all(a == "/account/sign-out/" or a.endswith("/end/") for a in actions), actions
            main = text[text.index("<main") :]
            for link in set(re.findall(r'href="(/[^"#?]*)', main)):
                assert browser.get(link).status_code in (200, 302), f"{address} leads to {link}"
            assert "Emergency access" in text
            read.add(route)
    assert read == READ


def test_everything_of_another_patient_stays_closed_whichever_object(everybody):
    browser, others = everybody.browsers["lead"], 0
    with undone():
        opened("lead")
        for route in sorted(READ):
            for key in objects_of(route.split("/")[0], maria().pk, of_patient=False):
                assert browser.get("/" + route.replace("<uuid:pk>", key)).status_code == 404
                others += 1
    assert others > 20


def test_every_page_read_by_it_is_on_record_in_its_own_role(everybody):
    browser = everybody.browsers["front_desk"]
    with undone():
        opened("front_desk")
        last = AuditEvent.objects.latest("id").pk
        for route in sorted(READ):
            key = objects_of(route.split("/")[0], maria().pk, of_patient=True)[0]
            assert browser.get("/" + route.replace("<uuid:pk>", key)).status_code == 200
        rows = AuditEvent.objects.filter(pk__gt=last).order_by("id")
        told = rows.values_list("action", "actor_role", "patient_id")
        assert list(told) == [("view", "emergency", maria().pk)] * 4
