"""What a Continue and a Send cost in queries, whatever is stored beside them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.actions.answers import save_answer
from intake.actions.drafts import open_draft
from intake.actions.submission import submit
from intake.models import Draft
from intake.questions.items import sheet_of
from tests.intake.conftest import NOW, TODAY
from tests.intake.steps import fill_in

pytestmark = pytest.mark.django_db

ONE_ANSWER = 4
"""The draft with its visit, the requests with their editions, the draft written, the audit event."""
A_SENDING = 16


def without_savepoints(seen: CaptureQueriesContext) -> list[str]:
    """A test's own transaction turns the actions' transactions into savepoints; they are not counted."""
    return [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]


def test_a_continue_costs_few_queries(visit):
    draft = open_draft(visit=visit, mode="patient", at=NOW)
    with CaptureQueriesContext(connection) as seen:
        save_answer(
            visit=visit, code="smoker", value="never", version=draft.version, mode="patient", at=NOW, on=TODAY
        )
    assert len(without_savepoints(seen)) <= ONE_ANSWER


def test_sending_costs_few_queries_however_many_findings(visit):
    fill_in(visit, smoker="current", diabetes="yes", keloid="yes", retinoid_on="2026-03-12")
    draft = Draft.objects.select_related("visit__patient").get()
    sheet_of(draft.edition, draft.language)  # texts are read once per process
    with CaptureQueriesContext(connection) as seen:
        submit(
            draft=draft,
            version=draft.version,
            mode="patient",
            attested=True,
            attested_name="María",
            at=NOW,
            on=TODAY,
        )
    assert len(without_savepoints(seen)) <= A_SENDING
