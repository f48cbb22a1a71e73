"""States of the patient's pages, in the order in which one patient meets them."""

from collections.abc import Callable

from django.utils.translation import gettext, override

from intake.models import Visit
from tests.intake.patient.steps import answer_all
from tests.intake.steps import healthy
from tests.journeys.conftest import Person
from tests.journeys.states import State, Step, at, press_there, pressed

ONE_OF_EACH = {
    "yes or no": "diabetes",
    "a choice": "skin_type",
    "areas": "acne_areas",
    "a number": "scar_age_months",
    "a text": "goal",
    "a list": "medicines",
    "a day": "peel_on",
}
"""A question of every type that the protocol has."""
OPTIONAL = {"goal"}
"""Continue without an answer goes on here: there is no error to see."""
GIVEN = {"acne": "spots", "acne_areas": ["nose"], "goal": "Smoother skin", "scar_age_months": 36}
Say = Callable[[str], str]


def sayer(language: str) -> Say:
    """`say("Start")`: what the product says for it in that language."""

    def say(english: str) -> str:
        with override(language):
            return gettext(english)

    return say


def of_patient(link: str, visit: Visit, language: str) -> list[State]:
    """From the link to the thanks. The link is not used yet; the visit's scars make it ask for their age."""
    say, ended = sayer(language), f"/link/?lang={language}"
    link = f"{link}?lang={language}"
    rows: list[tuple[str, Step]] = [
        ("welcome", at(link)),
        ("welcome, no date", pressed(link, say("Start"), say("Enter your date of birth."))),
        ("welcome, another's date", lambda person: come_in(person, link, say, day="15")),
        ("the first question", lambda person: come_in(person, link, say)),
        ("check, nothing answered", at("/check/")),
        *questions_empty(visit, say),
        ("names like those", lambda person: names(person, say)),
        ("two windows", lambda person: two_windows(person, visit, say)),
        *questions_filled(visit),
        ("stop for now", at("/later/")),
        ("check, all answered", at("/check/")),
        ("sign", at("/sign/")),
        ("sign, nothing written", pressed("/sign/", say("Sign and send"), say("There is a problem"))),
        ("sent", lambda person: send(person, say)),
        ("done on this device", at(f"{ended}&done=1")),
        ("a link that ended", at(ended)),
    ]
    kinds = {"a link that ended": "error"}
    return [State(f"{language}: {name}", reach, kinds.get(name, "patient"), 390) for name, reach in rows]


def come_in(person: Person, link: str, say: Say, *, day: str = "14") -> None:
    """María was born on the 14th."""
    person.page.goto(person.address + link)
    for box, text in enumerate((day, "3", "1991")):
        person.page.locator(f"#id_birth_date_{box}").fill(text)
    press_there(person, say("Start"), "" if day == "14" else say("There is a problem"))


def questions_empty(visit: Visit, say: Say) -> list[tuple[str, Step]]:
    """Each type before it is answered, and after Continue without an answer."""
    found = []
    for name, code in ONE_OF_EACH.items():
        path = f"/questions/{code}/"
        found.append((name, after(lambda: only(visit, acne="spots"), at(path))))
        if code not in OPTIONAL:
            found.append((f"{name}, no answer", pressed(path, say("Continue"), say("There is a problem"))))
    return found


def questions_filled(visit: Visit) -> list[tuple[str, Step]]:
    def fill() -> None:
        answer_all(visit, **GIVEN)

    return [
        (f"{name}, answered", after(fill, at(f"/questions/{code}/?from=check")))
        for name, code in ONE_OF_EACH.items()
    ]


def after(happens: Callable[[], object], reach: Step) -> Step:
    def both(person: Person) -> None:
        happens()
        reach(person)

    return both


def only(visit: Visit, **values: object) -> None:
    """Answer these questions and leave the others as they are."""
    answer_all(visit, **(dict.fromkeys(healthy()) | values))


def names(person: Person, say: Say) -> None:
    person.page.goto(person.address + "/questions/medicines/")
    person.page.locator("input[name=answer]").first.fill("warfrin 5mg")
    press_there(person, say("Continue"), say("Is this the right name?"))


def two_windows(person: Person, visit: Visit, say: Say) -> None:
    """What is answered here was answered otherwise in another window meanwhile."""
    person.page.goto(person.address + "/questions/smoker/")
    only(visit, smoker="former")
    person.page.locator("input[name=answer][value=never]").check()
    press_there(person, say("Continue"), say("You have two answers to this question"))


def send(person: Person, say: Say) -> None:
    person.page.goto(person.address + "/sign/")
    person.page.locator("[name=attested]").check()
    press_there(person, say("Sign and send"), say("Thank you"), {say("Your full name"): "María García López"})
