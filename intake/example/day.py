"""One day of the example clinic: a visit in every state, made anew for each day it is opened on."""

from datetime import datetime, timedelta

from django.db import transaction

from intake.actions.requests import Wanted
from intake.choices import AreaChoice
from intake.dates import bounds_of, clinic_day
from intake.example.staff import place, staff
from intake.example.steps import TREATMENT, Clinic
from intake.models import CancelReason, Visit
from treatments import editions

BURN_SCARS = ("okafor", "adeyemi")


def example_day(now: datetime) -> bool:
    """Make the visits of today; False where today has some already. What is there is kept."""
    begins, ends = bounds_of(clinic_day(now))
    if Visit.objects.filter(starts_at__gte=begins, starts_at__lt=ends).exists():
        return False
    with transaction.atomic():
        clinic = Clinic(staff(), place(), now)
        if not Visit.objects.exists():
            _weeks_before(clinic)
        for visit in (_finished, _in_session, _waiting, _signed_and_here, _unfinished_and_here):
            visit(clinic)
        for visit in (_must_wait, _not_sent, _to_review, _ready_to_check_in, _a_stop):
            visit(clinic)
        for visit in (_link_sent, _to_sign, _begun_at_home, _blanks_left, _more_asked, _called_off):
            visit(clinic)
    return True


def _for(indication: str, *areas: str, elsewhere: tuple = ()) -> Wanted:
    return Wanted(TREATMENT, indication, areas, elsewhere)


def _to_treat(clinic: Clinic, first: str, second: str) -> tuple[str, str]:
    """A patient and an area that nobody treated in the last weeks, however often the day is made anew."""
    areas = list(editions.shipped_document(TREATMENT)["areas"])
    turn, place_in_turn = divmod(clinic.today.toordinal(), len(areas))
    return (first, second)[turn % 2], areas[place_in_turn]


def _weeks_before(clinic: Clinic) -> None:
    """Five weeks ago: a first session, and María's first answers, so that today has a past."""
    ago = 35
    patient, area = _to_treat(clinic, *BURN_SCARS)
    first = clinic.book(patient, "09:00", _for("burn_scars", area), days_ago=ago)
    clinic.answer(first, clinic.ago(days=ago + 1), scar_age_months=60)
    clinic.sign(first, clinic.ago(days=ago, hours=1))
    clinic.check_in(first, clinic.ago(days=ago, minutes=50))
    clinic.start(first, clinic.ago(days=ago, minutes=40))
    clinic.end(first, clinic.ago(days=ago, minutes=10))
    earlier = clinic.book("garcia", "10:00", _for("acne_scars", "cheeks"), days_ago=ago)
    clinic.answer(earlier, clinic.ago(days=ago + 1), scar_age_months=36, acne="spots", acne_areas=["cheeks"])
    clinic.sign(earlier, clinic.ago(days=ago, hours=1), cheeks=AreaChoice("wait"))
    _to_be_called(clinic)


def _to_be_called(clinic: Clinic) -> None:
    """Somebody whose visit was called off some days ago because of a wait, and who was not booked again."""
    ago = 9
    visit = clinic.book("moreno", "10:00", _for("wrinkles", "forehead"), days_ago=ago)
    clinic.answer(visit, clinic.ago(days=ago + 1), sunburn_on=clinic.day(ago + 3))
    clinic.sign(visit, clinic.ago(days=ago, hours=2))
    clinic.cancel(visit, CancelReason.WAIT, days_ago=ago)


def _finished(clinic: Clinic) -> None:
    patient, area = _to_treat(clinic, "cohen", "levy")
    visit = clinic.book(patient, "08:00", _for("pores_texture", area))
    clinic.answer(visit)
    clinic.sign(visit)
    clinic.check_in(visit, clinic.ago(minutes=100))
    clinic.start(visit, clinic.ago(minutes=90))
    clinic.end(visit, clinic.ago(minutes=50))


def _in_session(clinic: Clinic) -> None:
    patient, area = _to_treat(clinic, *BURN_SCARS)
    visit = clinic.book(patient, "08:30", _for("burn_scars", area))
    clinic.answer(visit, scar_age_months=61)
    clinic.sign(visit)
    clinic.check_in(visit, clinic.ago(minutes=30))
    clinic.start(visit, clinic.ago(minutes=15))


def _waiting(clinic: Clinic) -> None:
    """María: two concerns, a wait on one day, something to review and something she is not sure of."""
    visit = clinic.book(
        "garcia", "08:45", _for("acne_scars", "cheeks", "chin"), _for("stretch_marks", "abdomen")
    )
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
    clinic.check_in(visit, clinic.ago(minutes=12))


def _signed_and_here(clinic: Clinic) -> None:
    visit = clinic.book("brown", "09:00", _for("wrinkles", "forehead", "around_eyes"))
    clinic.answer(visit, smoker="former")
    clinic.sign(visit)
    clinic.check_in(visit, clinic.ago(minutes=4))


def _unfinished_and_here(clinic: Clinic) -> None:
    visit = clinic.book("nguyen", "09:15", _for("acne_scars", "cheeks"))
    clinic.send_link(visit)
    clinic.fill(visit, clinic.ago(days=1), only=18)
    clinic.check_in(visit, clinic.ago(minutes=3))


def _must_wait(clinic: Clinic) -> None:
    visit = clinic.book("petrov", "09:30", _for("wrinkles", "forehead", "cheeks"))
    clinic.answer(visit, sunburn_on=clinic.day(3))
    clinic.sign(visit)


def _not_sent(clinic: Clinic) -> None:
    clinic.book("smith", "09:45", _for("pores_texture", "nose"))


def _to_review(clinic: Clinic) -> None:
    visit = clinic.book("hall", "10:00", _for("wrinkles", "upper_lip"))
    clinic.answer(visit, blood_thinners="yes", medicines=["baby aspirin 81 mg daily", "lisinopril"])


def _ready_to_check_in(clinic: Clinic) -> None:
    visit = clinic.book("nkosi", "10:15", _for("general", "cheeks", "jawline"))
    clinic.answer(visit)
    clinic.sign(visit)


def _a_stop(clinic: Clinic) -> None:
    visit = clinic.book("rossi", "10:30", _for("acne_scars", "cheeks"))
    clinic.answer(visit, scar_age_months=14)


def _link_sent(clinic: Clinic) -> None:
    clinic.send_link(clinic.book("lee", "10:45", _for("stretch_marks", "thighs")))


def _to_sign(clinic: Clinic) -> None:
    clinic.answer(clinic.book("walker", "11:00", _for("discolouration", "cheeks")))


def _begun_at_home(clinic: Clinic) -> None:
    visit = clinic.book("diaz", "11:15", _for("other_scars", "knees"))
    clinic.send_link(visit)
    clinic.fill(visit, clinic.ago(hours=14), only=9)


def _blanks_left(clinic: Clinic) -> None:
    visit = clinic.book("kim", "11:30", _for("acne_scars", "cheeks", "chin"))
    left_out = ("isotretinoin", "herpes_history", "scar_age_months")
    clinic.answer_by_phone(visit, leave_out=left_out)


def _more_asked(clinic: Clinic) -> None:
    """Somebody who comes back after the first session elsewhere, and whose medicine nobody knows."""
    elsewhere = (clinic.today - timedelta(days=40),)
    visit = clinic.book("silva", "11:45", _for("general", "neck", "chest", elsewhere=elsewhere))
    clinic.answer(visit, medicines=["something for my joints"], autoimmune="not_sure")
    clinic.ask_for_more(
        visit, "Which medicine for the joints? Please ask for the box.", "medicines", "autoimmune"
    )


def _called_off(clinic: Clinic) -> None:
    clinic.cancel(clinic.book("lee", "12:00", _for("stretch_marks", "abdomen")))
