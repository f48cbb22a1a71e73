"""Sessions: fixed, stolen, half signed in; codes used twice; accounts closed meanwhile."""

import pytest

from intake.example.staff import PASSWORD
from tests import second_factors
from tests.attacks.visitor import SESSION, Visitor

pytestmark = pytest.mark.slow
STAFF_PAGES = ("/today/", "/patients/", "/account/", "/account/sessions/", "/queue/")
DESK = "desk@clinic.example"


def password(visitor: Visitor, email: str = DESK):
    return visitor.post("/account/sign-in/", {"login": email, "password": PASSWORD})


def typed_code(visitor: Visitor, ago: int = 0):
    return visitor.post("/account/sign-in/second/", {"code": second_factors.code(ago=ago)})


def sign_in(attacked, address: str) -> tuple[Visitor, int]:
    """By password and the first code that was not used yet."""
    visitor = attacked.visitor(address=address)
    password(visitor)
    for ago in (0, -1, 1):
        if typed_code(visitor, ago).status == 302:
            return visitor, ago
    raise AssertionError("not signed in")


@pytest.fixture(scope="module")
def signed_in(attacked) -> tuple[Visitor, int]:
    return sign_in(attacked, "198.51.100.20")


def test_the_password_alone_opens_nothing(attacked, attack):
    visitor = attacked.visitor(address="198.51.100.21")
    password(visitor)
    with attack(
        "MFA skip, code reuse", "pages after the password alone", expected="sign-in", status=(302,)
    ) as seen:
        for path in (
            *STAFF_PAGES,
            "/account/second-factor/app/",
            "/account/password/",
            "/account/second-factor/codes/",
        ):
            seen += visitor.get(path)
            seen += visitor.post(path, {"code": "000000", "next": "/today/"})
    assert {answer.where.split("?")[0] for answer in seen.answers} == {"/account/sign-in/"}


def test_a_code_works_once_over_both_processes(attacked, attack, signed_in):
    _, ago = signed_in
    visitors = [attacked.visitor(address=f"198.51.100.{number}") for number in range(30, 33)]
    for visitor in visitors:
        password(visitor)
    with attack(
        "MFA skip, code reuse",
        "a code that was used",
        expected="field error",
        status=(200,),
        event="sign-in deny",
    ) as seen:
        for visitor in visitors:
            seen += typed_code(visitor, ago)


def test_a_session_planted_before_is_not_the_one_after(attacked, attack, signed_in):
    visitor = attacked.visitor(address="198.51.100.40")
    visitor.cookies[SESSION] = "plantedplantedplantedplantedplan"
    visitor.get("/account/sign-in/")
    with attack(
        "session fixation", "a planted session cookie, then a password", expected="a new key", status=(302,)
    ) as seen:
        seen += password(visitor, "nurse@clinic.example")
        seen.observed = (
            "a new key" if visitor.cookies[SESSION] != "plantedplantedplantedplantedplan" else "the same"
        )
    planted = Visitor(visitor.port, {SESSION: "plantedplantedplantedplantedplan"})
    assert seen.observed == "a new key" and planted.get("/today/").status == 302


def test_a_stolen_cookie_opens_nothing_after_sign_out(attacked, attack, signed_in):
    visitor, _ = signed_in
    thief = Visitor(visitor.port, dict(visitor.cookies), address="192.0.2.66")
    assert visitor.get("/today/").status == 200
    assert visitor.post("/account/sign-out/").status == 302
    with attack(
        "stolen cookie after sign-out", "ten requests with the old cookie", expected="sign-in", status=(302,)
    ) as seen:
        for path in STAFF_PAGES * 2:
            seen += thief.get(path)


def test_a_patients_cookie_opens_nothing_after_they_left(attacked, attack):
    link = attacked.known["links"]["rossi"]
    visitor = attacked.visitor()
    year, month, day = link["born"].split("-")
    boxes = {"birth_date_year": year, "birth_date_month": month, "birth_date_day": day}
    assert visitor.post(f"/i/{link['token']}/", boxes).status == 302
    thief = Visitor(visitor.port, dict(visitor.cookies))
    assert visitor.post("/later/", {"done": "1", "forget": "1"}).status in (302, 200)
    assert visitor.post("/tablet/back/").status == 302
    with attack(
        "stolen cookie after sign-out", "a patient's, after leaving", expected="link page", status=(302,)
    ) as seen:
        for path in ("/questions/", "/check/", "/sign/", "/questions/diabetes/"):
            seen += thief.get(path)
    assert {answer.where.split("?")[0] for answer in seen.answers} == {"/link/"}


def test_an_account_closed_meanwhile_is_closed_in_both_processes(attacked, attack):
    visitor, lead = attacked.visitor("front_desk_emergency"), attacked.visitor("lead")
    person = attacked.known["people"]["emergency-desk@clinic.example"]
    assert {visitor.get("/today/").status for _ in range(4)} == {200}
    page = lead.get(f"/people/{person}/")
    assert page.status == 200
    closed = close_account(lead, f"/people/{person}/", page.text)
    assert closed.status == 302, closed.text[:3000]
    with attack(
        "role change mid-session", "a closed account goes on", expected="sign-in", status=(302,)
    ) as seen:
        for path in STAFF_PAGES * 2:
            seen += visitor.get(path)


def close_account(lead: Visitor, path: str, html: str):
    from tests.intake.hostile import forms_in

    form = next(form for form in forms_in(html, path) if any("close" in value for _, value in form.buttons))
    button = next(button for button in form.buttons if "close" in button[1])
    fields = [pair for pair in form.fields if pair[0] != "csrfmiddlewaretoken"]
    return lead.post(form.action, [*fields, button])
