"""The numbers of a draft that a process remembers are those of the draft as it is now."""

from copy import deepcopy
from datetime import timedelta

import pytest

from intake.actions.answers import save_answer, save_answers
from intake.actions.drafts import open_draft
from intake.models import Draft, TreatmentRequest, Visit
from intake.questions import progress
from intake.worklists.today import Row, rows_of
from tests.intake.conftest import NOW, TODAY
from tests.intake.steps import healthy
from treatments import editions, publishing

pytestmark = pytest.mark.django_db


def row(visit: Visit, at=NOW) -> Row:
    return rows_of([Visit.objects.select_related("patient").get(pk=visit.pk)], at=at)[0]


def save(visit: Visit, code: str, value) -> None:
    version = Draft.objects.get(visit=visit).version
    save_answer(visit=visit, code=code, value=value, version=version, mode="patient", at=NOW, on=TODAY)


@pytest.fixture
def begun(visit) -> Visit:
    """Five answers, and the list was looked at."""
    draft = open_draft(visit=visit, mode="patient", at=NOW)
    first = dict([(code, value) for code, value in healthy().items() if value is not None][:5])
    save_answers(visit=visit, values=first, version=draft.version, mode="patient", at=NOW, on=TODAY)
    assert row(visit).answered == row(visit).answered == 5
    return visit


def test_an_answer_saved_since_is_counted_at_the_next_look(begun):
    before = row(begun)
    save(begun, "goal", "Fewer marks.")
    assert row(begun).answered == before.answered + 1


def test_an_answer_taken_back_is_counted_no_more(begun):
    save(begun, "goal", "Fewer marks.")
    assert row(begun).answered == 6
    save(begun, "goal", None)
    assert row(begun).answered == 5


def test_what_was_asked_for_counts(begun):
    before = row(begun)
    TreatmentRequest.objects.update(indication="acne_scars")
    assert row(begun).asked != before.asked


def test_a_birth_date_put_right_counts_at_once(begun, maria):
    before = {key[5] for key in progress._remembered}
    maria.birth_date -= timedelta(days=9_000)
    maria.save()
    row(begun)
    assert {key[5] for key in progress._remembered} - before == {maria.birth_date}


def test_a_new_edition_counts_at_once(begun, protocol, dermatologist):
    """It needs one answer less of everybody."""
    document = deepcopy(dict(editions.document_of(protocol)))
    smoker = next(one for one in document["questions"] if one["code"] == "smoker")
    assert smoker["required"] and "smoker" not in Draft.objects.get().answers
    smoker["required"] = False
    before = row(begun)
    told = document | {"edition": "next", "worked_cases": document["worked_cases"][:1]}
    publishing.publish(publishing.store(told), by=dermatologist, at=NOW)
    assert row(begun).asked == before.asked - 1


def test_no_answer_stays_in_memory_and_there_is_an_end_to_it(begun, monkeypatch):
    save(begun, "goal", "Fewer marks before a wedding.")
    row(begun)
    assert "wedding" not in repr(progress._remembered)
    monkeypatch.setattr(progress, "MOST", 1)
    save(begun, "goal", "None.")
    row(begun)
    assert len(progress._remembered) == 1
