"""A batch that is called back: everybody it was used on is found, by clinicians and the lead alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import AuditEvent
from tests.intake.clinician.test_session_records import ended, record, running  # noqa: F401

pytestmark = pytest.mark.django_db


def found(browser, batch: str) -> str:
    return browser.post(reverse("batches"), {"batch": batch}).content.decode()


@pytest.mark.parametrize("typed", ["LK 12-a", "lk12-A", " LK12-A "])
def test_it_is_found_however_it_is_typed(request, ended, nurse, signed_in, typed):  # noqa: F811
    record(ended, nurse)
    text = found(signed_in(nurse), typed)
    assert "GARCÍA LÓPEZ" in text and reverse("session", args=[ended.pk]) in text


def test_a_lead_sees_whom_to_call_and_no_record(ended, nurse, lead, signed_in):  # noqa: F811
    record(ended, nurse, depths={"forehead": "0.45", "cheeks": "0.95"})
    browser = signed_in(lead)
    text = found(browser, "LK12-A")
    assert "GARCÍA LÓPEZ" in text and f"/sessions/{ended.pk}" not in text and "0.45" not in text
    assert browser.get(reverse("session", args=[ended.pk])).status_code == 404


@pytest.mark.parametrize("typed", ["LK12", "LK12-B", "%", "_", "' OR 1=1 --", "<script>alert(1)</script>"])
def test_another_batch_finds_nobody(ended, nurse, signed_in, typed):  # noqa: F811
    record(ended, nurse)
    text = found(signed_in(nurse), typed)
    assert "No recorded session used batch" in text and "GARCÍA" not in text and "<script>alert" not in text


@pytest.mark.parametrize("typed", ["", "  ", "nul \x00", "x" * 61, "\ue000"])
def test_what_is_no_batch_is_said(nurse, signed_in, typed):
    assert 'role="alert"' in found(signed_in(nurse), typed)


@pytest.mark.parametrize("who", ["front_desk", "nobody"])
def test_for_others_there_is_no_such_page(who, request, signed_in):
    browser = signed_in(request.getfixturevalue(who))
    assert browser.get(reverse("batches")).status_code == 404
    assert browser.post(reverse("batches"), {"batch": "LK12-A"}).status_code == 404


def test_a_search_is_one_event_and_one_query_of_its_own(ended, nurse, signed_in):  # noqa: F811
    record(ended, nurse)
    browser = signed_in(nurse)
    with CaptureQueriesContext(connection) as asked:
        found(browser, "LK12-A")
    of_records = [query["sql"] for query in asked if "intake_sessionrecord" in query["sql"]]
    assert len(of_records) == 1
    told = AuditEvent.objects.filter(actor=nurse, target__contains="needle batch")
    assert told.count() == 1 and "LK12" not in told.get().target
