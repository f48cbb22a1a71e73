"""Every page knows the clinic; the menu has a line only where the person may go."""

import pytest
from django.test import RequestFactory
from django.urls import path

from clinic import context
from clinic.policy import methods, patient_session, public, staff
from clinic.roles import DERMATOLOGIST, FRONT_DESK, NURSE
from tests.clinic import pages

today = staff(FRONT_DESK, NURSE, DERMATOLOGIST)(methods("GET")(lambda request: None))
queue = staff(NURSE, DERMATOLOGIST)(methods("GET")(lambda request: None))
unlisted = public(methods("GET")(lambda request: None))
urlpatterns = [
    *pages.urlpatterns,
    path("today/", today, name="today"),
    path("queue/", queue, name="review-queue"),
    path("protocols/", unlisted, name="protocols"),
    path("patients/", patient_session("care")(lambda request: None), name="patients"),
]
pytestmark = pytest.mark.urls("tests.clinic.test_context")


def menu(person, here: str = "/") -> list[tuple[str, str]]:
    request = RequestFactory().get(here)
    request.user = person
    return [(line["url"], line["current"]) for line in context.staff_menu(request)]


def test_a_line_stands_where_the_pages_own_policy_lets_in(front_desk, dermatologist, lead, nobody):
    assert menu(front_desk) == [("/today/", "")]
    assert menu(dermatologist) == [("/today/", ""), ("/queue/", "")]
    assert menu(lead) == [("/audit/", ""), ("/people/", ""), ("/clinic/hours/", "")]
    assert menu(nobody) == []


@pytest.mark.parametrize(
    ("here", "today", "queue"),
    [
        ("/queue/", "", "page"),
        ("/queue/old/", "", "true"),
        ("/visits/1/", "true", ""),
        ("/visits/1/ask/health/", "true", ""),
        ("/visits/1/summary/", "", "true"),
        ("/queues/", "", ""),
    ],
)
def test_a_page_below_a_line_marks_it(dermatologist, here, today, queue):
    assert menu(dermatologist, here) == [("/today/", today), ("/queue/", queue)]


def test_a_line_may_carry_a_number_for_those_who_see_it(front_desk, nurse, monkeypatch):
    monkeypatch.setattr(context, "_counts", {})
    context.counts_beside("review-queue", lambda user: 4)
    request = RequestFactory().get("/")
    request.user = nurse
    assert [line["count"] for line in context.staff_menu(request)] == [None, 4]
    request.user = front_desk
    assert [line["count"] for line in context.staff_menu(request)] == [None]


def test_the_clinics_own_words_come_from_settings(settings, rf):
    settings.CLINIC_NAME, settings.CLINIC_PHONE = "Skin & Co", "+1 (555) 010-0199"
    given = context.site(rf.get("/"))
    assert given["clinic_name"] == "Skin & Co"
    assert given["clinic_phone"] == "+1 (555) 010-0199"
    assert given["example_data"] is False


def test_a_visitors_page_costs_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/account/sign-in/")


def test_staff_pay_for_their_roles_once(signed_in, lead, django_assert_num_queries):
    browser = signed_in(lead)
    # session, person, roles, emergency accesses that are open; for a lead whether a worker is at work
    with django_assert_num_queries(5):
        answer = browser.get("/account/")
    assert b"Lena Novak" in answer.content
    assert b'href="/audit/"' in answer.content


@pytest.mark.parametrize(
    ("who", "first"),
    [("front_desk", "/today/"), ("nurse", "/today/"), ("dermatologist", "/queue/"), ("lead", "/audit/")],
)
def test_the_front_door_leads_where_the_day_starts(who, first, request, signed_in):
    assert signed_in(request.getfixturevalue(who)).get("/").headers["Location"] == first


def test_the_front_door_leads_a_visitor_to_sign_in(client, db):
    assert client.get("/").headers["Location"] == "/account/sign-in/"


def test_the_front_door_leads_somebody_without_a_role_to_the_account(signed_in, nobody):
    assert signed_in(nobody).get("/").headers["Location"] == "/account/"
