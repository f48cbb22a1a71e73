"""One request of a visit put to the engine, and put to it again from what was stored."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, F, UUIDField

from clinic.prepared.rows import PreparedRows
from intake.canonical import digest
from intake.models import Response, TreatmentRequest
from intake.questions import shelf
from treatments.eligibility import ENGINE_VERSION, Assessment, Engine
from treatments.eligibility.answers import Days, problem_with
from treatments.eligibility.contract import as_contract, written
from treatments.eligibility.intake_case import read_case
from treatments.eligibility.medicines import Match, Recognised
from treatments.eligibility.protocol import Protocol
from treatments.medicines import recogniser_for

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Screened:
    """An assessment with the facts it rests on and its whole result as stored."""

    facts: Facts
    assessment: Assessment
    result: dict[str, Any]
    used_hash: str = ""
    engine_version: str = ENGINE_VERSION

    @property
    def result_hash(self) -> str:
        return digest(self.result)

    @property
    def marks(self) -> list[dict[str, Any]]:
        """What a dermatologist judges, in short: the findings without their dates and words."""
        keys = ("code", "status", "effects", "areas")
        return [{key: finding[key] for key in keys} for finding in self.result["findings"]]


def screen(engine: Engine, facts: Facts) -> Screened:
    """Assess the facts of one request. Medicines that the facts already hold are not recognised anew.

    Raises InvalidCase where the facts are no valid case.
    """
    kept = _kept_medicines(facts)
    read = kept.__getitem__ if kept is not None else recogniser_for(engine.protocol).read
    case = read_case(engine, facts, read)
    assessment = engine.assess(case)
    whole = facts | {"medicines": [asdict(medicine) for medicine in case.medicines]}
    used = shelf.used_digest(engine, facts["answers"])
    return Screened(_as_json(whole), assessment, result_of(assessment), used)


def facts_for(
    protocol: Protocol,
    request: TreatmentRequest,
    response: Response,
    *,
    planned_on: date,
    earlier: Iterable[date],
) -> Facts:
    """The engine's whole input for one request of the visit a response was given for, as JSON values.

    A response may answer the questions of several protocols: each request is given the answers its own
    protocol asks for and can read; one it cannot read is blank to it.
    """
    born, as_of = request.visit.patient.birth_date, response.as_of
    days = Days(as_of, as_of, planned_on, born)
    answers = {
        question.code: response.answers[question.code]
        for question in protocol.questions
        if question.code in response.answers
        and not problem_with(question, response.answers[question.code], protocol.areas, days)
    }
    given = {code: response.given[code]["on"] for code in answers if code in response.given}
    return {
        "as_of": as_of.isoformat(),
        "planned_on": planned_on.isoformat(),
        "birth_date": born.isoformat(),
        "indication": request.indication,
        "areas": list(request.areas),
        "previous_sessions": sorted({day.isoformat() for day in earlier}),
        "answers": answers,
        "answered_on": {code: on for code, on in given.items() if on < as_of.isoformat()},
        **_own_interval(protocol, request),
    }


def _own_interval(protocol: Protocol, request: TreatmentRequest) -> Facts:
    """The interval of the request's course, where that is not the one of the protocol's schedule."""
    course = request.course if request.course_id else None
    schedule = next(one for one in protocol.schedules if one.indication == request.indication)
    own = course and (course.interval_from_days, course.interval_to_days)
    return {"interval_days": list(own)} if own and own != schedule.interval_days else {}


def result_of(assessment: Assessment) -> dict[str, Any]:
    """The engine's whole output as stored: the public contract, patients' sentences and the waits counted."""
    result = as_contract(assessment)
    for told, finding in zip(result["findings"], assessment.findings, strict=True):
        told["patient"] = dict(finding.rule.patient)
        told["clears"] = dict(finding.rule.clears)
    result["waits"] = [
        {
            "code": wait.rule.code,
            "ends_on": written(wait.ends_on),
            "areas": None if wait.areas is None else list(wait.areas),
        }
        for wait in assessment.waits
    ]
    return result


class _Earlier(NamedTuple):
    """A request of the patient, with its session where it had one."""

    areas: list[str]
    previous_sessions_elsewhere: list[str]
    treated: list[str] | None
    treated_on: date | None


_EARLIER = PreparedRows(
    _Earlier,
    lambda patient, treatment: (
        TreatmentRequest.objects.filter(visit__patient=patient, treatment=treatment)
        .only("areas", "previous_sessions_elsewhere")
        .annotate(treated=F("session__areas"), treated_on=F("session__performed_on"))
    ),
    patient=UUIDField(),
    treatment=CharField(),
)


def earlier_sessions(request: TreatmentRequest, *, before: date) -> list[date]:
    """Days of earlier needling of overlapping areas: here, and elsewhere as the desk was told."""
    patient, areas = request.visit.patient, set(request.areas)
    born = patient.birth_date
    days = []
    for other in _EARLIER.all(patient=patient.pk, treatment=request.treatment):
        if other.treated_on and areas & set(other.treated):
            days.append(other.treated_on)
        if areas & set(other.areas):
            days += [date.fromisoformat(day) for day in other.previous_sessions_elsewhere]
    return sorted({day for day in days if born <= day < before})


def _kept_medicines(facts: Mapping[str, Any]) -> dict[str, Recognised] | None:
    if "medicines" not in facts:
        return None
    return {entry["text"]: _medicine(entry) for entry in facts["medicines"]}


def _medicine(entry: Mapping[str, Any]) -> Recognised:
    return Recognised(entry["text"], tuple(Match(**name) for name in entry["names"]), entry["nothing"])


def _as_json(facts: Facts) -> Facts:
    """Tuples as lists, as they come back from the database."""
    return facts | {
        "medicines": [entry | {"names": list(entry["names"])} for entry in facts["medicines"]],
    }
