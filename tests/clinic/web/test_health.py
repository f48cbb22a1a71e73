"""The probes say what is wrong in words that name no secret."""

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from clinic import append_only
from clinic.web import health, worker_seen


def test_livez_asks_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_readyz_is_ready_on_a_whole_database(client, db):
    worker_seen.note(at=timezone.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")
    assert not answer.cookies


def test_readyz_names_a_migration_that_is_missing(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'clinic'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"migration not applied: clinic.0001_people_places_and_audit" in answer.content


def test_readyz_names_a_trigger_that_is_lost(client, db):
    append_only.uninstall()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"protection of records lost: " in answer.content
    assert b"clinic_auditevent" in answer.content


@pytest.mark.django_db(transaction=True)
def test_readyz_names_a_cache_table_that_is_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE clinic_cache")
    try:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert b"cache table missing" in answer.content
    finally:
        call_command("createcachetable", verbosity=0)


def test_readyz_names_a_lost_database_and_no_secret(client, db, monkeypatch):
    def lost():
        raise OperationalError('connection to "db.example.org" as "clinic" failed, password "hunter2"')

    with monkeypatch.context() as patch:
        patch.setattr(health.connection, "ensure_connection", lost)
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (
        503,
        b"database: cannot be reached (OperationalError)\n",
    )


def test_readyz_names_a_disk_that_is_nearly_full(client, db, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_MB", 10**9)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content.startswith(b"disk nearly full: ")


@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_the_probes_take_no_post(client, db, address):
    assert client.post(address).status_code == 405


def test_robots_are_told_to_stay_out(client):
    answer = client.get("/robots.txt")
    assert answer.content == b"User-agent: *\nDisallow: /\n"
    assert client.get("/livez").headers["X-Robots-Tag"] == "noindex, nofollow"
