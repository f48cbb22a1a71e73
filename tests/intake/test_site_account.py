"""A visit from its questions to the signature with the rights of the site's own PostgreSQL account."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from clinic import append_only
from clinic.models import AuditEvent
from clinic.people import end_role, grant_role
from clinic.roles import NURSE
from intake.messages.outbox import drain
from tests.intake.steps import agree, send
from treatments import publishing

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no accounts"),
]


def test_a_visit_goes_from_questions_to_signature(
    visit, dermatologist, front_desk, lead, signed_in, site_account
):
    send(visit)
    agree(visit, dermatologist)
    assert signed_in(dermatologist).get(f"/visits/{visit.pk}/summary/").status_code == 200
    assert signed_in(front_desk).get("/today/").status_code == 200
    assert AuditEvent.objects.filter(action="sign").exists()
    drain(clock=timezone.now, stopped=lambda: False)
    with transaction.atomic():
        publishing._lock()  # as publishing does
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (site_account,)
    assert append_only.missing_triggers() == []


def test_a_role_is_given_and_taken(lead, front_desk, site_account):
    grant_role(person=front_desk, role=NURSE, by=lead)
    assert NURSE in front_desk.roles
    end_role(person=front_desk, role=NURSE, by=lead)
