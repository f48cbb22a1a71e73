"""What stands decided about visits: read in a constant number of queries, for one visit or a day of them.

The latest response that was not marked as wrong counts; of each request its latest assessment; and of the
reviews the last one that still covers that assessment.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Func, IntegerField, QuerySet, UUIDField

from clinic.prepared import Given, Many, Prepared
from intake.decided.request import DecidedRequest, request_decided
from intake.models import (
    DECISION_WEIGHT,
    Assessment,
    Response,
    Review,
    ReviewArea,
    Signature,
    TreatmentRequest,
    Visit,
)

WEIGHT_OF_EFFECT = {"stop": 0, "review": 1, "defer": 2, "note": 3}
"""Worst first, as pages list findings."""


_IN_SHORT = (
    *("request", "response", "number", "decision", "earliest_date", "planned_on"),
    *("missing", "marks", "used_hash"),
)
"""The columns of an assessment that a list needs."""


class ObjectLength(Func):
    """How many keys a JSON object has, counted by the database."""

    template = "(SELECT COUNT(*) FROM JSON_EACH(%(expressions)s))"
    output_field = IntegerField()

    def as_postgresql(self, compiler, connection, **context):
        template = "(SELECT COUNT(*) FROM JSONB_OBJECT_KEYS(%(expressions)s))"
        return super().as_sql(compiler, connection, template=template, **context)


@dataclass(slots=True)
class Decided:
    """One visit: its response that counts, and each request in order."""

    visit: Visit
    response: Response | None
    requests: list[DecidedRequest]

    @property
    def decision(self) -> str | None:
        """The word for the whole visit: Stop only where every request is; one of several is for review."""
        words = {item.assessment.decision for item in self.requests if item.assessment}
        if len(words) <= 1:
            return next(iter(words), None)
        if "incomplete" in words:
            return "incomplete"
        if "not_a_candidate" in words:
            return "needs_review"
        return min(words, key=DECISION_WEIGHT.__getitem__)

    @property
    def earliest_date(self) -> date | None:
        """The day every wait of every request is over; None where one has no date."""
        days = [item.assessment.earliest_date for item in self.requests if item.assessment]
        return max(days) if days and None not in days else None

    @property
    def missing(self) -> tuple[str, ...]:
        """Required questions left blank in the response, each once."""
        return tuple(self.response.missing) if self.response else ()

    @property
    def signature(self) -> str:
        """Where the signature stands; the column `Visit.signature` repeats it."""
        if not self.requests or any(item.assessment is None for item in self.requests):
            return Signature.NONE
        if all(item.is_signed for item in self.requests):
            return Signature.GIVEN
        if not self.visit.is_open:
            return Signature.NONE  # nobody signs what will not take place
        if any(item.asked for item in self.requests):
            return Signature.ASKED
        if any(not item.is_signed and item.assessment.decision == "incomplete" for item in self.requests):
            return Signature.NONE
        return Signature.AWAITED

    def count(self, effect: str) -> int:
        """How many findings have this effect, a rule once however many requests it touches."""
        marks = [mark for item in self.requests if item.assessment for mark in item.assessment.marks]
        return len({mark["code"] for mark in marks if effect in mark["effects"]})

    @property
    def signed_areas(self) -> list[ReviewArea]:
        return [area for item in self.requests for area in item.areas.values()]


def _responses_of(visits: Given) -> QuerySet[Response]:
    found = Response.objects.filter(visit__in=visits, retraction=None).order_by("number")
    return found.annotate(answered_count=ObjectLength("answers"))


def _assessments_of(visits: Given) -> QuerySet[Assessment]:
    found = Assessment.objects.filter(request__visit__in=visits, response__retraction=None)
    return found.order_by("-number")


_KEYS = Many(UUIDField())
_REQUESTS = Prepared(
    lambda visits: TreatmentRequest.objects.filter(visit__in=visits).order_by("position"), visits=_KEYS
)
_RESPONSES = Prepared(_responses_of, visits=_KEYS)
_RESPONSES_IN_SHORT = Prepared(
    lambda visits: _responses_of(visits).defer("answers", "given", "asked"), visits=_KEYS
)
_ASSESSMENTS = Prepared(lambda visits: _assessments_of(visits).defer("facts", "result"), visits=_KEYS)
_ASSESSMENTS_IN_SHORT = Prepared(lambda visits: _assessments_of(visits).only(*_IN_SHORT), visits=_KEYS)
_REVIEWS = Prepared(
    lambda assessments: (
        Review.objects.filter(assessment__in=assessments, superseded_by=None)
        .select_related("signer")
        .defer("snapshot")
    ),
    assessments=_KEYS,
)
_AREAS = Prepared(
    lambda reviews: ReviewArea.objects.filter(review__in=reviews).order_by("position"), reviews=_KEYS
)


def decided_for(visits: Iterable[Visit], *, whole: bool = False) -> dict[object, Decided]:
    """What stands decided about each visit, by its key. Five queries, however many visits.

    Without `whole` the answers themselves stay in the database, which is most of what a list would read.
    """
    visits = list(visits)
    keys = [visit.pk for visit in visits]
    requests = _by(_REQUESTS.all(visits=keys), "visit_id")
    responses = _responses(keys, whole)
    assessments = _assessments(responses, whole)
    reviews = _reviews(assessments)
    areas = _by(_AREAS.all(reviews=[review.pk for review in reviews.values()]), "review_id")

    def decided(visit: Visit) -> Decided:
        items = []
        for request in requests[visit.pk]:
            request.visit = visit
            items.append(request_decided(request, visit, assessments[request.pk], reviews, areas))
        return Decided(visit, responses.get(visit.pk), items)

    return {visit.pk: decided(visit) for visit in visits}


def decided_of(visit: Visit) -> Decided:
    """What stands decided about one visit."""
    return decided_for([visit], whole=True)[visit.pk]


def _responses(visits: list[UUID], whole: bool) -> dict[object, Response]:
    """The latest response of each visit that was not retracted, with `answered_count`."""
    found = _RESPONSES if whole else _RESPONSES_IN_SHORT
    return {response.visit_id: response for response in found.all(visits=visits)}


def _assessments(visits: Iterable[object], whole: bool) -> dict[object, list[Assessment]]:
    """The assessments of these visits by request, latest first; without their large columns.

    The latest is of the response that counts; those of earlier ones may carry the signature that stands.
    """
    found = _ASSESSMENTS if whole else _ASSESSMENTS_IN_SHORT
    return _by(found.all(visits=visits), "request_id")


def _reviews(assessments: Mapping[object, list[Assessment]]) -> dict[object, Review]:
    """The last review of each of these assessments, by the assessment."""
    keys = [assessment.pk for rows in assessments.values() for assessment in rows]
    return {review.assessment_id: review for review in _REVIEWS.all(assessments=keys)}


def _by(rows: Iterable, key: str) -> dict[object, list]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[getattr(row, key)].append(row)
    return grouped
