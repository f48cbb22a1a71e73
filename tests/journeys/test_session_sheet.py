"""A session is recorded in a browser, and its sheet is one page of Letter and of A4."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from intake.actions.addenda import add_to_session
from intake.actions.session_records import Depth, Done, record_session
from intake.models import SessionRecord, TreatmentSession
from tests.intake.conftest import NOW, PLANNED
from tests.intake.course.steps import booked, held
from tests.intake.steps import agree, send
from tests.journeys.conftest import DESKTOP, PHONE, Person

pytestmark = pytest.mark.browser
AREAS = ("forehead", "cheeks", "chin", "jawline", "neck", "chest", "hands", "abdomen", "knees")
DEEP = "Thick scar along the whole fold; agreed with the patient after a test spot three weeks ago. " * 2
SAID = "Pinpoint bleeding along the scars only, stopped within a minute; skin even and pink at the end. " * 20


@pytest.fixture
def session(clinic, maria, place, front_desk, dermatologist) -> TreatmentSession:
    """Nine areas treated at once, one of them without a range in the protocol."""
    visit = booked(maria, PLANNED.date(), by=front_desk, on=NOW.date(), areas=AREAS)
    send(visit)
    agree(visit, dermatologist)
    return held(visit, dermatologist)


def recorded(session: TreatmentSession, by) -> None:
    """As much as somebody may write into a record, and two notes added later."""
    done = Done(
        "Pen with 36 sterile needles, serial 2041-88", "LK-2026-03-A17", "some", by,
        numbing_used="Lidocaine and prilocaine cream, 30 minutes, wiped off with saline before the start",
        applied="Hyaluronic acid during the session, petrolatum after it. " * 5, note=SAID,
    )  # fmt: skip
    depths = {area: Depth(Decimal("2.25"), DEEP) for area in AREAS}
    record_session(session=session, depths=depths, done=done, by=by, at=PLANNED)
    for text in ("Called on the next day: redness only, mild and even.", "Photographs taken."):
        add_to_session(session=session, text=text, by=by, at=PLANNED)


@pytest.mark.parametrize("screen", [PHONE, DESKTOP])
def test_it_is_recorded_with_the_range_beside_each_box(inside, session, nurse, screen):
    person: Person = inside(nurse, **screen)
    person.go(reverse("session", args=[session.pk]))
    person.see("No usual range in the protocol.")
    page = person.page
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["viewport"]["width"]
    for box in page.get_by_label("depth in mm").all():
        box.fill("0,5")
    page.get_by_label("Forehead: depth in mm").fill("1.2")
    page.get_by_label("Device").fill("Pen")
    page.get_by_label("Needle batch").fill("lk 17")
    page.get_by_label("Treated by").select_option(label=str(nurse))
    page.get_by_label("Well").check()
    person.press("Keep the record")
    person.see("Forehead: above 1 mm, write the reason.")
    page.get_by_label("Reason, if deeper (Forehead)").fill("Deep line")
    person.press("Keep the record")
    person.see("LK17")
    person.see("1.2 mm – Deep line")
    assert SessionRecord.objects.count() == 1


def test_a_full_record_prints_on_one_sheet_of_letter_and_of_a4(inside, session, nurse):
    recorded(session, nurse)
    person = inside(nurse, **DESKTOP)
    person.go(reverse("session-print", args=[session.pk]))
    for paper in ("Letter", "A4"):
        pages = PdfReader(io.BytesIO(person.page.pdf(format=paper))).pages
        assert len(pages) == 1, f"{paper}: {len(pages)} sheets"
        for words in ("LK-2026-03-A17", "2.25 mm", "Photographs taken", "SHA-256"):
            assert words in pages[0].extract_text(), words
