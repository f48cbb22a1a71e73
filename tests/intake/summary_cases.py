"""Four invented visits, light to extreme, by which the summary's one screen and one sheet are measured.

light    one concern, two areas, nothing found
medium   two concerns on three areas, five findings, answers that changed since last time
heavy    two concerns on four areas, nine findings, an earlier session, answers that changed
extreme  three concerns on seven areas, thirteen findings, signed, in one area against the advice
"""

from datetime import date, timedelta

from clinic.models import Place, User
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.choices import AreaChoice
from intake.dates import clinic_day
from intake.models import Patient, Visit
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, send

TREATMENT = "micro-needling"
THE_DAY_BEFORE = NOW - timedelta(days=1)
FIVE_WEEKS_BEFORE = (date(2026, 2, 9),)
"""The day of a session elsewhere."""

WAITS_OVER = date(2026, 3, 23)
"""Two weeks after the laser."""

FIVE_FINDINGS = {
    "scar_age_months": 36, "skin_type": "IV", "herpes_history": "yes", "keloid_family": "not_sure",
    "laser_on": "2026-03-09", "laser_kind": "non_ablative", "medicines": ["ibuprofeno", "levotiroxina"],
    "other_allergies": ["penicilina"],
    "goal": "Quiero que se noten menos las marcas antes de mi boda en mayo.",
    "tried_before": "Adapaleno un año, poca ayuda.",
}  # fmt: skip
NINE_FINDINGS = FIVE_FINDINGS | {
    "diabetes": "yes", "smoker": "current", "retinoid_on": "2026-03-12",
    "medicines": ["metformina 850 mg", "ibuprofeno", "levotiroxina"],
    "other_allergies": ["penicilina", "látex: ronchas"],
}  # fmt: skip
THIRTEEN_FINDINGS = NINE_FINDINGS | {"heart_condition": "not_sure", "skin_type": "V", "eczema": "past"}


def light(patient: Patient, place: Place, desk: User, doctor: User) -> Visit:
    visit = booked(patient, place, desk, Wanted(TREATMENT, "wrinkles", ("forehead", "cheeks")))
    send(visit, goal="Fewer lines on my forehead.")
    return visit


def medium(patient: Patient, place: Place, desk: User, doctor: User) -> Visit:
    scars = Wanted(TREATMENT, "acne_scars", ("cheeks", "chin"))
    visit = booked(patient, place, desk, scars, Wanted(TREATMENT, "stretch_marks", ("abdomen",)))
    send(visit, THE_DAY_BEFORE, scar_age_months=36, acne="spots", acne_areas=["cheeks"])
    send(visit, **FIVE_FINDINGS)
    return visit


def heavy(patient: Patient, place: Place, desk: User, doctor: User) -> Visit:
    scars = Wanted(TREATMENT, "acne_scars", ("cheeks", "chin", "jawline"), FIVE_WEEKS_BEFORE)
    visit = booked(patient, place, desk, scars, Wanted(TREATMENT, "stretch_marks", ("abdomen",)))
    send(visit, THE_DAY_BEFORE, scar_age_months=36)
    send(visit, **NINE_FINDINGS)
    return visit


def extreme(patient: Patient, place: Place, desk: User, doctor: User) -> Visit:
    wanted = (
        Wanted(TREATMENT, "acne_scars", ("cheeks", "chin", "jawline"), FIVE_WEEKS_BEFORE),
        Wanted(TREATMENT, "wrinkles", ("forehead", "around_eyes")),
        Wanted(TREATMENT, "stretch_marks", ("abdomen", "thighs")),
    )
    visit = booked(patient, place, desk, *wanted)
    send(visit, THE_DAY_BEFORE, scar_age_months=36)
    send(visit, **THIRTEEN_FINDINGS)
    choices = {area: AreaChoice("treat", WAITS_OVER) for one in wanted for area in one.areas}
    choices["cheeks"] = AreaChoice(
        "treat", PLANNED.date(), "other", "Test spot first; seen and agreed with her."
    )
    agree(visit, by=doctor, **choices | {"abdomen": AreaChoice("do_not_treat")})
    return visit


CASES = {case.__name__: case for case in (light, medium, heavy, extreme)}


def booked(patient: Patient, place: Place, desk: User, *wanted: Wanted) -> Visit:
    at = NOW - timedelta(days=9)
    return book(
        patient=patient,
        place=place,
        starts_at=PLANNED,
        wanted=list(wanted),
        by=desk,
        at=at,
        on=clinic_day(at),
    )
