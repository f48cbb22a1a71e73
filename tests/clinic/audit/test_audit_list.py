"""The clinic lead reads the audit trail: newest first, filtered by listed names, without patients' names."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from clinic import audit
from clinic.audit.page import PAGE_SIZE, page_of
from clinic.models import AuditEvent

PATIENT = UUID("3f2a91c0-0000-4000-8000-00000000beef")
NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # noon in New York


@pytest.fixture
def page(signed_in, lead):
    return signed_in(lead)


def event(target: str, minutes: int = 0, **told) -> AuditEvent:
    return audit.record(
        told.pop("action", "view"), target=target, at=NOON + timedelta(minutes=minutes), **told
    )


def targets(answer) -> list[str]:
    return [row["target"] for row in answer.context["events"]]


def test_the_lead_sees_who_did_what(page, front_desk):
    event("visit 7", by=front_desk, role="front_desk", patient_id=PATIENT, action="change", fields=["phone"])
    text = page.get("/audit/").content.decode()
    for told in ("Frankie Desk", "front desk", "change", "visit 7", "phone", "3f2a91c0", "02-Mar-2026 12:00"):
        assert told in text
    assert str(PATIENT) not in text


@pytest.mark.parametrize("who", ["front_desk", "nurse", "dermatologist", "nobody"])
def test_nobody_else_does(who, request, signed_in):
    assert signed_in(request.getfixturevalue(who)).get("/audit/").status_code == 404


def test_a_visitor_is_sent_to_sign_in(client, db):
    assert client.get("/audit/").status_code == 302


def test_opening_it_is_an_event_with_the_filters_used(page, lead):
    page.get("/audit/?action=view&day=2026-03-02&sort=name")
    seen = AuditEvent.objects.get(action="view")
    assert (seen.actor, seen.actor_role, seen.target) == (lead, "lead", "audit trail")
    assert seen.fields == ["action", "day"]


def test_an_event_that_cannot_be_written_shows_no_page(page, monkeypatch):
    def refused(*args, **told):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(audit, "record", refused)
    page.raise_request_exception = False
    assert page.get("/audit/").status_code == 500


def test_it_filters_by_action_person_and_day(page, front_desk, nurse):
    event("a", by=front_desk)
    event("b", by=nurse, action="print")
    event("c", 60 * 12, by=front_desk)  # midnight in New York: the next day
    assert targets(page.get("/audit/?day=2026-03-02")) == ["b", "a"]
    assert targets(page.get("/audit/?day=2026-03-03")) == ["c"]
    assert targets(page.get(f"/audit/?person={front_desk.public_id}")) == ["c", "a"]
    assert targets(page.get("/audit/?action=print")) == ["b"]


@pytest.mark.parametrize(
    "query",
    [
        "action=delete",
        "person=1",
        "person=00000000-0000-4000-8000-000000000000",
        "day=yesterday",
        "day=0001-01-01",
        "day=9999-12-31",
        "day=10/11/12",
        "day=٢٠٢٦-٠٣-٠٢x",
        "action=view'--",
    ],
)
def test_a_value_that_is_not_listed_is_a_field_error(page, query):
    event("a")
    answer = page.get(f"/audit/?{query}")
    assert answer.status_code == 400
    assert targets(answer) == []
    assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize("query", ["actor__email=x", "order_by=-actor", "content_hash=x", "id=1"])
def test_a_name_that_is_not_listed_does_nothing(page, query):
    event("a")
    assert "a" in targets(page.get(f"/audit/?{query}"))


@pytest.mark.parametrize(
    "place",
    [
        "1", "x~1", "2026-03-02T00:00:00~1", "2026-03-02T00:00:00Z~-1", "2026-99-99T00:00:00Z~1", "~",
        "0001-01-01T00:00:00+14:00~1", "9999-12-31T23:59:59-14:00~1",
    ],
)  # fmt: skip
def test_a_place_this_page_did_not_write_is_a_bad_request(page, place):
    assert page.get("/audit/", {"before": place}).status_code == 400


def test_a_place_at_an_odd_offset_is_read(page):
    event("a")
    assert "a" not in targets(page.get("/audit/", {"before": "2001-01-01T00:00:00+23:59~1"}))


def test_pages_follow_each_other_without_gap_or_repeat(page):
    told = [f"visit {n}" for n in range(2 * PAGE_SIZE + 20)]
    for n, target in enumerate(told):
        event(target, minutes=n // 7)  # several at the same moment
    seen, query = [], "action=view&day=2026-03-02"
    while query:
        answer = page.get(f"/audit/?{query}")
        seen += targets(answer)
        query = answer.context["older"]
        assert "day=2026-03-02" in query or not query
    assert seen == told[::-1]


def test_a_page_costs_the_same_however_long_the_trail(page, django_assert_num_queries):
    for n in range(PAGE_SIZE + 5):
        event("a", n, by=None)
    page.get("/audit/")
    # session, person, roles, event written, people to choose, events, last seal, what waits for the next;
    # the lead's menu and the banner of an emergency access; whether a worker is at work
    with django_assert_num_queries(11):
        page.get("/audit/")


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, "audit_by_time"),
        ({"action": "print"}, "audit_by_action"),
        ({"person": "lead"}, "audit_by_person"),
    ],
)
def test_the_page_is_read_from_an_index(db, lead, wanted, index, django_assert_num_queries):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    told = {name: lead if value == "lead" else value for name, value in wanted.items()}
    with django_assert_num_queries(1) as queries:
        page_of(told, f"{NOON.isoformat()}~7")
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        cursor.execute(explain + queries[0]["sql"])
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_nothing_stored_becomes_markup(page):
    event("<script>alert(1)</script>", fields=["<b>x</b>"])
    text = page.get("/audit/").content.decode()
    assert "<script>alert" not in text
    assert "<b>x</b>" not in text
