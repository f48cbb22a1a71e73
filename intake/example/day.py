"""One day of the example clinic: a visit in every state, made anew for each day it is opened on.

Each visit of the day is told in two parts: it is booked, then (behind the `yield`) what happened since, so
that reminders go out to all who were booked. What the clinic's own rules refuse is left out: somebody who
tries the product may have treated yesterday whom the example would book today.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, time, timedelta

from django.db import transaction

from intake.dates import bounds_of, clinic_day, clinic_zone
from intake.example import treating
from intake.example.past import BURN_SCARS, weeks_before
from intake.example.staff import place, staff
from intake.example.steps import Clinic, wanted
from intake.models import Visit
from intake.orders import Order
from intake.refusals import NotDone

Told = Callable[[Clinic], Iterator[None]]


def example_day(now: datetime) -> bool:
    """Make the visits of today; False where today has some already. What is there is kept."""
    begins, ends = bounds_of(clinic_day(now))
    if Visit.objects.filter(starts_at__gte=begins, starts_at__lt=ends).exists():
        return False
    with transaction.atomic():
        clinic = Clinic(staff(), place(), now)
        if not Visit.objects.exists():
            weeks_before(clinic)
        told = [visit(clinic) for visit in (*HERE, *TO_COME)]
        for visit in told:
            _go_on(visit)
        treating.send_what_is_due(_two_days_ago(clinic))
        for visit in told:
            _go_on(visit)
    return True


def _go_on(visit: Iterator[None]) -> None:
    """The next part of a visit, whole or not at all."""
    with suppress(NotDone), transaction.atomic():
        next(visit, None)


def _two_days_ago(clinic: Clinic) -> datetime:
    """The afternoon on which the last reminder of today's visits has gone out."""
    return datetime.combine(clinic.today - timedelta(days=2), time(15), clinic_zone())


def _finished(clinic: Clinic) -> Iterator[None]:
    """Treated and gone; the record of the session is still to be written."""
    patient, area = clinic.turn("cohen", "levy")
    visit = clinic.book(patient, "08:00", wanted("pores_texture", area))
    yield
    clinic.answer(visit)
    clinic.sign(visit)
    clinic.check_in(visit, clinic.earlier(minutes=100))
    treating.start(clinic, visit, clinic.earlier(minutes=90))
    treating.end(clinic, visit, clinic.earlier(minutes=50))


def _in_session(clinic: Clinic) -> Iterator[None]:
    patient, area = clinic.turn(*BURN_SCARS)
    visit = clinic.book(patient, "08:30", wanted("burn_scars", area))
    yield
    clinic.answer(visit, scar_age_months=61)
    clinic.sign(visit)
    clinic.check_in(visit, clinic.earlier(minutes=30))
    treating.start(clinic, visit, clinic.earlier(minutes=15))


def _waiting(clinic: Clinic) -> Iterator[None]:
    """María, before her third session: a wait, something to review and something she is not sure of."""
    visit = clinic.book(
        "garcia", "08:45", wanted("acne_scars", "cheeks", "chin"), wanted("stretch_marks", "abdomen")
    )
    yield
    clinic.answer(
        visit,
        scar_age_months=36,
        acne="none",
        skin_type="IV",
        herpes_history="yes",
        keloid_family="not_sure",
        laser_on=clinic.day(7),
        laser_kind="non_ablative",
        medicines=["ibuprofeno", "levotiroxina"],
        other_allergies=["penicilina"],
        goal="Quiero que se noten menos las marcas antes de mi boda en mayo.",
        tried_before="Adapaleno un año, poca ayuda.",
    )
    treating.rate(clinic, visit, clinic.ago(days=1), by_patient=True, gais=2)
    clinic.check_in(visit, clinic.earlier(minutes=12))


def _held(clinic: Clinic) -> Iterator[None]:
    """Signed yesterday; the check of the day tells of a sunburn, so nothing starts before a new signature."""
    visit = clinic.book("haas", "08:50", wanted("wrinkles", "forehead"))
    yield
    clinic.answer(visit)
    clinic.sign(visit)
    clinic.check_in(visit, clinic.earlier(minutes=10))
    treating.check_day(clinic, visit, clinic.earlier(minutes=6), sunburn_on=clinic.day(2))


def _check_is_due(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("brown", "09:00", wanted("wrinkles", "forehead", "around_eyes"))
    yield
    clinic.answer(visit, smoker="former")
    clinic.sign(visit, orders={"numbing": Order(True, "30 minutes before")})
    clinic.check_in(visit, clinic.earlier(minutes=4))


def _to_agree(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("osei", "09:05", wanted("general", "cheeks"))
    yield
    clinic.answer(visit)
    clinic.sign(visit)
    clinic.check_in(visit, clinic.earlier(minutes=8))
    treating.check_day(clinic, visit, clinic.earlier(minutes=5))


def _to_start(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("ito", "09:10", wanted("other_scars", "knees"))
    yield
    clinic.answer(visit, scar_age_months=48)
    clinic.sign(visit)
    clinic.check_in(visit, clinic.earlier(minutes=9))
    treating.check_day(clinic, visit, clinic.earlier(minutes=5))
    treating.get_consent(clinic, visit, clinic.earlier(minutes=3))


def _unfinished_and_here(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("nguyen", "09:15", wanted("acne_scars", "cheeks"))
    yield
    clinic.send_link(visit)
    clinic.fill(visit, clinic.ago(days=1), only=18)
    clinic.check_in(visit, clinic.earlier(minutes=3))


def _must_wait(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("petrov", "09:30", wanted("wrinkles", "forehead", "cheeks"))
    yield
    clinic.answer(visit, sunburn_on=clinic.day(3))
    clinic.sign(visit)


def _not_sent(clinic: Clinic) -> Iterator[None]:
    clinic.book("smith", "09:45", wanted("pores_texture", "nose"))
    yield


def _to_review(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("hall", "10:00", wanted("wrinkles", "upper_lip"))
    yield
    clinic.answer(visit, blood_thinners="yes", medicines=["baby aspirin 81 mg daily", "lisinopril"])


def _ready_to_check_in(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("nkosi", "10:15", wanted("general", "cheeks", "jawline"))
    yield
    clinic.answer(visit)
    clinic.sign(visit, orders={"vitamins_a_c": Order(True, "The serum, every evening until the visit")})


def _a_stop(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("rossi", "10:30", wanted("acne_scars", "cheeks"))
    yield
    clinic.answer(visit, scar_age_months=14)


def _link_sent(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("lee", "10:45", wanted("stretch_marks", "thighs"))
    yield
    clinic.send_link(visit)


def _to_sign(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("walker", "11:00", wanted("discolouration", "cheeks"))
    yield
    clinic.answer(visit)


def _begun_at_home(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("diaz", "11:15", wanted("other_scars", "knees"))
    yield
    clinic.send_link(visit)
    clinic.fill(visit, clinic.ago(hours=14), only=9)


def _blanks_left(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("kim", "11:30", wanted("acne_scars", "cheeks", "chin"))
    yield
    left_out = ("isotretinoin", "herpes_history", "scar_age_months")
    clinic.answer_by_phone(visit, leave_out=left_out)


def _more_asked(clinic: Clinic) -> Iterator[None]:
    """Somebody who comes back after the first session elsewhere, and whose medicine nobody knows."""
    elsewhere = (clinic.today - timedelta(days=40),)
    visit = clinic.book("silva", "11:45", wanted("general", "neck", "chest", elsewhere=elsewhere))
    yield
    clinic.answer(visit, medicines=["something for my joints"], autoimmune="not_sure")
    note = "Which medicine for the joints? Please ask for the box."
    clinic.ask_for_more(visit, note, "medicines", "autoimmune")


def _called_off(clinic: Clinic) -> Iterator[None]:
    visit = clinic.book("lee", "12:00", wanted("stretch_marks", "abdomen"))
    yield
    clinic.cancel(visit)


HERE: tuple[Told, ...] = (
    *(_finished, _in_session, _waiting, _held, _check_is_due, _to_agree, _to_start),
    _unfinished_and_here,
)
TO_COME: tuple[Told, ...] = (
    *(_must_wait, _not_sent, _to_review, _ready_to_check_in, _a_stop, _link_sent),
    *(_to_sign, _begun_at_home, _blanks_left, _more_asked, _called_off),
)
