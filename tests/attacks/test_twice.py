"""Pressed twice, in two windows, again tomorrow, out of turn; and what a browser decides for the clinic."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.attacks.visitor import Answer, Visitor

pytestmark = pytest.mark.slow
DECIDED = {
    "decision": "ready",
    "decided": "treat",
    "edition": "micro-needling@2099.1",
    "protocol": "9",
    "result": "{}",
    "answers": '{"pregnant": "no"}',
    "facts": "{}",
    "digest": "0" * 64,
    "state": "finished",
    "mode": "staff",
    "findings": "[]",
    "earliest_date": "2020-01-01",
    "given_at": "2020-01-01T00:00:00Z",
    "role": "dermatologist",
}
SIGNED = {"attested": "on", "name": "Rosa Díaz"}


def version(page: Answer) -> str:
    return re.search(r'name="version" value="(\d+)"', page.text)[1]


@pytest.fixture
def patient(attacked):
    return attacked.visitor("questionnaire")


def test_steps_skipped(attacked, attack):
    nobody = attacked.visitor("care")
    with attack(
        "skipped steps",
        "own page's session: sign, send, day check",
        expected="404",
        status=(404,),
        event="deny deny",
    ) as seen:
        for path in ("/sign/", "/questions/goal/", "/today-check/", "/consent/"):
            seen += nobody.post(path, SIGNED | DECIDED)
    day = attacked.visitor("same_day")
    with attack(
        "skipped steps", "day check: questionnaire's pages", expected="404", status=(404,), event="deny deny"
    ) as seen:
        for path in ("/sign/", "/check/", "/sent/", "/later/"):
            seen += day.post(path, SIGNED) if path == "/sign/" else day.get(path)
    nurse, visits = attacked.visitor("nurse"), attacked.ids("visits")
    with attack(
        "skipped steps", "a session started before check-in", expected="refused", status=(302, 404)
    ) as seen:
        booked = attacked.known["links"]["rossi"]["visit"]
        for path in ("start", "end", "finish"):
            seen += nurse.post(f"/visits/{booked}/{path}/", {"version": "1"})
    assert visits


def test_an_outdated_page_signs_nothing(attacked, attack):
    """Yesterday's request sent again: the hash of what was on the screen is another by now."""
    visitor = attacked.visitor("dermatologist")
    fields = {"shown": "0" * 64, "sign-decided-0-0": "treat", "sign-decided-0-1": "treat", "sign-note": ""}
    with attack(
        "replay of yesterday's request",
        "a signature for another page",
        expected="error, not signed",
        status=(200, 302, 404, 409),
    ) as seen:
        for visit in attacked.ids("visits")[:12]:
            seen += visitor.post(f"/visits/{visit}/sign/", fields | DECIDED)


def test_without_a_version_or_name_nothing_is_sent(attacked, attack, patient):
    with attack(
        "skipped steps",
        "sending without name, tick, version",
        expected="field error",
        status=(200, 302),
        changes="intake_draft",  # begun by whichever page is asked for first
    ) as seen:
        for fields in (
            {},
            {"attested": "on"},
            {"name": "Rosa"},
            SIGNED | {"version": "0"},
            SIGNED | {"version": "x"},
        ):
            seen += patient.post("/sign/", fields)
    assert attacked.database.count("intake_response", f"visit_id = {key(attacked)}") == 0


def key(attacked, visit: str = "") -> str:
    """A visit as the database writes it; the patient's own where none is named."""
    visit = visit or attacked.known["own"]["visit"]
    return f"'{visit.replace('-', '')}'" if attacked.database.is_sqlite else f"'{visit}'"


@pytest.fixture
def ready(attacked) -> Visitor:
    """A patient whose questions are all answered, come in by the link."""
    link, visitor = attacked.known["links"]["walker"], attacked.visitor()
    year, month, day = link["born"].split("-")
    boxes = {"birth_date_year": year, "birth_date_month": month, "birth_date_day": day}
    assert visitor.post(f"/i/{link['token']}/?lang=en", boxes).status == 302
    return visitor


CHANGED_BY_SENDING = """
    intake_response intake_draft intake_assessment intake_finding intake_invitation intake_message
    intake_patient intake_visit
"""


def test_sent_eight_times_at_once_is_sent_once(attacked, attack, ready):
    own = key(attacked, attacked.known["links"]["walker"]["visit"])
    before = attacked.database.count("intake_response", f"visit_id = {own}")
    fields = SIGNED | DECIDED | {"version": version(ready.get("/sign/"))}
    what = "eight presses at once over two processes"
    with attack(
        "double submit, two tabs", what, expected="one response", status=(302,), changes=CHANGED_BY_SENDING
    ) as seen:
        with ThreadPoolExecutor(8) as pool:
            for answer in pool.map(lambda _: ready.post("/sign/", fields), range(8)):
                seen += answer
        sent = attacked.database.count("intake_response", f"visit_id = {own}") - before
        seen.observed = f"{sent} response"
    assert sent == 1
    with attack(
        "replay of yesterday's request",
        "the same press again, and Back",
        expected="thanks",
        status=(200, 302),
    ) as seen:
        for _ in range(3):
            seen += ready.post("/sign/", fields)
            seen += ready.get("/questions/")
            seen += ready.post("/questions/diabetes/", {"answer": "yes", "version": "1"})
    assessed = "FROM intake_assessment a JOIN intake_response r ON a.response_id = r.id"
    rows = attacked.database.rows(f"SELECT a.earliest_date {assessed} WHERE r.visit_id = {own}")
    assert rows and not [row for row in rows if str(row[0]) == DECIDED["earliest_date"]]
