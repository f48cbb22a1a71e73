"""The day of a session in Chromium: nothing has changed, consent, session; or a sunburn that holds it."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from intake.actions.invitations import copy_link
from intake.actions.requests import Wanted
from intake.actions.visits import book, check_in
from intake.dates import clinic_day
from intake.models import Language, Purpose, Response, TreatmentConsent, Visit
from tests.intake.steps import agree, send
from tests.journeys.conftest import DESKTOP, PHONE, Person
from tests.journeys.test_counts import Hand
from tests.journeys.test_tablet import PASSWORD, TABLET

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_TAPS = 5
WORDS = {
    "en": {
        "start": "Start",
        "me": "Yes, this is me",
        "nothing": "Nothing has changed",
        "something": "Go on with what has changed",
        "on": "Continue",
        "send": "Send",
        "name": "Your full name",
        "sign": "I agree and sign",
        "ready": "We have what we need. We will call you in.",
        "held": "Your doctor will look at this before we start.",
        "back": "I am done: give the tablet back",
        "old": "you told us:",
    },
    "es": {
        "start": "Empezar",
        "me": "Sí, soy yo",
        "nothing": "Nada ha cambiado",
        "something": "Seguir con lo que cambió",
        "on": "Continuar",
        "send": "Enviar",
        "name": "Su nombre completo",
        "sign": "Acepto y firmo",
        "ready": "Tenemos lo que necesitamos. Le llamaremos para pasar.",
        "held": "Su médico verá esto antes de empezar.",
        "back": "He terminado: devolver la tableta",
        "old": "nos dijo:",
    },
}
VERDICTS = ("wait", "stop", "review", "espere", "no apta", "aplaz")
"""Words of a decision that a patient does not read."""


@pytest.fixture
def arrived(clinic, maria, place, front_desk, dermatologist) -> Visit:
    """Answered and signed yesterday; María sits in the waiting room."""
    now, told = timezone.now(), timezone.now() - timedelta(days=1)
    wanted = [Wanted("micro-needling", "wrinkles", ("forehead", "cheeks"))]
    ahead = {"at": told, "on": clinic_day(told)}
    visit = book(patient=maria, place=place, starts_at=now, wanted=wanted, by=front_desk, **ahead)
    send(visit, told)
    agree(visit, dermatologist, at=told)
    check_in(visit=Visit.objects.get(pk=visit.pk), by=front_desk, at=now, on=clinic_day(now))
    return Visit.objects.select_related("patient").get(pk=visit.pk)


def speaks(visit: Visit, language: str) -> dict[str, str]:
    visit.patient.language = Language(language)
    visit.patient.save()
    return WORDS[language]


def take_over(person: Person, visit: Visit, front_desk, words: dict[str, str]) -> Hand:
    """The desk's own tablet is handed over on the visit's page; from there on the patient's hand counts."""
    front_desk.set_password(PASSWORD)
    front_desk.save()
    person.sign_in(front_desk.email, PASSWORD)
    person.go(f"/visits/{visit.pk}/")
    person.press("Hand over this tablet: check of the day")
    hand = Hand(person)
    who_i_am(hand, words)
    assert person.path == "/tablet/you/"
    return hand


def who_i_am(hand: Hand, words: dict[str, str]) -> None:
    hand.tap(hand.page.locator("#id_birth_date_0"))
    hand.write("14", "3", "1991")
    follow(hand, "button", words["start"])


def follow(hand: Hand, role: str, name: str) -> None:
    hand.follow(hand.page.get_by_role(role, name=name, exact=True))
    hand.person.look()


def as_hoped(hand: Hand) -> None:
    """What only this form asks: no cream of one's own, clean skin."""
    hand.tap(hand.page.locator("[name=q-numbing_today][value=no]"))
    hand.tap(hand.page.locator("[name=q-clean_skin_today][value=yes]"))


def sign_consent(hand: Hand, words: dict[str, str]) -> None:
    assert hand.person.path == "/consent/"
    hand.tap(hand.page.locator("[name=agreed]"))
    hand.tap(hand.page.get_by_label(words["name"]))
    hand.write("María García López")
    follow(hand, "button", words["sign"])


def nothing_is_left(person: Person) -> None:
    """The tablet is back at the desk: neither Back nor an address shows anything of the patient."""
    assert person.path == "/tablet/"
    for _ in range(5):
        person.page.go_back()
        assert person.path not in ("/today-check/", "/consent/", "/today-check/sent/"), person.path
        shown = person.page.locator("body").inner_text().upper()
        assert "GARCÍA" not in shown and "NEVER" not in shown and "NUNCA" not in shown
    for path in ("/today-check/", "/consent/", "/questions/pregnant/"):
        person.page.goto(person.address + path)
        assert person.path == "/link/"
    assert not Session.objects.filter(expire_date__gt=timezone.now()).exists()


def start_session(inside, visit: Visit, nurse) -> Person:
    """The nurse's one button on Today."""
    person = inside(nurse, **DESKTOP)
    person.go("/today/")
    with person.page.expect_navigation():
        person.page.locator(f"#step-{visit.pk}").click()
    person.see("The session has started (2 areas).")
    assert Visit.objects.get(pk=visit.pk).state == "in_session"
    return person


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_changed_on_the_tablet_then_consent_then_the_session(
    visitor, inside, arrived, front_desk, nurse, language
):
    words = speaks(arrived, language)
    hand = take_over(visitor(**TABLET), arrived, front_desk, words)
    hand.count = 0
    follow(hand, "link", words["me"])
    as_hoped(hand)
    follow(hand, "button", words["nothing"])
    assert hand.count <= MOST_TAPS
    sign_consent(hand, words)
    hand.person.see(words["ready"])
    hand.person.press(words["back"])
    nothing_is_left(hand.person)
    given = TreatmentConsent.objects.get()
    assert (given.mode, given.language, given.recorded_by) == ("tablet", language, None)
    start_session(inside, arrived, nurse)


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_changed_on_ones_own_phone_is_five_taps_from_opening_the_link(
    visitor, arrived, front_desk, language
):
    words = speaks(arrived, language)
    now = timezone.now()
    _, token = copy_link(visit=arrived, by=front_desk, at=now, purpose=Purpose.SAME_DAY, language=language)
    hand = Hand(visitor(**PHONE))
    hand.page.goto(f"{hand.person.address}/i/{token}/?lang={language}")
    who_i_am(hand, words)
    as_hoped(hand)
    follow(hand, "button", words["nothing"])
    assert hand.count <= MOST_TAPS
    assert hand.person.path == "/consent/"
    assert Response.objects.latest("number").mode == "patient"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_sunburn_holds_the_session_until_a_dermatologist_lifts_it_with_a_reason(
    visitor, inside, arrived, front_desk, nurse, dermatologist, language
):
    words = speaks(arrived, language)
    hand = take_over(visitor(**TABLET), arrived, front_desk, words)
    follow(hand, "link", words["me"])
    say_burned(hand, words)
    hand.person.see(words["held"])
    told = hand.page.locator("main").inner_text().lower()
    assert not [word for word in VERDICTS if word in told]
    hand.person.press(words["back"])
    nothing_is_left(hand.person)

    desk = inside(front_desk, **DESKTOP)
    desk.go("/today/")
    desk.see("Held: with the doctor")
    desk.go(f"/visits/{arrived.pk}/")
    desk.see("Next possible day:")
    assert "unburn" not in desk.page.locator("main").inner_text()

    lift(inside(dermatologist, **DESKTOP), arrived)
    paper(inside(nurse, **DESKTOP), arrived)
    start_session(inside, arrived, nurse)


def say_burned(hand: Hand, words: dict[str, str]) -> None:
    """Ticked on the list, then the day is typed into the one question that is put."""
    as_hoped(hand)
    hand.tap(hand.page.locator("[name=changed][value=sunburn_on]"))
    follow(hand, "button", words["something"])
    assert hand.person.path == "/questions/sunburn_on/"
    hand.person.see(words["old"])
    today = clinic_day(timezone.now())
    hand.tap(hand.page.locator("#id_answer_0"))
    hand.write(str(today.day), str(today.month), str(today.year))
    follow(hand, "button", words["on"])
    assert hand.person.path == "/today-check/"
    follow(hand, "button", words["send"])


def lift(person: Person, visit: Visit) -> None:
    """From the queue, where the held visit stands first, to a signature against the advice."""
    person.go("/queue/")
    person.see("Held: here since")
    with person.page.expect_navigation():
        person.page.get_by_role("link", name="Open summary", exact=False).first.click()
    person.look()
    assert person.path == f"/visits/{visit.pk}/summary/"
    person.see("Held since the check of the day:")
    person.see("Last sunburn: Never")
    choices = person.page.locator(".area-choice").get_by_label("Treat sooner (reason)")
    for place in range(choices.count()):
        choices.nth(place).check()
    person.press("Sign and open next")
    person.see("There is a problem")
    for place in range(choices.count()):
        reasons = person.page.get_by_label("Reason for departing")
        reasons.nth(place).select_option("clinical_judgement")
    person.press("Sign and open next")
    assert Visit.objects.get(pk=visit.pk).signature == "given", person.page.inner_text("main")


def paper(person: Person, visit: Visit) -> None:
    """The nurse writes down the consent that was signed on paper."""
    person.go("/today/")
    with person.page.expect_navigation():
        person.page.locator(f"#step-{visit.pk}").click()
    assert person.path == f"/visits/{visit.pk}/consent/"
    person.look()
    person.page.get_by_label("Signed on paper by").fill("María García López")
    person.page.get_by_label("I have the signed paper", exact=False).check()
    person.press("Consent is signed on paper")
    person.see("The consent on paper is written down.")


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_the_desk_does_the_check_with_the_patient(inside, arrived, front_desk, options, script):
    person = inside(front_desk, script=script, **options)
    person.go(f"/visits/{arrived.pk}/")
    person.press("Ask here")
    person.press("Nothing has changed")
    person.see("There is a problem")
    person.page.locator("[name=q-numbing_today][value=no]").check()
    person.page.locator("[name=q-clean_skin_today][value=yes]").check()
    person.page.locator("[name=changed][value=cold_sore_now]").check()
    person.press("Go on with what has changed")
    person.see("On ")
    person.page.locator("[name=a-cold_sore_now][value=yes]").check()
    person.press("Save and send")
    person.see("A dermatologist has to look at it before a session.")
    person.see("Held: with the doctor")
