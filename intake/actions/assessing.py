"""Putting a response to the engine: one assessment with its findings for each request of the visit."""

from datetime import date, datetime

from django.db.models import CharField, UUIDField

from clinic.prepared import PreparedUpdate
from clinic.prepared.insert import PreparedInsert
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.models import Assessment, Finding, Response, Signature, Visit
from intake.questions.parts import Part, parts_of
from intake.screening import Screened, earlier_sessions, facts_for, screen

_ASSESSED = PreparedInsert(Assessment, number="number", within="request", is_told=False)
_FOUND = PreparedInsert(Finding)
_SIGNATURE = PreparedUpdate(
    lambda visit, signature: (Visit.objects.filter(pk=visit), {"signature": signature}),
    visit=UUIDField(),
    signature=CharField(),
)


def assess_visit(
    *, visit: Visit, response: Response, cause: str, at: datetime, on: date, parts: list[Part] | None = None
) -> list[Assessment]:
    """Assess every request with the edition in force. The caller holds the visit and the transaction."""
    planned_on = max(clinic_day(visit.starts_at), on)
    return [_assess(part, response, cause, planned_on, at) for part in parts or parts_of(visit)]


def refresh_signature(visit: Visit) -> str:
    """Write where the signature stands into the visit, for the review queue. Call after any such change."""
    visit.signature = decided_of(visit).signature
    _SIGNATURE.run(visit=visit.pk, signature=visit.signature)
    return visit.signature


def await_signature(visit: Visit, assessments: list[Assessment]) -> str:
    """As `refresh_signature` right after new answers were assessed: nothing can be signed about them yet."""
    incomplete = any(assessment.decision == "incomplete" for assessment in assessments)
    visit.signature = Signature.NONE if incomplete or not visit.is_open else Signature.AWAITED
    _SIGNATURE.run(visit=visit.pk, signature=visit.signature)
    return visit.signature


def _assess(part: Part, response: Response, cause: str, planned_on: date, at: datetime) -> Assessment:
    earlier = earlier_sessions(part.request, before=planned_on)
    facts = facts_for(part.engine.protocol, part.request, response, planned_on=planned_on, earlier=earlier)
    screened = screen(part.engine, facts)
    assessment = _keep(part, response, cause, screened, at)
    _FOUND.add_all(_findings(assessment, screened, response.language))
    return assessment


def _keep(part: Part, response: Response, cause: str, screened: Screened, at: datetime) -> Assessment:
    result, protocol = screened.result, part.engine.protocol
    assessment = Assessment(
        response=response,
        request=part.request,
        cause=cause,
        edition=part.edition,
        rules_hash=protocol.rules_hash,
        wording_hash=protocol.wording_hash,
        engine_version=screened.engine_version,
        as_of=date.fromisoformat(screened.facts["as_of"]),
        planned_on=date.fromisoformat(screened.facts["planned_on"]),
        facts=screened.facts,
        decision=result["decision"],
        earliest_date=screened.assessment.earliest_date,
        areas=result["areas"],
        dates=result["dates"],
        missing=result["missing"],
        ask=result["ask"],
        result=result,
        result_hash=screened.result_hash,
        marks=screened.marks,
        used_hash=screened.used_hash,
        created_at=at,
    )
    return _ASSESSED.add(assessment)


def _findings(assessment: Assessment, screened: Screened, language: str) -> list[Finding]:
    return [
        Finding(
            assessment=assessment,
            position=place,
            code=told["code"],
            status=told["status"],
            effects=told["effects"],
            areas=told["areas"],
            ends_on=finding.ends_on,
            because=told["because"],
            source=list(finding.rule.basis),
            staff=told["sentence"],
            patient=told["patient"].get(language, told["patient"].get("en", "")),
        )
        for place, (told, finding) in enumerate(
            zip(screened.result["findings"], screened.assessment.findings, strict=True)
        )
    ]
