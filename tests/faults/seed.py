"""Run as a program in an installation of its own: tables, the protocol, people, visits; told as JSON.

python -m tests.faults.seed VISITS TO_SIGN
"""

import json
import sys
from datetime import date, timedelta
from io import StringIO

import django

OPEN = ("goal", "tried_before", "needle_fear", "sensitive_skin")
"""Questions that the patients of the rounds answer; everything else is answered already."""
BORN = date(1991, 3, 14)


def main(visits: int, to_sign: int) -> dict:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("protocol", "ship", "--publish", stdout=StringIO())
    from clinic.roles import DERMATOLOGIST, FRONT_DESK
    from intake.models import Patient
    from tests.factories import PlaceFactory, UserFactory

    # A second time in the same installation adds to it, with people of its own.
    first = Patient.objects.count()
    desk = UserFactory(email=f"desk{first}@clinic.example", roles=[FRONT_DESK])
    doctor = UserFactory(email=f"ada{first}@clinic.example", full_name="Ada Okafor", roles=[DERMATOLOGIST])
    place = PlaceFactory(name=f"Place {first}")
    answering = [waiting_visit(first + number, place, desk) for number in range(visits)]
    signing = [sent_visit(first + visits + number, place, desk) for number in range(to_sign)]
    return {"visits": answering, "to_sign": signing, "session": session_of(doctor)}


def booked(number: int, place, desk):
    from django.utils import timezone

    from intake.actions.requests import Wanted
    from intake.actions.visits import book
    from intake.dates import clinic_day
    from tests.factories import PatientFactory

    at = timezone.now()
    patient = PatientFactory(
        record_number=record_number(number),
        family_name=f"Patient{number}",
        birth_date=BORN,
        email=f"p{number}@mail.example",
        created_by=desk,
    )
    return book(
        patient=patient, place=place, starts_at=at + timedelta(days=14, minutes=number), by=desk, at=at,
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead",))], on=clinic_day(at),
    )  # fmt: skip


def record_number(number: int) -> str:
    from intake.numbers import check_digit

    return f"{number:07d}" + check_digit(f"{number:07d}")


def waiting_visit(number: int, place, desk) -> dict[str, str]:
    """A visit whose patient has a link and still has to answer OPEN."""
    from django.utils import timezone

    from intake.actions.invitations import copy_link

    visit = booked(number, place, desk)
    draft = answered(visit, leave=OPEN)
    token = copy_link(visit=visit, by=desk, at=timezone.now())[1]
    return {"visit": str(visit.pk), "draft": str(draft.pk), "token": token}


def sent_visit(number: int, place, desk) -> dict[str, str]:
    """A visit that waits for a signature."""
    from django.utils import timezone

    from intake.actions.submission import submit
    from intake.dates import clinic_day

    visit, at = booked(number, place, desk), timezone.now()
    draft = answered(visit)
    submit(
        draft=draft, version=draft.version, mode="patient", attested=True, attested_name="P", at=at,
        on=clinic_day(at),
    )  # fmt: skip
    return {"visit": str(visit.pk)}


def answered(visit, leave: tuple[str, ...] = ()):
    from django.utils import timezone

    from intake.actions.answers import save_answers
    from intake.actions.drafts import open_draft
    from intake.dates import clinic_day
    from tests.intake.steps import healthy

    at = timezone.now()
    draft = open_draft(visit=visit, mode="patient", language="en", at=at)
    values = {code: value for code, value in healthy().items() if code not in leave}
    saved = save_answers(
        visit=visit, values=values, version=draft.version, mode="patient", at=at, on=clinic_day(at)
    )
    assert saved.all_taken, saved.refused
    return saved.draft


def session_of(doctor) -> str:
    from django.test import Client

    from tests import second_factors

    return second_factors.signed_in(Client(), doctor).session.session_key


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(*map(int, sys.argv[1:]))))
