"""Identifiers are what Django gives, made once."""

from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from django.db.models import UUIDField

from clinic.prepared import Prepared
from clinic.prepared.identifiers import identifier
from clinic.prepared.rows import PreparedRows
from intake.models import TreatmentRequest
from tests.factories import TreatmentRequestFactory


class Line(NamedTuple):
    pk: UUID
    visit_id: UUID
    course_id: UUID | None


def test_one_identifier_is_made_once():
    key = uuid4()
    assert identifier(key.hex) == identifier(str(key)) == key
    assert identifier(key.hex) is identifier(key.hex)
    assert identifier(None) is None


def test_what_is_no_identifier_is_refused():
    with pytest.raises(ValueError, match="badly formed"):
        identifier("x")


@pytest.mark.django_db
def test_prepared_rows_and_models_share_identifiers():
    request = TreatmentRequestFactory()
    told = {"visit": UUIDField()}
    lines = PreparedRows(Line, lambda visit: TreatmentRequest.objects.filter(visit=visit), **told)
    (line,) = lines.all(visit=request.visit_id)
    assert line == (request.pk, request.visit_id, None)
    row = Prepared(lambda visit: TreatmentRequest.objects.filter(visit=visit), **told).first(
        visit=request.visit_id
    )
    assert row.pk == request.pk and row.visit_id is line.visit_id
    assert row == TreatmentRequest.objects.get()
