"""What was written into a session's record stays among clinicians: no page of the patient shows any of it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from clinic.policy import every_view, policy_of
from intake.actions.session_records import Depth, Done, record_session
from intake.models import Purpose

pytestmark = pytest.mark.django_db
SECRET = ("0.45", "0,45", "LOT777", "Deviceandneedle", "numbedwith", "appliedthis", "notedthat")


@pytest.fixture
def recorded(session, nurse):
    """Every word of the record can be told from any other word."""
    done = Done("Deviceandneedle", "LOT777", "poorly", nurse, "numbedwith", "appliedthis", "notedthat")
    depths = {area: Depth(Decimal("0.45")) for area in session.areas}
    return record_session(session=session, depths=depths, done=done, by=nurse, at=timezone.now())


def addresses() -> list[str]:
    """Every page of a patient's own page that has no key in its address, and its files."""
    found = []
    for route, view in every_view():
        rule = policy_of(view)
        if rule and rule.kind == "patient" and Purpose.CARE in rule.purposes and "<" not in route:
            found += ["/" + route] if "GET" in getattr(view, "methods", ()) else []
    return found


def test_no_page_and_no_file_of_the_patient_holds_any_of_it(browser, recorded):
    read = {}
    for address in addresses():
        answer = browser.get(address)
        if answer.status_code == 200:
            read[address] = b"".join(answer).decode("utf-8", "replace")
    assert {"/care/", "/care/print/"} <= set(read)
    assert not [(address, word) for address, text in read.items() for word in SECRET if word in text]


def test_a_clinician_reads_all_of_it(recorded, session, signed_in, nurse):
    text = signed_in(nurse).get(f"/sessions/{session.pk}/").content.decode()
    assert all(word in text for word in SECRET if word != "0,45")


def test_the_drawn_course_stands_on_the_patients_page_in_the_patients_words(browser, session):
    text = browser.get("/care/").content.decode()
    assert '<svg class="timeline"' in text and "style=" not in text
    assert browser.get("/care/?lang=es").content.decode().count(">hecha<") >= text.count(">done<") > 0
