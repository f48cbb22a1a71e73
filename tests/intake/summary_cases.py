"""Four invented visits, light to extreme, by which the summary's one screen and one sheet are measured.

light    one concern, two areas, nothing found
medium   two concerns on three areas, five findings, answers that changed since last time
heavy    two concerns on four areas, eight findings, a course behind, answers that changed
extreme  three concerns on seven areas, eight findings and more, signed with departures
"""

from datetime import date, datetime, timedelta

from clinic.models import Place, User
from intake.actions.requests import Wanted
from intake.actions.sessions import end_session, start_session
from intake.actions.visits import book, check_in
from intake.choices import AreaChoice
from intake.dates import clinic_day
from intake.models import Patient, Visit
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, send

TREATMENT = "micro-needling"
WEEKS_BEFORE = timedelta(days=35)
WAITS_OVER = date(2026, 3, 23)
"""Two weeks after the laser."""

FIVE_FINDINGS = {
    "scar_age_months": 36, "skin_type": "IV", "herpes_history": "yes", "keloid_family": "not_sure",
    "laser_on": "2026-03-09", "laser_kind": "non_ablative", "medicines": ["ibuprofeno", "levotiroxina"],
    "other_allergies": ["penicilina"],
    "goal": "Quiero que se noten menos las marcas antes de mi boda en mayo.",
    "tried_before": "Adapaleno un año, poca ayuda.",
}  # fmt: skip
EIGHT_FINDINGS = FIVE_FINDINGS | {
    "diabetes": "yes", "smoker": "current", "retinoid_on": "2026-03-12",
    "medicines": ["metformina 850 mg", "ibuprofeno", "levotiroxina"],
    "other_allergies": ["penicilina", "látex: ronchas"],
}  # fmt: skip
MORE_FINDINGS = EIGHT_FINDINGS | {"heart_condition": "not_sure", "skin_type": "V", "eczema": "past"}


def light(patient: Patient, place: Place, desk: User, doctor: User) -> Visit:
    visit = booked(patient, place, desk, Wanted(TREATMENT, "wrinkles", ("forehead", "cheeks")))
    send(visit, goal="Fewer lines on my forehead.")
    return visit


def medium(patient: Patient, place: Place, desk: User, doctor: User) -> Visit:
    scars = Wanted(TREATMENT, "acne_scars", ("cheeks", "chin"))
    visit = booked(patient, place, desk, scars, Wanted(TREATMENT, "stretch_marks", ("abdomen",)))
    send(visit, NOW - timedelta(days=1), scar_age_months=36, acne="spots", acne_areas=["cheeks"])
    send(visit, **FIVE_FINDINGS)
    return visit


def heavy(patient: Patient, place: Place, desk: User, doctor: User) -> Visit:
    had_a_session(patient, place, desk, doctor)
    scars = Wanted(TREATMENT, "acne_scars", ("cheeks", "chin", "jawline"))
    visit = booked(patient, place, desk, scars, Wanted(TREATMENT, "stretch_marks", ("abdomen",)))
    send(visit, **EIGHT_FINDINGS)
    return visit


def extreme(patient: Patient, place: Place, desk: User, doctor: User) -> Visit:
    had_a_session(patient, place, desk, doctor)
    wanted = (
        Wanted(TREATMENT, "acne_scars", ("cheeks", "chin", "jawline")),
        Wanted(TREATMENT, "wrinkles", ("forehead", "around_eyes")),
        Wanted(TREATMENT, "stretch_marks", ("abdomen", "thighs")),
    )
    visit = booked(patient, place, desk, *wanted)
    send(visit, **MORE_FINDINGS)
    choices = {area: AreaChoice("treat", WAITS_OVER) for one in wanted for area in one.areas}
    choices["cheeks"] = AreaChoice(
        "treat", PLANNED.date(), "other", "Test spot first; seen and agreed with her."
    )
    agree(visit, by=doctor, **choices | {"abdomen": AreaChoice("do_not_treat")})
    return visit


CASES = {case.__name__: case for case in (light, medium, heavy, extreme)}


def booked(
    patient: Patient, place: Place, desk: User, *wanted: Wanted, starts_at: datetime = PLANNED
) -> Visit:
    at = NOW - 2 * WEEKS_BEFORE
    return book(
        patient=patient,
        place=place,
        starts_at=starts_at,
        wanted=list(wanted),
        by=desk,
        at=at,
        on=clinic_day(at),
    )


def had_a_session(patient: Patient, place: Place, desk: User, doctor: User) -> None:
    """Five weeks before the visit the cheeks were treated, after answers with nothing found."""
    begins = PLANNED - WEEKS_BEFORE
    day = clinic_day(begins)
    visit = booked(patient, place, desk, Wanted(TREATMENT, "acne_scars", ("cheeks",)), starts_at=begins)
    before = begins - timedelta(days=2)
    send(visit, before, scar_age_months=36)
    agree(visit, by=doctor, at=before)
    check_in(visit=visit, by=desk, at=begins, on=day)
    session = start_session(treatment_request=visit.requests.get(), by=doctor, at=begins, on=day)
    end_session(session=session, by=doctor, at=begins, on=day)
