"""What pages cost: queries that do not grow, indexes that are read, bytes that fit. Never a time."""

import gzip
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinic.models import Place, User
from intake.actions.invitations import copy_link
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import bounds_of, clinic_day
from intake.models import Patient, Visit
from intake.search import find_patients
from tests.factories import PatientFactory, TreatmentRequestFactory, VisitFactory
from tests.intake.patient.steps import answer_all, come_in
from tests.intake.steps import agree, fill_in, healthy, send
from treatments import editions

pytestmark = pytest.mark.django_db
KB = 1000

Count = Callable[[Callable], int]


@pytest.fixture
def queries() -> Count:
    """`queries(call)`: how many queries it makes; a test's savepoints stand where life has transactions."""

    def count(call: Callable) -> int:
        with CaptureQueriesContext(connection) as seen:
            call()
        told = [query["sql"] for query in seen.captured_queries]
        return len([sql for sql in told if "SAVEPOINT" not in sql and not sql.startswith("PRAGMA")])

    return count


@pytest.fixture
def browser(client: Client, visit: Visit, front_desk: User) -> Client:
    """María's browser after her birth date; what a process reads once has been read."""
    link = f"/i/{copy_link(visit=visit, by=front_desk, at=timezone.now())[1]}/"
    come_in(client, link + "?lang=en")
    client.get("/questions/", follow=True)
    return client


@pytest.fixture
def visit(protocol, maria, place, front_desk) -> Visit:
    """María's booking in two weeks from the real today."""
    return booked_for(maria, place, front_desk)


def booked_for(patient: Patient, place: Place, by: User) -> Visit:
    at = timezone.now()
    wanted = [Wanted("micro-needling", "wrinkles", ("forehead", "cheeks"))]
    return book(
        patient=patient,
        place=place,
        starts_at=at + timedelta(days=14),
        wanted=wanted,
        by=by,
        at=at,
        on=clinic_day(at),
    )


# -- The patient ------------------------------------------------------------------------------------------

QUESTION = 3
"""Session, invitation with its visit, what is asked for by which edition with the draft."""
SAVING = QUESTION + 2
"""The draft written, the audit event."""


@pytest.mark.parametrize("code", ["pregnant", "medicines", "skin_type", "peel_on", "goal", "diabetes"])
def test_a_question_costs_the_same_whatever_was_answered(browser, visit, queries, code):
    assert queries(lambda: browser.get(f"/questions/{code}/")) == QUESTION
    answer_all(visit)
    assert queries(lambda: browser.get(f"/questions/{code}/")) == QUESTION


def test_one_answer_costs_the_same_for_the_first_and_for_the_last(browser, visit, queries):
    for value in ("yes", "no"):
        answer = {"answer": value, "version": "9999"}
        assert queries(lambda sent=answer: browser.post("/questions/diabetes/", sent)) == SAVING
        answer_all(visit, diabetes="not_sure")


def test_checking_and_signing_cost_what_a_question_costs(browser, visit, queries):
    answer_all(visit)
    assert queries(lambda: browser.get("/check/")) == QUESTION
    assert queries(lambda: browser.get("/sign/")) == QUESTION


@pytest.mark.parametrize(
    "answers",
    [{}, {"smoker": "current", "diabetes": "yes", "keloid": "yes", "medicines": ["Eliquis", "lisinopril"]}],
)
def test_sending_costs_the_same_however_much_is_found(browser, visit, queries, answers):
    draft = answer_all(visit, **answers)
    typed = {"attested": "on", "name": "María García López", "version": draft.version}
    cost = queries(lambda: browser.post("/sign/", typed))
    assert visit.responses.count() == 1
    # Findings and the mail each are one statement more, for however many.
    assert cost <= QUESTION + 16


# -- The desk and the dermatologist -----------------------------------------------------------------------


@pytest.fixture
def day(protocol, place, front_desk, dermatologist) -> Callable[[int], None]:
    """`day(10)`: so many visits today, half of them in every state a morning has."""
    begins, _ = bounds_of(clinic_day(timezone.now()))
    made = iter(range(1000))

    def add(visits: int) -> None:
        for number in range(visits):
            patient = PatientFactory(created_by=front_desk)
            starts_at = begins + timedelta(hours=9, minutes=next(made))
            visit = VisitFactory(patient=patient, place=place, starts_at=starts_at, created_by=front_desk)
            TreatmentRequestFactory(visit=visit, created_by=front_desk)
            if number < visits / 2:
                move_on(visit, number % 5, front_desk, dermatologist)

    return add


def move_on(visit: Visit, state: int, desk: User, doctor: User) -> None:
    """Link copied, draft begun, sent, found something, signed."""
    at = visit.starts_at - timedelta(hours=1)
    if state == 0:
        copy_link(visit=visit, by=desk, at=at)
    elif state == 1:
        fill_in(visit, at)
    else:
        send(visit, at, diabetes="yes" if state == 3 else "no")
    if state == 4:
        agree(visit, doctor, at)


@pytest.mark.parametrize(
    ("page", "most"),
    [("/today/", 20), ("/queue/", 18), ("/today/list/?seen=x", 18)],
)
def test_a_list_of_a_hundred_costs_what_a_list_of_ten_costs(
    signed_in, dermatologist, day, queries, page, most
):
    browser = signed_in(dermatologist, headers={"HX-Request": "true"} if "list" in page else None)
    day(10)
    browser.get(page)
    few = queries(lambda: browser.get(page))
    day(90)
    assert Visit.objects.count() == 100
    assert queries(lambda: browser.get(page)) == few <= most


def test_the_summary_costs_the_same_however_much_is_found(
    signed_in, dermatologist, visit, maria, place, front_desk, queries
):
    browser = signed_in(dermatologist)
    page = reverse("summary", args=[visit.pk])
    at = timezone.now()
    send(visit, at)
    browser.get(page)
    plain = queries(lambda: browser.get(page))
    send(visit, at, smoker="current", diabetes="yes", keloid="yes", medicines=["Eliquis", "ibuprofen"])
    for _ in range(3):
        send(booked_for(maria, place, front_desk), at)
    # The texts of the answers before, for what changed since.
    assert queries(lambda: browser.get(page)) - plain <= 1
    assert plain <= 22


def test_signing_costs_the_same_for_one_area_and_for_eight(
    signed_in, dermatologist, place, front_desk, protocol, queries
):
    areas = tuple(editions.document_of(protocol)["areas"])
    costs = []
    for asked in (areas[:1], areas[:1], areas[:8]):  # the first one reads what is then remembered
        visit = VisitFactory(place=place, created_by=front_desk, starts_at=timezone.now() + timedelta(days=9))
        TreatmentRequestFactory(visit=visit, created_by=front_desk, areas=list(asked))
        send(visit, timezone.now())
        costs.append(queries(lambda visit=visit: agree(visit, dermatologist, timezone.now())))
    assert costs[1] == costs[2]


# -- Indexes ----------------------------------------------------------------------------------------------


def plan_of(call: Callable, table: str, *, in_order: bool = False) -> str:
    """How the database reads `table` for the first query about it that `call` makes.

    `in_order`: a list, whose rows come in the index's own order.
    """
    with CaptureQueriesContext(connection) as seen:
        call()
    sql = next(q["sql"] for q in seen.captured_queries if f'FROM "{table}"' in q["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Some dozen rows are read faster without any index, or with another one and a sort.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"SET LOCAL enable_sort = {'off' if in_order else 'on'}")
        explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        cursor.execute(explain + sql.replace("%", "%%"))
        return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())


@pytest.mark.parametrize(("page", "index"), [("/today/", "visit_of_the_day"), ("/queue/", "visit_to_sign")])
def test_a_list_reads_its_index(signed_in, dermatologist, day, place, front_desk, page, index):
    day(10)
    for days in range(1, 61):  # enough of other days, signed or not, that an index is worth choosing
        VisitFactory(place=place, created_by=front_desk, starts_at=timezone.now() + timedelta(days=days))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE intake_visit")
    browser = signed_in(dermatologist)
    assert index in plan_of(lambda: browser.get(page), "intake_visit", in_order=True)


@pytest.mark.parametrize("typed", ["garc", "garcia lop", "555-0142"])
def test_a_search_reads_the_words_by_their_index(maria, typed):
    plan = plan_of(lambda: find_patients(typed), "intake_patient")
    assert re.search(r"(?i)index[^\n]*word", plan), plan
    assert not re.search(r"SCAN (intake_)?patient(word)?\b(?! USING)", plan), plan


def test_a_search_by_birth_date_reads_its_index(maria):
    assert "patient_by_birth_date" in plan_of(lambda: find_patients("14 march 1991"), "intake_patient")


# -- Bytes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_question_page_is_under_six_kilobytes(browser, visit, language):
    answer_all(visit)
    sizes = {
        code: len(browser.get(f"/questions/{code}/?lang={language}").content)
        for code, value in healthy().items()
        if value is not None
    }
    assert max(sizes.values()) < 6 * KB, sizes


def test_the_first_load_is_under_fifteen_kilobytes_on_the_wire(browser):
    page = browser.get("/questions/pregnant/").content
    files = re.findall(rb'(?:href|src)="/static/([^"]+)"', page)
    sizes = {name.decode(): len(gzip.compress(static_file(name.decode()))) for name in files}
    assert {"clinic.css", "clinic.js"} <= sizes.keys()
    assert sum(sizes.values()) + len(gzip.compress(page)) < 15 * KB, sizes


def static_file(name: str) -> bytes:
    with open(finders.find(name), "rb") as file:
        return file.read()
