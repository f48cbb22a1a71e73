"""A dermatologist in Chromium: reads, agrees, overrides, asks for more, prints; also by keyboard alone."""

import re

import pytest
from django.conf import settings
from pypdf import PdfReader

from clinic.models import User
from intake.example.staff import PASSWORD
from intake.models import Review, ReviewAction, Visit
from tests.journeys.conftest import DESKTOP, PHONE, Person

pytestmark = pytest.mark.browser

EMAIL = "ruiz@clinic.example"
SIGN = "Sign and open next"
SIZES = [
    pytest.param({"script": True, **DESKTOP}, id="desktop"),
    pytest.param({"script": True, **PHONE}, id="phone"),
    pytest.param({"script": False, **DESKTOP}, id="without script"),
]
IS_FOCUS_SEEN = """() => {
    const here = document.activeElement, shown = here.closest('.choice') || here;
    return [here, shown].some(one => getComputedStyle(one).outlineStyle !== 'none');
}"""


@pytest.fixture
def morning(example_day) -> None:
    """Haas is held; María, Hall, Rossi and Walker wait in this order."""


def signed_in_person(visitor, **options) -> Person:
    person = visitor(**options)
    person.sign_in(EMAIL, PASSWORD)
    assert person.path == "/queue/"
    return person


def opened(person: Person) -> Visit:
    """The visit whose summary is open."""
    assert person.path.endswith("/summary/"), person.path
    return Visit.objects.select_related("patient").get(pk=person.path.split("/")[2])


def choose(person: Person, words: str) -> int:
    """Take the choice of that name in every area of the sign panel; how many areas there are."""
    choices = person.page.locator(".area-choice").get_by_label(words)
    for place in range(choices.count()):
        choices.nth(place).check()
    return choices.count()


@pytest.mark.parametrize("options", SIZES)
def test_the_morning_from_the_queue_to_the_last_signature(visitor, morning, options):
    person = signed_in_person(visitor, **options)
    person.press("GARCÍA LÓPEZ, María", exact=False)
    read_marias_summary(person)
    agree_about_maria(person)
    agree_about_haas(person)
    ask_more_about_hall(person)
    override_rossi(person)
    on_paper(person)


def read_marias_summary(person: Person) -> None:
    for words in (
        "GARCÍA LÓPEZ, María", "Allergy: penicilina", "Before ready:", "“Last laser or IPL” sets the date",
        "Keloids in family: I’m not sure", "could be Review", "rule laser_non_ablative", "S85",
        "Quiero que se noten menos", "Changed since", "levotiroxina", "Usual depth", "Pre-care to confirm",
    ):  # fmt: skip
        person.see(words)
    person.page.get_by_text("checks found nothing").click()
    person.see("isotretinoin current")


def agree_about_maria(person: Person) -> None:
    """Areas + 2 clicks: the row, one an area, and the signature."""
    maria = opened(person)
    assert choose(person, "Treat from") == 3
    person.press(SIGN)
    assert {review.action for review in reviews(maria)} == {ReviewAction.CONFIRMED}
    person.see("Signed. This is the next visit to sign.")


def agree_about_haas(person: Person) -> None:
    """He sits and waits since the check of the day, so he comes before the rest."""
    haas = opened(person)
    assert haas.patient.family_name == "Haas"
    assert choose(person, "Agree – wait") == 1
    person.press(SIGN)
    assert [review.action for review in reviews(haas)] == [ReviewAction.CONFIRMED] * 2


def ask_more_about_hall(person: Person) -> None:
    hall = opened(person)
    assert hall.patient.family_name == "Hall"
    person.page.get_by_text("Ask for more before deciding").click()
    person.press("Sign and send to the front desk")
    person.see("Write what the desk is to ask.")
    person.page.get_by_label("What the desk is to ask").fill("Who prescribed the aspirin?")
    person.press("Sign and send to the front desk")
    assert person.path == "/queue/"
    assert [review.note for review in reviews(hall)] == ["Who prescribed the aspirin?"]


def override_rossi(person: Person) -> None:
    person.press("ROSSI, Chiara", exact=False)
    rossi = opened(person)
    reason = person.page.get_by_label("Reason for departing")
    assert not reason.is_visible(), "a reason is asked for only where a choice departs"
    choose(person, "Treat (reason)")
    person.press(SIGN)
    person.see("This departs from the advice: choose a reason.")
    reason.select_option("clinical_judgement")
    person.press(SIGN)
    assert [review.action for review in reviews(rossi)] == [ReviewAction.OVERRIDDEN]


def on_paper(person: Person) -> None:
    walker = opened(person)
    with person.page.expect_download() as coming:
        person.page.get_by_role("link", name="Download PDF").click()
    pages = PdfReader(coming.value.path()).pages
    assert len(pages) == 1
    assert walker.patient.family_name.upper() in pages[0].extract_text()
    person.press("Print")
    person.see("Not signed.")
    person.page.go_back()
    choose(person, "Agree – treat")
    person.press(SIGN)
    assert person.path == "/queue/"
    person.see("Nothing else waits for a signature.")


def reviews(visit: Visit) -> list[Review]:
    return list(Review.objects.filter(assessment__request__visit=visit))


def test_by_keyboard_alone(visitor, morning):
    person = signed_in_person(visitor, **DESKTOP)
    keys = person.page.keyboard
    tab_to(person, "Open summary: GARCÍA LÓPEZ, María", at_most=1)  # the first row has the focus: who is held
    with person.page.expect_navigation():
        keys.press("Enter")
    maria = opened(person)
    tab_to(person, "Go to your decision", at_most=12)
    keys.press("Enter")
    for _ in range(3):
        keys.press("Tab")
        assert person.page.evaluate(IS_FOCUS_SEEN)
        keys.press("Space")
    tab_to(person, SIGN, at_most=6)  # past four orders and the note
    with person.page.expect_navigation():
        keys.press("Enter")
    assert len(reviews(maria)) == 2, "one for each concern"
    assert opened(person) != maria


def tab_to(person: Person, name: str, at_most: int) -> None:
    """Press Tab until the control of that name has the focus; on the way the focus is always to be seen."""
    for _ in range(at_most):
        person.page.keyboard.press("Tab")
        assert person.page.evaluate(IS_FOCUS_SEEN), person.page.evaluate("document.activeElement.outerHTML")
        if person.page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"{name!r} is more than {at_most} Tabs away")


def test_what_is_missing_is_three_clicks_away(visitor, morning):
    person = signed_in_person(visitor, **DESKTOP)
    kim = Visit.objects.get(patient__family_name="Kim", state="booked")
    person.go(f"/visits/{kim.pk}/summary/")
    person.see("3 answers to ask for")
    person.press("Answer it now")
    assert re.fullmatch(rf"/visits/{kim.pk}/ask/\w+/", person.path)
    assert person.page.evaluate("location.hash") == "#q-isotretinoin"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_old_sign_in_is_asked_for_the_password_in_the_panel(visitor, morning, signed_in, clinic, script):
    ruiz = User.objects.get(email=EMAIL)
    cookie = signed_in(ruiz, minutes_ago=20).cookies[settings.SESSION_COOKIE_NAME]
    person = visitor(script=script, **DESKTOP)
    person.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": clinic}])
    walker = Visit.objects.get(patient__family_name="Walker", state="booked")
    person.go(f"/visits/{walker.pk}/summary/")
    choose(person, "Agree – treat")
    password = person.page.locator(".sign").get_by_label("Your password")
    password.fill("not this one")
    person.press(SIGN)
    person.see("This is not your password.")
    assert not reviews(walker)
    password.fill(PASSWORD)
    person.press(SIGN)
    assert len(reviews(walker)) == 1


def test_a_stop_and_a_ready_summary_stand_on_one_screen(visitor, morning):
    person = signed_in_person(visitor, **DESKTOP)
    for name in ("Rossi", "Walker"):
        visit = Visit.objects.get(patient__family_name=name, state="booked")
        person.go(f"/visits/{visit.pk}/summary/")
        lowest = person.page.evaluate("document.querySelector('.summary').getBoundingClientRect().bottom")
        assert lowest <= 900, f"{name}: {lowest}"
