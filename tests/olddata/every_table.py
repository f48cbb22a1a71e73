"""Run inside a version's code: the example clinic, and a row in each table that the example day leaves empty.

Called by script/olddata, with that version as the current folder and an empty, migrated database. Ends with
the rows of each of the product's tables as JSON, or with 1 and the names of the empty ones.
"""

# ruff: noqa: E402  a version's code can be imported once it is set up

import json
import os
import sys
from copy import deepcopy
from datetime import timedelta

import django

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
django.setup()

from django.apps import apps
from django.test import Client
from django.utils import timezone

from clinic.models import User
from clinic.times import Times, changes
from clinic.times.forms import HoursForm
from intake.actions import addenda, consents, courses, feeds, submission, visits
from intake.dates import clinic_day
from intake.example.day import example_day
from intake.example.staff import PASSWORD, staff
from intake.models import Course, Patient, Response, Review, SessionRecord, TreatmentConsent, Visit
from treatments import editions, publishing, wording_reviews

OURS = ("clinic", "intake", "treatments")


def main() -> int:
    people = staff()
    desk, doctor, lead = (people[f"{name}@clinic.example"] for name in ("desk", "ruiz", "lead"))
    two_editions(doctor)
    example_day(timezone.now())
    times_of_the_clinic(lead)
    later_words(desk, doctor)
    signed_in(desk)
    rows = {model._meta.db_table: model.objects.count() for model in models()}
    empty = [table for table, count in rows.items() if not count]
    print(f"No row in: {', '.join(empty)}" if empty else json.dumps(rows, indent=1, sort_keys=True))
    return 1 if empty else 0


def models() -> list:
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def two_editions(doctor: User) -> None:
    """One that was in force and is retired, and the shipped one in its place."""
    shipped = editions.shipped_document("micro-needling")
    before = deepcopy(dict(shipped)) | {"edition": "2025.1"}
    publishing.publish(publishing.store(before, by=doctor), by=doctor)
    publishing.publish(publishing.store(shipped, origin="shipped"), by=doctor)
    edition = editions.in_force("micro-needling")
    wording_reviews.record_review(edition, language="es", reviewer="Elena Prado", by=doctor)


def times_of_the_clinic(lead: User) -> None:
    now = timezone.now()
    numbers = {"open_weekdays": (1, 2, 3, 4, 5), "reminder_days": (7, 2), "symptom_hours": (24, 72)}
    wanted = changes.Wanted(**HoursForm.initial_of(Times()) | numbers)
    changes.change_times(wanted=wanted, version=0, by=lead, at=now)
    closed = clinic_day(now) + timedelta(days=300)
    told = {"first": closed, "last": closed, "name": "Painters", "on": clinic_day(now)}
    changes.add_holidays(by=lead, at=now, **told)


def later_words(desk: User, doctor: User) -> None:
    """What is added to a record afterwards, and what moves a plan."""
    now = timezone.now()
    told = {"by": doctor, "at": now}
    addenda.add_addendum(review=Review.objects.first(), text="Seen again by phone.", **told)
    addenda.add_to_session(session=SessionRecord.objects.first().session, text="Cooled afterwards.", **told)
    consents.withdraw(
        consent=TreatmentConsent.objects.order_by("agreed_at").first(), words="No more.", **told
    )
    course = Course.objects.filter(state="active").first()
    more = {"reason": "Slow healing.", "version": course.version, "on": clinic_day(now)}
    courses.change_schedule(course=course, sessions=(3, 4), interval_days=(28, 42), **more, **told)
    feeds.make_feed(patient=Patient.objects.order_by("created_at").first(), language="en", at=now)
    response = Response.objects.filter(visit__state="booked").order_by("submitted_at").first()
    submission.retract(response=response, reason="Another person's answers.", on=clinic_day(now), **told)
    booked = Visit.objects.filter(state="booked", starts_at__gt=now).exclude(pk=response.visit_id)
    later = now + timedelta(days=200)
    visits.move(visit=booked.latest("starts_at"), starts_at=later, by=desk, at=now, on=clinic_day(now))


def signed_in(desk: User) -> None:
    browser = Client(HTTP_HOST="localhost")
    answer = browser.post("/account/sign-in/", {"login": desk.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content[:2000]


if __name__ == "__main__":
    sys.exit(main())
