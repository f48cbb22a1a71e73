"""Any request, by anybody, to any address: no server error, nothing changed that may not be, no reasons.

The addresses come from the resolver and the forms from the pages themselves, so that a new page is asked
as soon as it is there. Every run sends the same sample; `script/test long` sends everything.
"""

import random
import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

import pytest
from django.db import transaction
from django.utils import timezone

from clinic.policy import View, policy_of
from tests.intake.any_request import (
    GARBAGE,
    PATIENTS,
    RANDOM,
    STAFF,
    WHO,
    Clinic,
    filled,
    open_clinic,
    records,
    routes,
    spoilt,
    undone,
    varied,
    visit_of,
)
from tests.intake.hostile import BODIES, FORM, HEADERS, PageForm, encoded, odd_queries, spoilt_bodies

pytestmark = pytest.mark.django_db
T = TypeVar("T")

FILL_IN = ("anonymous", "patient", "front_desk", "dermatologist")
"""Together these get every form of the site."""
NO_FORMS = (".pdf", "print/", "blank/", "livez", "readyz", "robots.txt")
CHANGES = [
    "attested=on&name=Ann&version=1&answer=yes&a-diabetes=yes&shown=diabetes&mode=phone&reason=patient",
    "typed=a&family_name=A&given_name=B&birth_date=27mar1987&language=en&day=tomorrow&time=9:30&minutes=30",
    "sign-decided-0-0=treat&sign-note=a&ask-note=a&text=a&action=sign&role=lead&is_superuser=on&state=finished",
]
"""What somebody may post who was refused the page that has the form."""


@pytest.fixture(scope="module")
def clinic(_protocol_in_the_database, django_db_blocker) -> Iterator[Clinic]:
    """Made once for these tests: each takes back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield open_clinic(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.long)], ids=["sample", "all"])
def everything(request) -> bool:
    return request.param


def some(found: Sequence[T], most: int, everything: bool) -> list[T]:
    """The same sample in every run, or all."""
    return list(found) if everything or len(found) <= most else random.Random(7).sample(list(found), most)


def may_open(who: str, view: View) -> bool:
    policy = policy_of(view)
    if policy.kind == "patient":
        return who in PATIENTS
    return policy.kind == "public" or who in policy.roles


@pytest.mark.parametrize("who", WHO)
def test_whoever_is_refused_a_page_changes_nothing_by_asking_for_it(clinic, who):
    refused = [route for route, view in routes() if not may_open(who, view)]
    assert len(refused) > 8
    with undone():
        before = records()
        for number, route in enumerate(refused):
            for method, body in (("GET", ""), ("POST", CHANGES[number % len(CHANGES)])):
                address = filled(route, clinic.parts, number)
                answer = clinic.ask(who, method, address, keep=True, data=body, content_type=FORM)
                assert answer.status_code in (302, 404), address
        assert records() == before


@pytest.mark.parametrize("who", STAFF)
def test_every_page_opens_or_says_that_it_does_not(clinic, who):
    for route, view in routes():
        if may_open(who, view):
            answer = clinic.ask(who, "GET", filled(route, clinic.parts))
            assert answer.status_code in (200, 204, 302, 404, 405), route


def test_a_patient_changes_nothing_but_their_own_visit(clinic):
    own = visit_of(PATIENTS["patient"])
    other = visit_of("nguyen")
    with undone():
        before = records(but=own)
        for number, (route, view) in enumerate(routes()):
            body = f"{CHANGES[number % len(CHANGES)]}&pk={other.pk}&visit={other.pk}&next=/visits/{other.pk}/"
            if policy_of(view).kind == "patient":
                address = f"{filled(route, clinic.parts, number)}?visit={other.pk}&pk={other.pk}"
                clinic.ask("patient", "POST", address, keep=True, data=body, content_type=FORM)
        assert records(but=own) == before


def test_other_methods_are_refused_or_answered(clinic, everything):
    asked = [(r, v, m) for r, v in routes() for m in ("HEAD", "PUT", "PATCH", "DELETE", "TRACE", "BREW")]
    for route, view, method in some(asked, 120, everything):
        who = next(who for who in WHO if may_open(who, view))
        answer = clinic.ask(who, method, filled(route, clinic.parts), data=b"{}")
        assert method == "HEAD" or answer.status_code >= 300 or "account/" in route, (route, method)


def test_an_id_that_is_none_is_not_there(clinic, everything):
    asked = [(r, v, text) for r, v in routes() for text in (RANDOM, *GARBAGE) if spoilt(r, "") != f"/{r}"]
    for route, view, text in some(asked, 150, everything):
        who = [who for who in WHO if may_open(who, view)][-1]
        for method in ("GET", "POST"):
            answer = clinic.ask(who, method, spoilt(route, text))
            assert answer.status_code in (301, 302, 400, 404, 405) or may_open("anonymous", view), route


def test_an_empty_press_on_every_object_in_every_state(clinic, everything):
    asked = [(view, address) for route, view in routes() for address in varied(route, clinic.parts)]
    for view, address in some(asked, 250, everything):
        clinic.ask([who for who in WHO if may_open(who, view)][-1], "POST", address)


def test_odd_queries(clinic, everything):
    asked = [(route, view, query) for route, view in routes() for query in odd_queries()]
    for number, (route, view, query) in enumerate(some(asked, 120, everything)):
        who = [who for who in WHO if may_open(who, view)][-1]
        headers = {"HX-Request": "true"} if number % 2 else {}
        clinic.ask(who, "GET", f"{filled(route, clinic.parts)}?{query}", headers=headers)


def test_odd_bodies(clinic, everything):
    asked = [(route, view, name) for route, view in routes() for name in BODIES]
    for route, view, name in some(asked, 150, everything):
        who, (kind, body) = next(who for who in WHO if may_open(who, view)), BODIES[name]
        answer = clinic.ask(who, "POST", filled(route, clinic.parts), data=body, content_type=kind)
        assert name != "two megabytes" or answer.status_code == 413, route


def test_odd_headers(clinic, everything):
    asked = [(route, view, headers) for route, view in routes() for headers in HEADERS]
    for route, view, headers in some(asked, 80, everything):
        who = [who for who in WHO if may_open(who, view)][-1]
        clinic.ask(who, "GET", filled(route, clinic.parts), headers=headers)


def test_every_form_with_every_field_spoilt(clinic, everything):
    forms = [(who, form) for who in FILL_IN for form in forms_of(clinic, who, everything)]
    assert {form.action.split("/")[1] for _, form in forms} >= {"i", "questions", "patients", "visits"}
    asked = [(who, form, pairs) for who, form in forms for _, pairs in spoilt_bodies(form)]
    for who, form, pairs in some(asked, 180, everything):
        clinic.ask(who, "POST", form.action, data=encoded(pairs), content_type=FORM)


def forms_of(clinic: Clinic, who: str, everything: bool) -> Iterator[PageForm]:
    """One form of each kind on the pages of this person: kinds differ by address, fields or buttons."""
    seen = set()
    pages = [route for route, view in routes() if may_open(who, view) and not route.endswith(NO_FORMS)]
    for address in [
        address for route in pages for address in some(varied(route, clinic.parts), 6, everything)
    ]:
        for form in clinic.forms(who, address):
            kind = (re.sub(r"[0-9a-f]{8}-[^/]+", "", form.action), form.names, tuple(form.buttons))
            if kind not in seen:
                seen.add(kind)
                yield form
