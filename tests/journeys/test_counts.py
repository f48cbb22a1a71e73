"""How many taps, clicks and keys the everyday journeys take. The hand that does them counts.

Letters and digits that are typed do not count, nor does moving on from one box to the next by a phone's own
keyboard; everything else does.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.models import User
from intake.actions.invitations import copy_link
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import clinic_day
from intake.models import Patient, Response, Review, ReviewAction, Visit, VisitState
from tests.intake.steps import healthy
from tests.journeys.conftest import DESKTOP, PHONE, Person
from tests.journeys.states_staff import todays

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_KEYS_A_QUESTION = 6
MOST_KEYS_A_NEW_PATIENT = 14
MOST_KEYS_TO_FIND = 6
ANSWERS = healthy(scar_age_months=36, medicines=["vitamin D"])
"""A healthy person's, with the age of the scars that the visit is about and a medicine."""
MOST_QUESTIONS = 80


class Hand:
    """Does what a person's hand does, and counts it."""

    def __init__(self, person: Person) -> None:
        self.person, self.page, self.count = person, person.page, 0

    def tap(self, place) -> None:
        self.count += 1
        place.tap()

    def click(self, place) -> None:
        self.count += 1
        place.click()

    def follow(self, place) -> None:
        """A click or a tap that leads to another page."""
        with self.page.expect_navigation():
            self.tap(place) if self.person.touches else self.click(place)

    def key(self, *names: str) -> None:
        for name in names:
            self.count += 1
            self.page.keyboard.press(name)

    def key_to(self, place) -> None:
        """Tab until the control has the focus."""
        for _ in range(40):
            if place.evaluate("one => one === document.activeElement"):
                return
            self.key("Tab")
        raise AssertionError(f"Tab does not get to {place}")

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.key("Enter")

    def write(self, *texts: str) -> None:
        """Type into the box that has the focus, and into those after it."""
        for place, text in enumerate(texts):
            if place:
                self.page.keyboard.press("Tab")
            self.page.keyboard.type(text)


@pytest.fixture
def booked(clinic, maria, place, front_desk) -> Visit:
    now = timezone.now()
    maria.language = "en"
    maria.save()
    return book(
        patient=maria,
        place=place,
        starts_at=now + timedelta(days=14),
        wanted=[Wanted("micro-needling", "acne_scars", ("forehead", "cheeks"))],
        by=front_desk,
        at=now,
        on=clinic_day(now),
    )


@pytest.fixture
def link(booked, front_desk) -> str:
    return f"/i/{copy_link(visit=booked, by=front_desk, at=timezone.now())[1]}/"


def member(who: str) -> User:
    return User.objects.get(email=f"{who}@clinic.example")


def code_of(person: Person) -> str:
    return person.path.split("/")[2]


def button(hand: Hand, name: str):
    return hand.page.get_by_role("button", name=name, exact=True)


def test_a_patient_at_home_taps_once_an_answer_once_a_continue_and_six_times(visitor, link):
    hand = Hand(visitor(**PHONE))
    hand.page.goto(hand.person.address + link)
    hand.tap(hand.page.locator("#id_birth_date_0"))
    hand.write("14", "3", "1991")
    hand.follow(button(hand, "Start"))
    answers, continues = answer_by_taps(hand)
    hand.follow(hand.page.get_by_role("link", name="Continue"))
    hand.tap(hand.page.locator("[name=attested]"))
    hand.tap(hand.page.get_by_label("Your full name"))
    hand.write("María García López")
    hand.follow(button(hand, "Sign and send"))
    assert hand.person.path == "/sent/" and Response.objects.exists()
    assert answers > 40
    assert hand.count <= answers + continues + 1 + 6


def answer_by_taps(hand: Hand) -> tuple[int, int]:
    """Question after question; how many were answered, and how often Continue (or Skip) was tapped."""
    answers = continues = 0
    while hand.person.path != "/check/":
        answer = ANSWERS.get(code_of(hand.person))
        continues += 1
        assert continues < MOST_QUESTIONS, f"no end of questions at {hand.person.path}"
        if not answer:
            hand.follow(button(hand, "Skip"))
            continue
        answers += 1
        give_by_tap(hand, answer)
        hand.follow(button(hand, "Continue"))
    return answers, continues


def give_by_tap(hand: Hand, answer) -> None:
    for one in answer if isinstance(answer, list) else [answer]:
        choice = hand.page.locator(f"input[name^=answer][value='{one}']")
        if choice.count():
            hand.tap(choice)
        else:
            hand.tap(hand.page.locator("[name=answer]:visible").first)
            hand.write(str(one))


def test_a_patient_by_keyboard_needs_six_keys_a_question(visitor, link):
    hand = Hand(visitor(**DESKTOP))
    hand.page.goto(hand.person.address + link)
    for box, text in enumerate(("14", "3", "1991")):
        hand.page.locator(f"#id_birth_date_{box}").fill(text)
    hand.follow(button(hand, "Start"))
    taken = {}
    while hand.person.path != "/check/":
        code, hand.count = code_of(hand.person), 0
        give_by_key(hand, ANSWERS.get(code))
        assert hand.person.path != f"/questions/{code}/", f"{code} is not answered"
        taken[code] = hand.count
    assert len(taken) > 40
    assert {code: keys for code, keys in taken.items() if keys > MOST_KEYS_A_QUESTION} == {}


def give_by_key(hand: Hand, answer) -> None:
    """The shortest way by keyboard: past the links on top, and Enter in any control is Continue.

    The browser keeps the place that was skipped to for the questions after it. A question that may stay
    blank is left so by Continue as well.
    """
    hand.key("Tab")
    if hand.page.evaluate("document.activeElement.matches('.skip')"):
        hand.enter()
    one = answer[0] if isinstance(answer, list) and answer else answer
    choices = hand.page.locator("main input[name^=answer]:is([type=radio], [type=checkbox])")
    values = [choice.get_attribute("value") for choice in choices.all()]
    if str(one) in values and choices.first.get_attribute("type") == "radio":
        hand.key_to(choices.first)
        at, last = values.index(str(one)), len(values)
        hand.key(*(["Space"] if at == 0 else min(["ArrowDown"] * at, ["ArrowUp"] * (last - at), key=len)))
    elif str(one) in values:
        hand.key_to(choices.nth(values.index(str(one))))
        hand.key("Space")
    else:
        hand.key_to(hand.page.locator("[name=answer]:visible").first)
        hand.write(str(one or ""))
    if hand.page.locator("textarea").count():  # there Enter begins a line
        hand.key_to(button(hand, "Continue"))
    hand.enter()


def test_a_new_patient_needs_fourteen_keys(inside, example_day):
    hand = Hand(inside(member("desk"), **DESKTOP))
    hand.person.go("/today/")
    hand.key("/")
    hand.key_to(hand.page.get_by_role("link", name="New patient"))
    hand.enter()
    for label, text in {"Family name": "Novak", "Given name": "Ida", "Date of birth": "3feb1990"}.items():
        hand.key_to(hand.page.get_by_label(label))
        hand.write(text)
    hand.key_to(hand.page.get_by_role("textbox", name="Phone"))
    hand.write("561 555 0188")
    hand.key_to(hand.page.get_by_label("English"))
    hand.key("Space")
    hand.enter()
    hand.person.look()
    assert Patient.objects.filter(family_name="Novak").exists(), hand.page.inner_text("main")
    assert hand.count <= MOST_KEYS_A_NEW_PATIENT


def test_finding_a_patient_needs_six_keys(inside, example_day):
    hand = Hand(inside(member("desk"), **DESKTOP))
    hand.person.go("/today/")
    hand.key("/")
    hand.write("garcia maria")
    hand.enter()
    hand.person.look()
    hand.key_to(hand.page.get_by_role("link", name="García López", exact=False).first)
    hand.enter()
    assert hand.person.path.startswith("/patients/") and hand.person.path != "/patients/"
    assert hand.count <= MOST_KEYS_TO_FIND


def test_checking_in_a_finished_form_is_one_click(inside, example_day):
    hand = Hand(inside(member("desk"), **DESKTOP))
    hand.person.go("/today/")
    hand.follow(hand.page.locator(f"#step-{todays('Nkosi').pk}"))
    assert todays("Nkosi").state == VisitState.ARRIVED
    assert hand.count == 1


def test_sending_the_link_is_two_clicks(inside, example_day):
    hand = Hand(inside(member("desk"), **DESKTOP))
    hand.person.go("/today/")
    hand.follow(hand.page.locator(f"#step-{todays('Smith').pk}"))
    if not todays("Smith").invitations.exists():
        hand.follow(button(hand, "Send link by e-mail"))
    assert todays("Smith").invitations.exists()
    assert hand.count <= 2


def choose(hand: Hand, words: str) -> int:
    choices = hand.page.locator(".area-choice").get_by_label(words)
    for place in range(choices.count()):
        hand.click(choices.nth(place))
    return choices.count()


def test_agreeing_is_one_click_an_area_and_three(inside, example_day):
    hand = Hand(inside(member("ruiz"), **DESKTOP))
    hand.person.go("/queue/")
    hand.follow(hand.page.get_by_role("link", name="GARCÍA LÓPEZ, María"))
    areas = choose(hand, "Treat from")
    hand.follow(button(hand, "Sign and open next"))
    assert areas == 3 and Review.objects.filter(action=ReviewAction.CONFIRMED).count() >= 2
    assert hand.count <= areas + 3


def test_departing_is_one_click_more(inside, example_day):
    hand = Hand(inside(member("ruiz"), **DESKTOP))
    hand.person.go("/queue/")
    hand.follow(hand.page.get_by_role("link", name="ROSSI, Chiara"))
    areas = choose(hand, "Treat (reason)")
    hand.click(hand.page.get_by_label("Reason for departing"))  # a list: one click opens it, one chooses
    hand.page.get_by_label("Reason for departing").select_option("clinical_judgement")
    hand.count += 1
    hand.follow(button(hand, "Sign and open next"))
    assert Review.objects.filter(action=ReviewAction.OVERRIDDEN).exists()
    assert hand.count <= areas + 3 + 1


def test_a_missing_answer_is_three_clicks_from_the_summary(inside, example_day):
    kim = todays("Kim")
    hand = Hand(inside(member("ruiz"), **DESKTOP))
    hand.person.go(f"/visits/{kim.pk}/summary/")
    hand.follow(hand.page.get_by_role("link", name="Answer it now").first)
    hand.click(hand.page.locator("#q-isotretinoin").get_by_label("Never"))
    hand.follow(button(hand, "Save and stop here"))
    assert "never" in [draft.answers.get("isotretinoin") for draft in kim.drafts.all()]
    assert hand.count <= 3
