"""What a visit is for: treatments, concerns and areas, checked against the editions in force."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from clinic.models import User
from intake.dates import clinic_day
from intake.models import TreatmentRequest, Visit
from treatments import editions
from treatments.eligibility.protocol import Protocol

MOST = 6
"""Requests of one visit."""
PREVIOUS = 40
"""Days of earlier sessions elsewhere that one request keeps."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One treatment of some areas for one concern; `previous` are days of such sessions elsewhere."""

    treatment: str
    indication: str
    areas: tuple[str, ...]
    previous: tuple[date, ...] = ()


def write_requests(*, visit: Visit, wanted: list[Wanted], by: User, at: datetime) -> list[TreatmentRequest]:
    """Write a new visit's requests. Raises ValidationError naming the field, as `areas` or `1-areas`."""
    if not 1 <= len(wanted) <= MOST:
        raise ValidationError({"requests": f"A visit is for 1 to {MOST} treatments."})
    _no_area_twice(wanted)
    rows = [_row(visit, place, one, by, at) for place, one in enumerate(wanted)]
    return TreatmentRequest.objects.bulk_create(rows)


def _row(visit: Visit, place: int, one: Wanted, by: User, at: datetime) -> TreatmentRequest:
    protocol = _protocol(one)
    wrong = _problems(protocol, one, visit)
    if wrong:
        raise ValidationError(wrong)
    return TreatmentRequest(
        visit=visit,
        position=place,
        treatment=one.treatment,
        indication=one.indication,
        areas=list(dict.fromkeys(one.areas)),
        previous_sessions_elsewhere=sorted({day.isoformat() for day in one.previous}),
        created_at=at,
        created_by=by,
    )


def _protocol(one: Wanted) -> Protocol:
    edition = editions.in_force(one.treatment)
    if edition is None:
        raise ValidationError({"treatment": "This treatment has no published protocol."})
    return editions.engine_for(edition).protocol


def _problems(protocol: Protocol, one: Wanted, visit: Visit) -> dict[str, str]:
    wrong = {}
    if one.indication not in protocol.indications:
        wrong["indication"] = "Choose what the treatment is for."
    if not one.areas or set(one.areas) - set(protocol.areas):
        wrong["areas"] = "Choose at least one area of the list."
    day = clinic_day(visit.starts_at)
    if any(not visit.patient.birth_date <= previous < day for previous in one.previous):
        wrong["previous"] = "Earlier sessions lie between the birth date and the day before the visit."
    if len(one.previous) > PREVIOUS:
        wrong["previous"] = f"Write the latest {PREVIOUS} sessions only."
    return wrong


def _no_area_twice(wanted: list[Wanted]) -> None:
    seen: set[tuple[str, str]] = set()
    for one in wanted:
        areas = {(one.treatment, area) for area in one.areas}
        if areas & seen:
            raise ValidationError({"areas": "One area can be treated once in a visit."})
        seen |= areas
