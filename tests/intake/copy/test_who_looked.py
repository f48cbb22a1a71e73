"""Who has looked at a record: every event of this patient, page after page, refused ones too."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from clinic import audit
from clinic.models import AuditEvent
from intake.models import Patient
from intake.who_looked import PAGE_SIZE, events_about

pytestmark = pytest.mark.django_db


def write(patient: Patient, by, many: int) -> None:
    """Events, two of them at each moment."""
    now = timezone.now() - timedelta(days=1)
    for number in range(many):
        at = now - timedelta(minutes=number // 2)
        audit.record("view", by=by, role="nurse", patient_id=patient.pk, target=f"visit {number}", at=at)


def test_it_tells_who_when_in_which_role_and_what(signed_in, lead, nurse, maria):
    write(maria, nurse, 1)
    page = signed_in(lead).get(f"/patients/{maria.pk}/access-log/").content.decode()
    row = re.search(r"<tr>\s*<td><time.*?visit 0.*?</tr>", page, re.DOTALL)[0]
    assert "Noor Haddad" in row and "nurse" in row and "view" in row


def test_a_refused_try_stands_in_it(signed_in, lead, nurse, maria):
    assert signed_in(nurse).get(f"/patients/{maria.pk}/copy/").status_code == 404
    AuditEvent.objects.get(action="deny")
    audit.record("deny", outcome="deny", by=nurse, patient_id=maria.pk, target="patient")
    page = signed_in(lead).get(f"/patients/{maria.pk}/access-log/").content.decode()
    assert "<strong>(deny)</strong>" in page and "Noor Haddad" in page


def test_reading_and_printing_it_stand_in_it(signed_in, lead, maria):
    browser = signed_in(lead)
    browser.get(f"/patients/{maria.pk}/access-log/")
    browser.get(f"/patients/{maria.pk}/access-log/print/")
    found = AuditEvent.objects.filter(patient_id=maria.pk, target="access log").order_by("pk")
    assert [(event.action, event.actor_role) for event in found] == [("view", "lead"), ("print", "lead")]


def test_the_pages_together_show_each_event_once_and_nobody_elses(nurse, maria, daniel):
    write(maria, nurse, 2 * PAGE_SIZE + 7)
    write(daniel, nurse, 30)
    shown, before = [], ""
    while True:
        events, before = events_about(maria, before=before)
        shown += [event.pk for event in events]
        if not before:
            break
    mine = AuditEvent.objects.filter(patient_id=maria.pk).order_by("-at", "-id")
    assert shown == list(mine.values_list("pk", flat=True)) and len(shown) == 2 * PAGE_SIZE + 7


def test_the_way_to_older_events_works_in_a_browser(signed_in, lead, nurse, maria):
    write(maria, nurse, PAGE_SIZE + 5)
    browser, path = signed_in(lead), f"/patients/{maria.pk}/access-log/"
    link = re.search(r'href="(\?before=[^"]+)"', browser.get(path).content.decode())[1]
    assert ">visit 54<" in browser.get(path + link.replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize(
    "before", ["x", "2026-01-01~1", "0001-01-01T00:00:00Z~1~2", "2026-01-01T00:00:00Z~٢"]
)
def test_a_place_nobody_wrote_is_a_plain_no(signed_in, lead, own_page, maria, before):
    browser = signed_in(lead)
    for page in (f"/patients/{maria.pk}/access-log/", f"/patients/{maria.pk}/access-log/print/"):
        assert browser.get(page, {"before": before}).status_code == 400
    assert own_page.get("/care/looked/", {"before": before}).status_code == 400


def test_a_page_costs_the_same_however_long_the_list_is(
    signed_in, lead, nurse, maria, django_assert_num_queries, django_assert_max_num_queries
):
    browser, path = signed_in(lead), f"/patients/{maria.pk}/access-log/"
    write(maria, nurse, 3)
    browser.get(path)
    with django_assert_max_num_queries(12) as first:
        browser.get(path)
    write(maria, nurse, 2 * PAGE_SIZE)
    with django_assert_num_queries(len(first.captured_queries)):
        browser.get(path)


def test_the_index_made_for_it_serves_it(nurse, maria):
    write(maria, nurse, 3)
    found = AuditEvent.objects.filter(patient_id=maria.pk).order_by("-at", "-id")[:51]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Some rows are read faster without any index, or with another one and a sort.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    assert "audit_by_patient" in found.explain()


class TestPatient:
    def test_reads_date_name_and_role_in_plain_words(self, own_page, nurse, maria):
        write(maria, nurse, 1)
        page = own_page.get("/care/looked/?lang=en").content.decode()
        assert "Noor Haddad, RN – Nurse" in page and "Looked at" in page and "visit 0" not in page
        assert "Visto" in own_page.get("/care/looked/?lang=es").content.decode()

    def test_reads_of_a_refused_try(self, own_page, nurse, maria):
        audit.record("deny", outcome="deny", by=nurse, patient_id=maria.pk, target="patient")
        assert "Was refused" in own_page.get("/care/looked/?lang=en").content.decode()

    def test_is_told_no_device_and_no_address(self, own_page, signed_in, lead, maria):
        signed_in(lead).get(
            f"/patients/{maria.pk}/", headers={"user-agent": "Secretbrowser"}, REMOTE_ADDR="203.0.113.9"
        )
        page = own_page.get("/care/looked/").content.decode()
        assert "Lena Novak" in page and "Secretbrowser" not in page and "203.0.113.9" not in page

    def test_comes_to_older_events(self, own_page, nurse, maria):
        write(maria, nurse, PAGE_SIZE + 5)
        first = own_page.get("/care/looked/").content.decode()
        link = re.search(r'href="(\?before=[^"]+)"', first)[1].replace("&amp;", "&")
        older = own_page.get("/care/looked/" + link).content.decode()
        assert 0 < older.count("Noor Haddad") < first.count("Noor Haddad")
