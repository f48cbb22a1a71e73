"""Who opens what: the table of docs/access.md, and the same found out by asking every address."""

import re
from datetime import datetime

from django.test import Client
from django.utils import timezone

from clinic.models import User
from clinic.people.emergency import open_access
from clinic.policy import Policy, View, policy_of
from intake.actions.care_links import copy_care_link
from intake.actions.feeds import make_feed
from intake.actions.invitations import copy_link
from intake.models import Patient, Purpose, Visit
from tests import second_factors
from tests.intake.any_request import STAFF, Clinic, routes, undone, varied, visit_of
from tests.script.conftest import ROOT

FILE = ROOT / "docs" / "access.md"
COLUMNS = {
    "anonymous": "not signed in",
    "nobody": "no role",
    "questionnaire": "link: questionnaire",
    "same_day": "link: day check",
    "care": "link: own page",
    "front_desk": "front desk",
    "nurse": "nurse",
    "dermatologist": "dermatologist",
    "lead": "lead",
    "front_desk_emergency": "front desk, emergency",
    "lead_emergency": "lead, emergency",
}
"""Who asks, and the head of their column."""
TURNED_AWAY = {"/account/sign-in/": "sign in", "/link/": "link"}
AFTERWARDS = {("account/sign-out/", "/account/sign-in/"), ("later/", "/link/?done=1")}
"""To sign out and to leave for now lead to a page that others are sent to."""
NOT_THERE = "–"
Table = dict[str, dict[str, str]]


def browsers_for(clinic: Clinic, at: datetime) -> None:
    """Also the other kinds of link, a calendar's address, and two people with an emergency access to all."""
    desk = User.objects.get(email=STAFF["front_desk"])
    feed = make_feed(patient=_maria(), language="en", at=at)[1]
    clinic.parts = {"calendar/<str:token>": [feed], **clinic.parts}
    clinic.browsers["questionnaire"] = clinic.browsers["patient"]
    of_day = copy_link(visit=_here_to_check(), by=desk, at=at, purpose=Purpose.SAME_DAY)[1]
    of_care = copy_care_link(patient=_maria(), by=desk, at=at)[1]
    clinic.browsers["same_day"] = come_by(of_day, _here_to_check().patient)
    clinic.browsers["care"] = come_by(of_care, _maria())
    for role in ("front_desk", "lead"):
        clinic.browsers[f"{role}_emergency"] = _with_emergency(User.objects.get(email=STAFF[role]))


def come_by(token: str, patient: Patient) -> Client:
    browser, born = Client(raise_request_exception=False), patient.birth_date
    boxes = {f"birth_date_{part}": getattr(born, part) for part in ("day", "month", "year")}
    assert browser.post(f"/i/{token}/?lang=en", boxes).status_code == 302
    return browser


def _maria() -> Patient:
    return Patient.objects.get(family_name="García López")


def _here_to_check() -> Visit:
    return visit_of("brown")


def _with_emergency(like: User) -> Client:
    """A colleague of the same role who opened an access to every patient."""
    person = User.objects.create(email=f"emergency-{like.email}", full_name="Eve Emergency")
    person.grants.create(role=like.grants.get().role, granted_at=timezone.now())
    for patient in Patient.objects.all():
        open_access(patient_id=patient.pk, reason="Everybody collapsed.", by=person, at=timezone.now())
    return second_factors.signed_in(Client(raise_request_exception=False), person)


def outcome(browser: Client, method: str, address: str, route: str) -> str:
    """opens, no method, sign in, link or –; what was changed is taken back."""
    kept = {name: morsel.value for name, morsel in browser.cookies.items()}
    with undone():
        answer = browser.generic(method, address, content_type="application/x-www-form-urlencoded")
    browser.cookies.clear()
    browser.cookies.load(kept)
    assert answer.status_code < 500, address
    where = answer.headers.get("Location", "")
    if answer.status_code == 302 and (route, where) not in AFTERWARDS:
        return TURNED_AWAY.get(where.split("?")[0], "opens")
    return {404: NOT_THERE, 405: "no method"}.get(answer.status_code, "opens")


def cell(browser: Client, addresses: list[str], route: str) -> tuple[str, list[str]]:
    """The methods that open for one of the objects, or how this person is turned away; and what opened."""
    found, opened = {}, []
    for method in ("GET", "POST"):
        said = set()
        for address in addresses:
            said.add(outcome(browser, method, address, route))
            if "opens" in said:
                opened.append(address)
                break
        found[method] = "opens" if "opens" in said else "/".join(sorted(said))
    open_to = [method for method, said in found.items() if said == "opens"]
    if open_to:
        return " ".join(open_to), opened
    return "/".join(sorted(set(found.values()) - {"no method"})) or "no method", []


def really(clinic: Clinic, route: str, view: View) -> dict[str, str]:
    """One line of the table, by asking.

    Whom the policy names is asked for every object until one opens, the others for those and two more.
    """
    addresses, cells, opened = varied(route, clinic.parts), {}, []
    for who in sorted(COLUMNS, key=lambda who: not is_named(who, policy_of(view))):
        wanted = addresses if is_named(who, policy_of(view)) else [*dict.fromkeys(opened), *addresses[:2]]
        cells[who], more = cell(clinic.browsers[who], wanted, route)
        opened += more
    return {head: cells[who] for who, head in COLUMNS.items()}


def is_named(who: str, policy: Policy) -> bool:
    """Whether the page's mark names this role or purpose; what really happens is asked."""
    return who.removesuffix("_emergency") in (*policy.roles, *policy.purposes)


def every_route() -> dict[str, View]:
    return dict(routes())


def written() -> Table:
    """The table as it stands in the file."""
    lines = re.findall(r"^\| (.*) \|$", FILE.read_text(), re.M)
    heads, _, *rows = [[part.strip() for part in line.split(" | ")] for line in lines]
    return {row[0].strip("`"): dict(zip(heads[1:], row[1:], strict=True)) for row in rows}


def line(route: str, outcomes: dict[str, str]) -> str:
    """One line as the file has it."""
    return f"| `/{route}` | " + " | ".join(outcomes.values()) + " |"
