"""Every address says who may open it, and what it says is what happens."""

import pytest
from django.test import Client
from django.urls import get_resolver

from clinic.models import AuditEvent
from clinic.people import end_role, set_active
from clinic.policy import LIBRARY_VIEWS, every_view, methods, name_of, policy_of, public, staff
from clinic.roles import DERMATOLOGIST
from tests.clinic import pages

EVERY_VIEW = list(every_view(get_resolver("clinic.urls")))


def test_the_walk_sees_the_whole_site():
    assert len(EVERY_VIEW) > 10
    assert "audit/" in dict(EVERY_VIEW)


@pytest.mark.parametrize(("route", "view"), EVERY_VIEW, ids=[route or "/" for route, _ in EVERY_VIEW])
def test_every_address_says_who_may_open_it(route, view):
    assert policy_of(view) is not None


def test_the_walk_notices_a_view_that_says_nothing():
    unmarked = [name_of(v) for _, v in every_view(get_resolver("tests.clinic.pages")) if not policy_of(v)]
    assert unmarked == ["tests.clinic.pages.unmarked"]


@pytest.mark.parametrize(("route", "view"), EVERY_VIEW, ids=[route or "/" for route, _ in EVERY_VIEW])
def test_every_view_of_ours_names_its_http_methods(route, view):
    assert name_of(view) in LIBRARY_VIEWS or getattr(view, "methods", None)


def test_the_table_of_library_views_names_nothing_of_ours():
    assert not [name for name in LIBRARY_VIEWS if name.startswith(("clinic.", "intake.", "treatments."))]


@pytest.mark.urls("tests.clinic.pages")
class TestStaffPage:
    def test_opens_for_a_role_it_names(self, signed_in, nurse):
        assert signed_in(nurse).get("/reasons/").content == b"nurse en"

    def test_is_not_there_for_another_role(self, signed_in, front_desk):
        assert signed_in(front_desk).get("/reasons/").status_code == 404

    def test_looks_the_same_refused_as_missing(self, signed_in, front_desk):
        browser = signed_in(front_desk)
        assert browser.get("/reasons/").content == browser.get("/no-such-page/").content

    def test_sends_a_visitor_to_sign_in_and_back(self, client: Client):
        answer = client.get("/reasons/?area=chin&x=1")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/account/sign-in/?next=%2Freasons%2F%3Farea%3Dchin%26x%3D1"

    def test_does_not_send_a_visitor_back_to_a_post(self, client: Client):
        assert client.post("/reasons/").headers["Location"] == "/account/sign-in/"

    def test_moves_the_whole_page_when_a_fragment_asked(self, client: Client):
        answer = client.get("/reasons/", headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/account/sign-in/")

    def test_closes_at_the_next_request_when_the_role_ends(self, signed_in, dermatologist, lead):
        browser = signed_in(dermatologist)
        assert browser.get("/reasons/").status_code == 200
        end_role(dermatologist, DERMATOLOGIST, by=lead)
        assert browser.get("/reasons/").status_code == 404

    def test_closes_at_the_next_request_when_the_account_is_closed(self, signed_in, dermatologist, lead):
        browser = signed_in(dermatologist)
        assert browser.get("/reasons/").status_code == 200
        set_active(dermatologist, False, by=lead)
        assert browser.get("/reasons/").status_code == 302

    def test_refuses_a_method_it_does_not_name(self, signed_in, nurse):
        assert signed_in(nurse).delete("/reasons/").status_code == 405

    def test_asks_who_before_it_says_which_method(self, signed_in, front_desk):
        assert signed_in(front_desk).delete("/reasons/").status_code == 404


@pytest.mark.urls("tests.clinic.pages")
@pytest.mark.parametrize("who", ["lead", "nurse", "front_desk", "dermatologist"])
def test_a_page_without_a_policy_opens_for_nobody(who, request, signed_in):
    assert signed_in(request.getfixturevalue(who)).get("/unmarked/").status_code == 404


@pytest.mark.urls("tests.clinic.pages")
class TestRefusal:
    def test_is_kept_with_person_and_page(self, signed_in, front_desk):
        signed_in(front_desk).get("/reasons/", headers={"User-Agent": "Browser 1"})
        event = AuditEvent.objects.get(action="deny")
        assert (event.actor, event.outcome, event.target) == (front_desk, "deny", "page reasons")
        assert event.user_agent == "Browser 1"

    def test_survives_the_rollback_of_the_view(self, signed_in, nurse):
        assert signed_in(nurse).get("/not-yours/").status_code == 404
        kept = AuditEvent.objects.exclude(action="sign-in").values_list("action", "target", "actor_role")
        assert list(kept) == [("deny", "visit 1", "nurse")]

    def test_of_a_visitor_is_no_event(self, client, db):
        client.get("/reasons/")
        assert not AuditEvent.objects.exists()


def test_a_view_cannot_have_two_policies():
    with pytest.raises(ValueError, match="two policies"):
        public(pages.for_all)


@pytest.mark.parametrize("roles", [(), ("doctor",), ("nurse", "admin")])
def test_staff_takes_only_roles_there_are(roles):
    with pytest.raises(ValueError, match="takes roles"):
        staff(*roles)


def test_head_is_answered_where_get_is(rf):
    page = methods("GET")(pages.guide)
    assert page(rf.head("/")).status_code == 200
    assert page(rf.post("/")).status_code == 405
