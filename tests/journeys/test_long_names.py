"""Names as long as they may be: nothing is pushed off the page, and usual names stay in one piece."""

import pytest

from clinic.models import User
from intake.models import Patient
from tests.journeys.states_staff import todays

pytestmark = pytest.mark.browser
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 2
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
OFF = """selector => [...document.querySelectorAll(selector)].filter(
    one => one.getBoundingClientRect().right > innerWidth).length"""
TORN = """() => {
    const torn = [], range = document.createRange();
    for (const link of document.querySelectorAll(".board a[id^=visit-]"))
        for (const word of link.textContent.matchAll(/[^\\s,-]+/g)) {
            range.setStart(link.firstChild, word.index);
            range.setEnd(link.firstChild, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(box => box.top)).size > 1) torn.push(word[0]);
        }
    return torn;
}"""


@pytest.fixture
def long(example_day) -> Patient:
    """A patient of today, renamed."""
    patient = todays("García López").patient
    Patient.objects.filter(pk=patient.pk).update(family_name=LONG, preferred_name=LONG[:60])
    return patient


@pytest.mark.parametrize("width", [900, 1024, 1440])
def test_the_next_step_stays_on_the_page_and_usual_names_in_one_piece(long, inside, width):
    person = inside(User.objects.get(email="ruiz@clinic.example"), viewport={"width": width, "height": 900})
    person.go("/today/")
    assert person.page.evaluate(WIDE) == 0 and person.page.evaluate(OFF, ".board .button") == 0
    assert set(person.page.evaluate(TORN)) <= {LONG.upper()}


def test_a_long_preferred_name_stays_in_the_banner_of_a_phone(long, inside):
    person = inside(User.objects.get(email="ruiz@clinic.example"), viewport={"width": 390, "height": 844})
    person.go(f"/patients/{long.pk}/")
    assert person.page.evaluate(OFF, ".banner *") == 0 and person.page.evaluate(WIDE) == 0
