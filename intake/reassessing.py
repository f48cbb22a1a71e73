"""Running stored assessments again from their stored facts: they must give the same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from intake.canonical import digest
from intake.models import Assessment
from intake.screening import screen
from treatments import editions
from treatments.eligibility import ENGINE_VERSION

BATCH = 200


@dataclass(frozen=True, slots=True)
class Rerun:
    """One stored assessment, run again."""

    pk: UUID
    same: bool
    why: str = ""


def rerun_all() -> Iterator[Rerun]:
    """Every stored assessment in the order it was made, in batches by its index."""
    last = None
    while True:
        batch = _behind(last)
        yield from map(rerun, batch)
        if len(batch) < BATCH:
            return
        last = batch[-1]


def rerun(assessment: Assessment) -> Rerun:
    """One assessment against what is stored of it: its own hash, its edition's, and the result anew."""
    if digest(assessment.result) != assessment.result_hash:
        return Rerun(assessment.pk, False, "the stored result does not match its hash")
    if assessment.engine_version != ENGINE_VERSION:
        return Rerun(assessment.pk, True, f"made by engine {assessment.engine_version}: not run again")
    engine = editions.engine_for(assessment.edition)
    if engine.protocol.rules_hash != assessment.rules_hash:
        return Rerun(assessment.pk, False, "the edition's rules are not those it was made with")
    if engine.protocol.wording_hash != assessment.wording_hash:
        return Rerun(assessment.pk, False, "the edition's wording is not the one it was made with")
    if screen(engine, assessment.facts).result_hash != assessment.result_hash:
        return Rerun(assessment.pk, False, "the same facts give another result")
    return Rerun(assessment.pk, True)


def _behind(last: Assessment | None) -> list[Assessment]:
    found = Assessment.objects.select_related("edition__treatment", "edition__publication")
    if last is not None:
        later = Q(created_at__gt=last.created_at) | Q(created_at=last.created_at, id__gt=last.pk)
        found = found.filter(later, created_at__gte=last.created_at)
    return list(found.order_by("created_at", "id")[:BATCH])
