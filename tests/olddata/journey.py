"""Run inside a version's code, old or new, on a database with the example clinic: a day's main steps.

Each role opens its main pages; a patient is booked, comes in by the link, answers and sends; a dermatologist
signs. Says "booked, answered, sent, signed", or ends with what went wrong.
"""

# ruff: noqa: E402  a version's code can be imported once it is set up

import os
import sys
from datetime import datetime, time, timedelta

import django

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"

from django.conf import settings

plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no collectstatic here
settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
django.setup()

from django.test import Client
from django.utils import timezone

from clinic.models import User
from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.invitations import copy_link
from intake.actions.requests import Wanted
from intake.actions.reviews import advice_for, sign, summary_digest
from intake.actions.visits import book
from intake.choices import AreaChoice
from intake.dates import clinic_day, clinic_zone
from intake.decided import decided_of
from intake.example.staff import PASSWORD, place
from intake.models import Course, Patient, Response, Review, SessionRecord, Visit
from intake.summary import summary_of
from treatments import editions


def main() -> None:
    for name, pages in main_pages().items():
        browser = signed_in(name)
        for page in pages:
            opened(browser, page)
    visit = booked()
    answered_and_sent(visit)
    signed(visit)
    print("booked, answered, sent, signed")


def main_pages() -> dict[str, list[str]]:
    """The pages of each role, with the records of before."""
    visit = Visit.objects.filter(signature="given").earliest("created_at")
    session = SessionRecord.objects.earliest("recorded_at").session
    records = [f"/visits/{visit.pk}/summary/", f"/visits/{visit.pk}/summary/print/"]
    records += [
        f"/sessions/{session.pk}/",
        f"/courses/{Course.objects.earliest('opened_at').pk}/",
        "/batches/",
    ]
    patients = [f"/patients/{patient.pk}/" for patient in Patient.objects.all()]
    visits = [f"/visits/{visit.pk}/" for visit in Visit.objects.all()]
    return {
        "desk": ["/today/", "/patients/", "/recalls/", *patients, *visits],
        "nurse": ["/today/", *records],
        "ruiz": ["/queue/", *records, f"/visits/{visit.pk}/summary.pdf", "/protocols/"],
        "lead": ["/protocols/", "/audit/", "/clinic/hours/", "/about/"],
    }


def signed_in(name: str) -> Client:
    browser = Client(HTTP_HOST="localhost")
    form = {"login": f"{name}@clinic.example", "password": PASSWORD}
    assert browser.post("/account/sign-in/", form).status_code == 302
    return browser


def opened(browser: Client, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code == 200, f"{page}: {answer.status_code}"


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@clinic.example")


def booked() -> Visit:
    """A visit some weeks ahead, past every wait, of somebody whose skin was never treated there."""
    now = timezone.now()
    day = clinic_day(now) + timedelta(days=60 + Visit.objects.count())
    return book(
        patient=Patient.objects.filter(sessions=None).earliest("created_at"),
        place=place(),
        starts_at=datetime.combine(day, time(10), clinic_zone()),
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead",))],
        by=person("desk"),
        at=now,
        on=clinic_day(now),
    )


def answered_and_sent(visit: Visit) -> None:
    """By the link, as the patient; the answers are the usual ones of the edition in force."""
    now, browser, patient = timezone.now(), Client(HTTP_HOST="localhost"), visit.patient
    _, token = copy_link(visit=visit, by=person("desk"), at=now)
    born = patient.birth_date
    date = {"birth_date_day": born.day, "birth_date_month": born.month, "birth_date_year": born.year}
    assert browser.get(f"/i/{token}/").status_code == 200
    assert browser.post(f"/i/{token}/", date).headers["Location"] == "/questions/"
    answers = editions.in_force("micro-needling").usual_answers
    draft = open_draft(visit=visit, mode="patient", at=now)
    told = {"visit": visit, "mode": "patient", "at": now, "on": clinic_day(now)}
    draft = save_answers(values=answers, version=draft.version, **told).draft
    opened(browser, "/check/")
    form = {"attested": "on", "name": f"{patient.given_name} {patient.family_name}", "version": draft.version}
    answer = browser.post("/sign/", form)
    assert answer.status_code == 302, answer.content[:3000]
    assert Response.objects.filter(visit=visit).count() == 1


def signed(visit: Visit) -> None:
    visit = Visit.objects.select_related("patient", "place").get(pk=visit.pk)
    decided = decided_of(visit)
    shown = summary_digest(summary_of(visit))
    choices = {
        (str(item.request.pk), area): advice_for(item, area).agreed or AreaChoice("treat")
        for item in decided.requests
        for area in item.request.areas
    }
    sign(visit=visit, shown=shown, choices=choices, by=person("ruiz"), at=timezone.now())
    digest = Review.objects.get(assessment__request__visit=visit).digest
    page = signed_in("ruiz").get(f"/visits/{visit.pk}/summary/print/")
    assert digest[:12] in page.content.decode()


if __name__ == "__main__":
    main()
