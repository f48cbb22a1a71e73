"""An assessment in the form other programs read: the output of `manage.py screen`, and what is stored."""

from datetime import date
from typing import Any

from treatments.eligibility.assessment import Assessment, Finding


def as_contract(assessment: Assessment, language: str = "en") -> dict[str, Any]:
    """The public contract of one assessment, ready for JSON; sentences are those for staff."""
    schedule, protocol = assessment.schedule, assessment.protocol
    return {
        "decision": assessment.decision,
        "earliest_date": written(assessment.earliest_date),
        "areas": dict(assessment.areas),
        "dates": {area: written(day) for area, day in assessment.dates.items()},
        "findings": [finding_as_contract(finding, language) for finding in assessment.findings],
        "missing": list(assessment.missing),
        "ask": list(assessment.ask),
        "plan": {"sessions": list(schedule.sessions), "interval_days": list(schedule.interval_days)},
        "protocol": {"code": protocol.code, "edition": protocol.edition, "hash": protocol.rules_hash},
    }


def finding_as_contract(finding: Finding, language: str = "en") -> dict[str, Any]:
    """One finding: rule, status, effects, areas, end, the answers behind it, source and staff sentence."""
    return {
        "code": finding.rule.code,
        "status": finding.status,
        "effects": list(finding.effects),
        "areas": None if finding.areas is None else list(finding.areas),
        "ends_on": written(finding.ends_on),
        "because": [{"question": question, "answer": answer} for question, answer in finding.because],
        "source": ", ".join(finding.rule.basis),
        "sentence": finding.rule.staff.get(language, ""),
    }


def written(day: date | None) -> str | None:
    """A day as 2026-03-14."""
    return None if day is None else day.isoformat()
