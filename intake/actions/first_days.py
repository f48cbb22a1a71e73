"""No visit is booked or moved to a day on which it could not take place."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from clinic.models import User
from clinic.roles import SEES_REASONS
from intake.actions.requests import Wanted, open_course_for
from intake.courses.plan import FirstDay, first_day_for, first_day_of
from intake.courses.plan_words import first_day_words
from intake.courses.rows import Aim
from intake.models import Visit
from intake.refusals import NotNow


def check_booking(*, patient_id: UUID, wanted: Iterable[Wanted], day: date, by: User, on: date) -> None:
    """Raise NotNow for a day before the first that works for all that is wanted."""
    _check(first_day_wanted(patient_id, wanted, on=on), day, by)


def check_move(*, visit: Visit, day: date, by: User, on: date) -> None:
    """The same for a visit that is moved."""
    _check(first_day_for(visit, on=on), day, by)


def first_day_wanted(patient_id: UUID, wanted: Iterable[Wanted], *, on: date) -> FirstDay:
    """The first day on which what a page asks for could take place."""
    return first_day_of([_aim(patient_id, one) for one in wanted], on=on)


def _aim(patient_id: UUID, one: Wanted) -> Aim:
    course = one.course or open_course_for(patient_id, one, one.areas)
    return Aim(patient_id, one.treatment, one.indication, tuple(one.areas), course, tuple(one.previous))


def _check(first: FirstDay, day: date, by: User) -> None:
    if day < first.allowed_from:
        raise NotNow(first_day_words(first, reasons=by.has_role(*SEES_REASONS)))
