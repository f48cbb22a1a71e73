"""The consult-ready summary as a page."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from clinic.models import AuditEvent
from intake.models import Visit
from tests.intake.conftest import NOW
from tests.intake.steps import agree, send
from tests.intake.summary_cases import CASES

KELOID = "Keloids or thick raised scars"


def page(visit: Visit) -> str:
    return reverse("summary", args=[visit.pk])


def test_a_dermatologist_reads_decision_reason_answer_rule_and_source(signed_in, dermatologist, visit):
    send(visit, keloid="yes", goal="Smoother skin", medicines=["Eliquis 5mg"], skin_type="V")
    text = signed_in(dermatologist).get(page(visit)).content.decode()
    assert "Review" in text
    assert KELOID in text
    assert "Keloids: Yes" in text
    assert "rule-keloid" in text
    assert "S80" in text
    assert "Smoother skin" in text
    assert "“Eliquis 5mg” – anticoagulant" in text
    assert "V – " in text


def test_what_was_not_sure_is_shown_as_not_sure_and_to_be_asked(signed_in, dermatologist, visit):
    send(visit, keloid="not_sure")
    text = signed_in(dermatologist).get(page(visit)).content.decode()
    assert "Not sure" in text
    assert "Ask" in text


def test_what_changed_since_the_last_answers_is_shown(signed_in, dermatologist, visit):
    send(visit)
    send(visit, NOW + timedelta(hours=1), smoker="current")
    text = signed_in(dermatologist).get(page(visit)).content.decode()
    assert "Changed since" in text
    assert re.search(r"Smoking:</span> <del>[^<]+</del> → <ins>[^<]+</ins>", text)


def test_a_visit_without_answers_says_so_and_offers_nothing_to_sign(signed_in, dermatologist, visit):
    text = signed_in(dermatologist).get(page(visit)).content.decode()
    assert "No answers were sent" in text
    assert "Sign and open next" not in text


def test_a_nurse_reads_the_summary_and_cannot_sign_it(signed_in, nurse, visit):
    send(visit, keloid="yes")
    text = signed_in(nurse).get(page(visit)).content.decode()
    assert KELOID in text
    assert "Sign and open next" not in text


@pytest.mark.parametrize("who", ["front_desk", "lead", "nobody"])
@pytest.mark.parametrize("name", ["summary", "summary-print", "summary-pdf"])
def test_others_find_no_summary_and_the_refusal_is_kept(request, signed_in, visit, who, name):
    send(visit, keloid="yes")
    person = request.getfixturevalue(who)
    response = signed_in(person).get(reverse(name, args=[visit.pk]))
    assert response.status_code == 404
    assert KELOID not in response.content.decode()
    assert AuditEvent.objects.filter(actor=person, outcome="deny").exists()


def test_opening_is_kept_in_the_audit_trail(signed_in, dermatologist, visit):
    send(visit)
    signed_in(dermatologist).get(page(visit))
    seen = AuditEvent.objects.filter(actor=dermatologist, action="view", patient_id=visit.patient_id)
    assert seen.count() == 1


def test_what_a_patient_typed_is_never_markup(signed_in, dermatologist, visit):
    send(visit, goal="<script>alert(1)</script>", other_allergies=["<img src=x>"])
    text = signed_in(dermatologist).get(page(visit)).content.decode()
    assert "<script>alert" not in text
    assert "<img" not in text


def test_the_page_costs_the_same_number_of_queries_however_much_was_found(
    signed_in, dermatologist, visit, django_assert_max_num_queries
):
    send(visit, keloid="yes", diabetes="yes", smoker="current", eczema="past", herpes_history="yes")
    browser = signed_in(dermatologist)
    browser.get(page(visit))
    with django_assert_max_num_queries(32):
        browser.get(page(visit))


def test_a_signed_summary_names_signer_time_and_digest(signed_in, dermatologist, visit):
    send(visit)
    review = agree(visit, by=dermatologist)[0]
    text = signed_in(dermatologist).get(page(visit)).content.decode()
    assert review.digest in text
    assert dermatologist.signature_name in text


def test_even_an_extreme_is_under_thirty_kilobytes_on_the_wire(
    signed_in, protocol, maria, place, front_desk, dermatologist
):
    visit = CASES["extreme"](maria, place, front_desk, dermatologist)
    content = signed_in(dermatologist).get(page(visit)).content
    names = re.findall(rb'(?:href|src)="/static/([^"]+)"', content)
    files = [Path(finders.find(name.decode())) for name in names]
    assert {"clinic.css", "summary.css", "clinic.js"} <= {file.name for file in files}
    whole = [content, *(file.read_bytes() for file in files)]
    assert sum(len(gzip.compress(part)) for part in whole) < 30_000
