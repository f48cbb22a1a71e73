"""What stands decided about the visits of a list, with as much of each row as a line shows or its step needs.

The rows are named tuples, not models: they can be read and judged as those of `intake.decided` are, and
nothing else. Who needs a signer, an answer or a reason asks `decided_for`.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from clinic.prepared import Given, Many
from clinic.prepared.rows import PreparedRows
from intake.decided import Decided, ObjectLength
from intake.decided.request import request_decided
from intake.models import Assessment, Response, Review, ReviewArea, TreatmentRequest, Visit


class RequestLine(NamedTuple):
    """A `TreatmentRequest` without what was done elsewhere and who booked it."""

    pk: UUID
    visit_id: UUID
    treatment: str
    indication: str
    areas: list[str]
    course_id: UUID | None


class ResponseLine(NamedTuple):
    """A `Response` without its answers; `answered_count` says how many there are."""

    pk: UUID
    visit_id: UUID
    questionnaire: str
    missing: list[str]
    good_until: date | None
    answered_count: int

    @property
    def given(self) -> dict[str, Any]:
        """When each answer was given. A query of its own: it is asked for where nothing ever expires."""
        return Response.objects.values_list("given", flat=True).get(pk=self.pk)


class AssessmentLine(NamedTuple):
    """An `Assessment` in short."""

    pk: UUID
    request_id: UUID
    response_id: UUID
    decision: str
    earliest_date: date | None
    planned_on: date
    missing: list[str]
    marks: list[dict[str, Any]]
    used_hash: str


class ReviewLine(NamedTuple):
    """Which `Review` it is, of what, and what it does with the advice."""

    pk: UUID
    assessment_id: UUID
    action: str


class AreaLine(NamedTuple):
    """A `ReviewArea` without its reason."""

    review_id: UUID
    area: str
    decided: str
    treat_not_before: date | None


_RESPONSE_COLUMNS = [name for name in ResponseLine._fields if name != "answered_count"]


def _responses(visits: Given) -> QuerySet[Response]:
    found = Response.objects.filter(visit__in=visits, retraction=None).order_by("number")
    return found.annotate(answered_count=ObjectLength("answers")).only(*_RESPONSE_COLUMNS)


def _assessments(visits: Given) -> QuerySet[Assessment]:
    found = Assessment.objects.filter(request__visit__in=visits, response__retraction=None)
    return found.order_by("-number").only(*AssessmentLine._fields)


_KEYS = Many(UUIDField())
_REQUESTS = PreparedRows(
    RequestLine,
    lambda visits: (
        TreatmentRequest.objects.filter(visit__in=visits).order_by("position").only(*RequestLine._fields)
    ),
    visits=_KEYS,
)
_RESPONSES = PreparedRows(ResponseLine, _responses, visits=_KEYS)
_ASSESSMENTS = PreparedRows(AssessmentLine, _assessments, visits=_KEYS)
_REVIEWS = PreparedRows(
    ReviewLine,
    lambda assessments: Review.objects.filter(assessment__in=assessments, superseded_by=None).only(
        *ReviewLine._fields
    ),
    assessments=_KEYS,
)
_AREAS = PreparedRows(
    AreaLine,
    lambda reviews: (
        ReviewArea.objects.filter(review__in=reviews).order_by("position").only(*AreaLine._fields)
    ),
    reviews=_KEYS,
)


def decided_lines(visits: Iterable[Visit]) -> dict[UUID, Decided]:
    """As `intake.decided.decided_for`, for a list. Five queries, however many visits."""
    visits = list(visits)
    keys = [visit.pk for visit in visits]
    requests = _by("visit_id", _REQUESTS.all(visits=keys))
    responses = {row.visit_id: row for row in _RESPONSES.all(visits=keys)}  # the latest is the last
    assessed = _ASSESSMENTS.all(visits=list(responses))
    reviewed = _REVIEWS.all(assessments=[row.pk for row in assessed])
    areas = _by("review_id", _AREAS.all(reviews=[row.pk for row in reviewed]))
    assessments, reviews = _by("request_id", assessed), {row.assessment_id: row for row in reviewed}

    def decided(visit: Visit) -> Decided:
        own = requests.get(visit.pk, ())
        items = [request_decided(one, visit, assessments.get(one.pk, ()), reviews, areas) for one in own]
        return Decided(visit, responses.get(visit.pk), items)

    return {visit.pk: decided(visit) for visit in visits}


def _by(column: str, rows: Iterable[NamedTuple]) -> dict[UUID, list]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[getattr(row, column)].append(row)
    return grouped
