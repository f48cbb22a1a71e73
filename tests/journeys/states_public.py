"""States of the pages that anybody may open: sign-in, the guide, and the pages for what went wrong."""

from clinic.models import User
from clinic.people import password_link
from tests.journeys.conftest import Person
from tests.journeys.failing import ANSWERED, RAISED
from tests.journeys.states import State, Step, at, press_there, pressed

SIGN_IN = "/account/sign-in/"
PROBLEM = "There is a problem"


def of_anybody(colleague: User) -> list[State]:
    """Nobody is signed in; the colleague got a link to set a password."""
    new, nobody = password_link(colleague), {"E-mail": "nobody@clinic.example", "Password": "a wrong one"}
    rows: list[tuple[str, Step, str]] = [
        ("sign in", at(SIGN_IN), "sign-in"),
        ("sign in, nothing typed", pressed(SIGN_IN, "Sign in", PROBLEM), "sign-in"),
        ("sign in, wrong", pressed(SIGN_IN, "Sign in", PROBLEM, nobody), "sign-in"),
        ("a password to set", lambda person: person.page.goto(new), "sign-in"),
        ("a password to set, none typed", lambda p: press_there(p, "Set password", PROBLEM), "sign-in"),
        ("a password link that is no more", at("/account/new-password/1-x-y/"), "sign-in"),
        ("guide", at("/guide/micro-needling/"), "staff"),
        ("guía", at("/guide/micro-needling/?lang=es"), "staff"),
        ("no such page", at("/nowhere/", 404), "error"),
        ("no page to open", at("/tablet/back/", 405), "error"),
        ("a form of another site", forged, "error"),
    ]
    failures = [(f"error {status}", at(f"/fails/{status}/", status), "error") for status in RAISED | ANSWERED]
    return [State(name, reach, kind, 390) for name, reach, kind in rows + failures]


def forged(person: Person) -> None:
    at("/form/")(person)
    press_there(person, "Send", "Please send that again")
