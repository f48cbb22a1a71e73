"""What the example clinic did in the weeks before its first day: courses going on, a red line, a recall."""

from datetime import datetime, timedelta

from intake.actions.corrections import answer_correction, ask_for_correction
from intake.example import treating
from intake.example.emergency import read_yesterday
from intake.example.steps import Clinic, wanted
from intake.models import CancelReason, CorrectionOutcome, Visit
from intake.orders import Order

BURN_SCARS = ("okafor", "adeyemi")
FIRST_BATCH, SECOND_BATCH = "MN-24117", "MN-24302"
HERPES = {"antiviral": Order(True, "As last year, from the family doctor"), "numbing": Order(True)}


def weeks_before(clinic: Clinic) -> None:
    """Only for the first day: later days find it there."""
    _marias_sessions(clinic)
    _a_first_session(clinic)
    _told_this_morning(clinic)
    _to_be_called(clinic)
    read_yesterday(clinic)


def _marias_sessions(clinic: Clinic) -> None:
    """Two of her sessions, each with its record, her reports after them and how the scars were rated."""
    first = _answered(clinic, "garcia", clinic.work_day(49), "cheeks", "chin")
    clinic.sign(first, _before(first, days=1), orders=HERPES)
    session = treating.hold(clinic, first, FIRST_BATCH, cheeks="1.0", chin="0.75")
    treating.rate(clinic, first, _behind(first, hours=1), goodman_baron=3)
    swollen = {"skin_change": "yes", "swelling": "yes", "swelling_size": 5, "swelling_trend": "same"}
    report = treating.tell(session, _behind(first, days=1), **swollen)
    called = _behind(first, days=1, hours=2)
    treating.call_back(clinic, report, called, "Called: falling since noon, no fever. Cool compresses.")

    second = _answered(clinic, "garcia", clinic.work_day(24), "cheeks", "chin")
    clinic.sign(second, _before(second, days=1), orders=HERPES)
    treating.rate(clinic, second, _before(second, hours=3), by_patient=True, gais=3)
    session = treating.hold(
        clinic, second, SECOND_BATCH, "Endpoint: even redness.", cheeks="1.25", chin="1.0"
    )
    treating.rate(clinic, second, _behind(second, hours=1), goodman_baron=2, gais=3)
    treating.tell(session, _behind(second, days=2))
    _something_is_wrong(clinic, second)


def _answered(clinic: Clinic, key: str, days_ago: int, *areas: str) -> Visit:
    visit = clinic.book(key, "10:00", wanted("acne_scars", *areas), days_ago=days_ago)
    told = {"scar_age_months": 36, "skin_type": "IV", "herpes_history": "yes", "goal": "Las marcas."}
    clinic.answer(visit, _before(visit, days=3), **told)
    return visit


def _a_first_session(clinic: Clinic) -> None:
    """Five weeks ago: the first of five sessions, so that today's is the second."""
    patient, area = clinic.turn(*BURN_SCARS)
    visit = clinic.book(patient, "09:00", wanted("burn_scars", area), days_ago=clinic.work_day(35))
    clinic.answer(visit, _before(visit, days=2), scar_age_months=60)
    clinic.sign(visit, _before(visit, days=1))
    treating.hold(clinic, visit, SECOND_BATCH, **{area: "0.5"})


def _told_this_morning(clinic: Clinic) -> None:
    """Somebody treated some days ago whose skin gets worse: a red line until a dermatologist acts."""
    visit = clinic.book("ferrari", "14:00", wanted("pores_texture", "nose"), days_ago=clinic.work_day(3))
    clinic.answer(visit, _before(visit, days=2))
    clinic.sign(visit, _before(visit, days=1))
    session = treating.hold(clinic, visit, SECOND_BATCH, nose="0.5")
    grows = {"skin_change": "yes", "swelling": "yes", "swelling_size": 6, "swelling_trend": "more"}
    treating.tell(session, clinic.earlier(minutes=40), **grows, call_me="yes")


def _to_be_called(clinic: Clinic) -> None:
    """Somebody whose visit was called off some days ago because of a wait, and who was not booked again."""
    ago = clinic.work_day(9)
    visit = clinic.book("moreno", "10:00", wanted("wrinkles", "forehead"), days_ago=ago)
    clinic.answer(visit, _before(visit, days=2), sunburn_on=clinic.day(ago + 3))
    clinic.sign(visit, _before(visit, days=1))
    clinic.cancel(visit, CancelReason.WAIT, days_ago=ago)


def _something_is_wrong(clinic: Clinic, visit: Visit) -> None:
    """Two requests on the own page: one was answered, one waits for the lead or a dermatologist."""
    told = {"patient": visit.patient, "language": visit.patient.language}
    first = ask_for_correction(words="Falta mi segundo apellido: López.", at=_behind(visit, days=3), **told)
    answer_correction(
        correction=first,
        outcome=CorrectionOutcome.ACCEPTED,
        words="Ya lo añadimos. Gracias.",
        by=clinic.doctor,
        at=_behind(visit, days=4),
    )
    wrong = "Dice que tengo alergia a la penicilina. No es alergia: me dolió el estómago una vez."
    ask_for_correction(words=wrong, at=_behind(visit, days=5), **told)


def _before(visit: Visit, **span: float) -> datetime:
    return visit.starts_at - timedelta(**span)


def _behind(visit: Visit, **span: float) -> datetime:
    return visit.starts_at + timedelta(**span)
