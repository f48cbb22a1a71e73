"""The protocol's worked cases through the real booking, answering and sending: stored is what is expected."""

from datetime import date, datetime, time

import pytest

from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.requests import Wanted
from intake.actions.submission import submit
from intake.actions.visits import book
from intake.dates import clinic_zone
from intake.models import Assessment, Finding
from intake.reassessing import rerun
from tests.factories import PatientFactory
from treatments import editions

pytestmark = pytest.mark.django_db
DOCUMENT = editions.shipped_document("micro-needling")
CASES = {case["case"]: case for case in DOCUMENT["worked_cases"]}


def at_nine(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(9), clinic_zone())


def send_case(case, front_desk, place):
    """The case as the desk would enter it; blanks are left blank."""
    at, on = at_nine(case["as_of"]), date.fromisoformat(case["as_of"])
    previous = tuple(date.fromisoformat(day) for day in case.get("previous_sessions", ()))
    born = date.fromisoformat(case["birth_date"])
    visit = book(
        patient=PatientFactory(birth_date=born, created_by=front_desk),
        place=place,
        starts_at=at_nine(case["planned_on"]),
        wanted=[Wanted("micro-needling", case["indication"], tuple(case["areas"]), previous)],
        by=front_desk,
        at=at,
        on=on,
    )
    draft = open_draft(visit=visit, mode="staff", by=front_desk, at=at)
    saved = save_answers(
        visit=visit,
        values=DOCUMENT["usual_answers"] | case.get("answers", {}),
        version=draft.version,
        mode="staff",
        by=front_desk,
        at=at,
        on=on,
    )
    assert saved.all_taken, saved.refused
    submit(draft=saved.draft, version=None, mode="staff", blanks_allowed=True, by=front_desk, at=at, on=on)


@pytest.mark.parametrize("name", CASES)
def test_what_is_stored_is_what_the_worked_case_expects(protocol, front_desk, place, name):
    expected = CASES[name]["expect"]
    send_case(CASES[name], front_desk, place)
    stored = Assessment.objects.select_related("edition__treatment").get()
    day = stored.earliest_date
    assert stored.decision == expected["decision"]
    assert (day.isoformat() if day else None) == expected["earliest_date"]
    assert dict(Finding.objects.values_list("code", "status")) == expected["findings"]
    assert (sorted(stored.missing), stored.areas, stored.dates) == (
        sorted(expected["missing"]),
        expected["areas"],
        expected["dates"],
    )
    assert rerun(stored).same
