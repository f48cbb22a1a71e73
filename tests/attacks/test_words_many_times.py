"""The long version, by staff and by anybody: other letters, random requests.

Each is the class of attack that every run tries with a sample, at many times the size, on the same running
site and whichever database the run is on.
"""

import random

import pytest

from clinic.policy import policy_of
from tests.attacks.test_words_in_every_field import PAGES, other_letters, spoil
from tests.attacks.visitor import HOST, TOKEN, Answer, Visitor
from tests.intake.any_request import GARBAGE, PATIENTS, WHO, filled, routes, spoilt
from tests.intake.hostile import BODIES, FORM, HEADERS, VALUES, encoded, odd_queries

pytestmark = [pytest.mark.slow, pytest.mark.long]
OF_EACH = 48
STAFF_PAGES = [who for who in PAGES if who not in ("questionnaire", "care")]
REQUESTS = 1_200
METHODS = ("GET",) * 4 + ("POST",) * 8 + ("HEAD", "PUT", "DELETE", "OPTIONS")
OWN_END = ("account/", "i/", "people/", "setup/")
"""Where somebody may sign themselves or others out, which would leave the rest untried: asked by GET.

So does whoever hands the tablet over.
"""
NAMES = (
    *("answer", "version", "name", "attested", "day", "time", "minutes", "note", "text", "action", "role"),
    *("state", "typed", "family_name", "reason", "pk", "visit", "patient", "do", "shown", "is_superuser"),
    *("sign-decided-0-0", "treatment", "edition", "decision"),
)
QUERIES = tuple(odd_queries())
SENDABLE = [one for one in HEADERS if "Content-Length" not in one]
"""A length that is none ends at gunicorn or waits for a body that never comes: tests/web/test_bodies.py."""


def seldom_changed(who: str, table: str) -> bool:
    """What no request of this person may change, whatever it says."""
    if table == "intake_reviewaddendum":  # a later note beside a signed review, which stays as signed
        return who not in ("nurse", "dermatologist")
    if table.startswith(("intake_review", "intake_areadecision")):
        return who != "dermatologist"
    if table.startswith("treatments_"):
        return who not in ("dermatologist", "lead")
    if table.startswith("clinic_emergency"):
        return who in ("anonymous", "nobody", *PATIENTS)
    return who != "lead" and table.startswith(("clinic_", "mfa_"))


def some_body(chance: random.Random) -> tuple[str, bytes]:
    if chance.random() < 0.3:
        return BODIES[chance.choice([name for name in BODIES if name != "two megabytes"])]
    values = [*VALUES.values(), "yes", "on", "1", "lead", "sign", "treat", "2026-11-23"]
    pairs = [(name, chance.choice(values)[:3_000]) for name in chance.sample(NAMES, chance.randint(1, 9))]
    return FORM, encoded(pairs)


def asked_at_random(visitor: Visitor, chance: random.Random, parts: dict, refused: set[str]) -> Answer:
    """One request: a page, an object, a query, a method, a body and headers by chance."""
    route = chance.choice(every_route())
    path = filled(route, parts, chance.randrange(60))
    if chance.random() < 0.15:
        path = spoilt(route, chance.choice(GARBAGE))
    if chance.random() < 0.3:
        path += "?" + chance.choice(QUERIES)[:3_000]
    method = chance.choice(METHODS)
    if (route.startswith(OWN_END) or route.endswith("tablet/")) and route not in refused:
        method = "GET"
    kind, body = some_body(chance) if method != "GET" else (FORM, b"")
    headers = {"Content-Type": kind, "Origin": f"https://{HOST}", "X-CSRFToken": TOKEN}
    if chance.random() < 0.2:
        headers |= chance.choice(SENDABLE)
    return visitor.ask(method, path, body, headers)


def every_route() -> list[str]:
    return [route for route, _ in routes()]


def refused_to(who: str) -> set[str]:
    """The pages of staff that this person's roles do not open."""
    return {
        route
        for route, view in routes()
        if policy_of(view).kind == "staff" and who not in policy_of(view).roles
    }


@pytest.mark.parametrize("who", STAFF_PAGES)
def test_other_letters_in_each_field(attacked, attack, who):
    spoil(attacked, attack, who, attacked.visitor(who), other_letters(who), each=OF_EACH)


@pytest.mark.parametrize("who", WHO)
def test_random_requests_change_nothing_they_may_not(attacked, attack, who):
    visitor = attacked.visitor(who if who != "anonymous" else "")
    chance, refused = random.Random(f"requests of {who}"), refused_to(who)
    may = " ".join(table for table in attacked.database.tables() if not seldom_changed(who, table))
    with attack(
        "random requests",
        f"{who}: {REQUESTS} requests",
        expected="no 5xx, only own tables",
        status=tuple(range(200, 500)),
        changes=may,
    ) as seen:
        for _ in range(REQUESTS):
            seen += asked_at_random(visitor, chance, attacked.known["parts"], refused)
        seen.observed = f"{len({one.status for one in seen.answers})} kinds of status"
    if who not in ("anonymous", *PATIENTS):
        assert attacked.visitor(who).get("/account/").status in (200, 404), "still signed in to the end"
