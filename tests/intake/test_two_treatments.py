"""A visit for two treatments: one questionnaire, one response, each assessed by its own protocol."""

from pathlib import Path

import pytest

from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.requests import Wanted
from intake.actions.submission import submit
from intake.actions.visits import book
from intake.decided import decided_of
from intake.models import Assessment, Visit
from intake.questions.questionnaire import questionnaire_for
from intake.reassessing import rerun
from intake.summary import summary_of
from intake.worklists.today import today_rows
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, healthy
from treatments import publishing
from treatments.models import Publication
from treatments.protocol_file import read

pytestmark = pytest.mark.django_db
LAMP = Path(__file__).parents[1] / "treatments" / "protocols" / "second.yaml"


@pytest.fixture
def both(protocol, maria, place, front_desk) -> Visit:
    """Needling of the cheeks and the lamp on the back."""
    lamp = publishing.store(read(LAMP.read_text(encoding="utf-8"), LAMP.name))
    Publication.objects.create(
        edition=lamp, treatment=lamp.treatment, number=1, published_at=NOW, at_installation=True
    )
    return book(
        patient=maria,
        place=place,
        starts_at=PLANNED,
        wanted=[
            Wanted("micro-needling", "wrinkles", ("cheeks",)),
            Wanted("lamp-therapy", "tone", ("back",)),
        ],
        by=front_desk,
        at=NOW,
        on=TODAY,
    )


@pytest.fixture
def sent(both, front_desk) -> Visit:
    """Everything answered; a smoker, with a seizure long ago."""
    standing = questionnaire_for(both, on=TODAY).standing(healthy(), {})
    lamp = {code: lamp_answer(both, code) for code in standing.missing}
    draft = open_draft(visit=both, mode="staff", by=front_desk, at=NOW)
    answers = healthy(smoker="current") | lamp | {"seizures": "yes"}
    saved = save_answers(
        visit=both, values=answers, version=draft.version, mode="staff", by=front_desk, at=NOW, on=TODAY
    )
    submit(draft=saved.draft, version=None, mode="staff", by=front_desk, at=NOW, on=TODAY)
    return both


def lamp_answer(visit, code):
    item = questionnaire_for(visit, on=TODAY).item(code, "en")
    return {"yesno": "no", "choice": "none", "when": "never", "number": 1, "text_list": []}[item.type]


def test_what_either_asks_is_asked_once(both):
    asked = questionnaire_for(both, on=TODAY).standing({}, {}).asked
    assert {"pregnant", "smoker", "seizures"} <= set(asked) and len(asked) == len(set(asked))


def test_each_protocol_reads_its_own_answers(sent):
    needling, lamp = Assessment.objects.order_by("request__position")
    assert "seizures" not in needling.facts["answers"] and "smoker" not in lamp.facts["answers"]
    assert [mark["code"] for mark in needling.marks] == ["smoker"]
    assert "seizures" in lamp.facts["answers"] and lamp.marks
    assert rerun(needling).same and rerun(lamp).same


def test_the_summary_tells_both_with_what_each_finding_concerns(sent):
    shown = summary_of(Visit.objects.select_related("patient", "place").get(pk=sent.pk))
    assert [row["label"] for row in shown["areas"]] == ["Cheeks", "Back"]
    smoker = next(row for row in shown["why"] if row["code"] == "smoker")
    assert smoker["areas"] == ["Cheeks"]
    assert len(shown["plan"]) == len(shown["protocols"]) == 2
    assert "Lamp therapy" in shown["protocol"]["treatment"]


def test_both_are_signed_and_the_day_shows_one_row(sent, dermatologist):
    assert len(agree(sent, dermatologist)) == 2
    assert decided_of(sent).signature == "given"
    (row,) = today_rows(PLANNED.date(), at=PLANNED)
    assert row.signed and "; " in row.purpose
