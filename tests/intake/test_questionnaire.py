"""What is asked follows the answers; a hidden answer neither counts nor is demanded."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.models import PRE_VISIT, SAME_DAY, Draft
from intake.questions.parts import NoProtocol, parts_of, requests_and_draft
from intake.questions.questionnaire import questionnaire_for
from intake.questions.wording import Refused
from tests.factories import TreatmentRequestFactory, VisitFactory
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import healthy
from treatments import editions, publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(visit):
    return questionnaire_for(visit, on=TODAY)


def test_nothing_answered_asks_what_is_always_asked(sheet):
    standing = sheet.standing({}, {})
    assert standing.next_open() == "pregnant"
    assert "autoimmune" in standing.asked and "autoimmune_kind" not in standing.asked
    assert set(standing.missing) <= set(standing.still_open) == set(standing.asked)


def test_a_healthy_person_leaves_nothing_missing(sheet):
    standing = sheet.standing(healthy(), {})
    assert standing.is_complete
    assert set(standing.still_open) == {
        "other_allergies",
        "needle_fear",
        "goal",
        "tried_before",
        "pigment_history",
    }


def test_a_follow_up_opens_and_closes_with_its_answer(sheet):
    yes = sheet.standing(healthy(autoimmune="yes"), {})
    no = sheet.standing(healthy(autoimmune="no", autoimmune_kind="scleroderma"), {})
    assert yes.missing == ("autoimmune_kind",)
    assert "autoimmune_kind" not in no.asked and "autoimmune_kind" not in no.counted


def test_an_answer_that_was_hidden_counts_again_when_the_change_is_taken_back(sheet):
    answers = healthy(autoimmune="yes", autoimmune_kind="lupus")
    hidden = sheet.standing(answers | {"autoimmune": "no"}, {})
    back = sheet.standing(answers, {})
    assert "autoimmune_kind" not in hidden.counted
    assert back.counted["autoimmune_kind"] == "lupus"


def test_a_passed_optional_question_is_not_put_again(sheet):
    given_ = {
        code: {} for code in ("other_allergies", "needle_fear", "goal", "tried_before", "pigment_history")
    }
    assert sheet.standing(healthy(), given_).still_open == ()


def test_the_next_question_is_the_next_open_one_and_then_the_first(sheet):
    answers = healthy()
    del answers["smoker"], answers["diabetes"]
    standing = sheet.standing(
        answers, {"other_allergies": {}, "needle_fear": {}, "goal": {}, "tried_before": {}}
    )
    assert standing.next_open(after="pregnant") == "diabetes"
    assert standing.next_open(after="metal_allergy") == "smoker"
    assert standing.next_open(after="exfoliant_on") == "diabetes"


def test_back_and_forth_follow_what_is_asked(sheet):
    standing = sheet.standing(healthy(), {})
    assert standing.previous("pregnant") is None
    assert standing.next_after("autoimmune") == "immunosuppressed"
    assert standing.previous("immunosuppressed") == "autoimmune"
    assert standing.next_after("exfoliant_on") is None


def test_progress_counts_the_questions_asked_now(sheet):
    standing = sheet.standing({}, {})
    assert standing.progress("pregnant") == (1, len(standing.asked))
    assert standing.progress(standing.asked[-1]) == (len(standing.asked), len(standing.asked))


def test_a_scar_is_asked_about_only_where_one_is_to_be_treated(protocol, maria, place, front_desk):
    both = book(
        patient=maria,
        place=place,
        starts_at=PLANNED,
        wanted=[
            Wanted("micro-needling", "wrinkles", ("forehead",)),
            Wanted("micro-needling", "acne_scars", ("cheeks",)),
        ],
        by=front_desk,
        at=NOW,
        on=TODAY,
    )
    asked = questionnaire_for(both, on=TODAY).standing({}, {}).asked
    assert "scar_age_months" in asked  # the union of what both requests ask
    assert len(asked) == len(set(asked))


def test_a_visit_moved_before_an_answered_day_asks_again(visit):
    answers = healthy(retinoid_on="2026-03-10")
    assert questionnaire_for(visit, on=TODAY).standing(answers, {}).is_complete
    visit.starts_at = PLANNED - timedelta(days=10)
    assert questionnaire_for(visit, on=TODAY).standing(answers, {}).missing == ("retinoid_on",)


def test_a_question_that_is_not_listed_is_refused(sheet):
    for ask in (lambda: sheet.read("nope", "yes"), lambda: sheet.item("nope", "en")):
        with pytest.raises(Refused):
            ask()


def test_a_treatment_without_a_protocol_says_so(protocol, maria):
    visit = VisitFactory(patient=maria)
    TreatmentRequestFactory(visit=visit, treatment="laser")
    with pytest.raises(NoProtocol):
        questionnaire_for(visit, on=TODAY)


def test_an_edition_counts_from_its_publication_to_its_retirement(visit, dermatologist):
    (before,) = parts_of(visit)
    document = dict(editions.document_of(before.edition))
    told = document | {"edition": "next", "worked_cases": document["worked_cases"][:1]}
    publishing.publish(publishing.store(told), by=dermatologist, at=NOW)
    (after,) = parts_of(visit)
    assert (before.edition.label, after.edition.label) == (document["edition"], "next")
    assert after.edition.status == "published" and not after.edition.is_draft
    publishing.retire(after.edition, by=dermatologist, at=NOW)
    with pytest.raises(NoProtocol):
        parts_of(visit)


def test_the_query_of_a_page_brings_the_open_draft_of_its_own_form_and_visit(visit, maria):
    edition = parts_of(visit)[0].edition
    told = {"visit": visit, "edition": edition, "language": "en", "created_at": NOW, "saved_at": NOW}
    Draft.objects.create(**told, questionnaire=PRE_VISIT, closed_at=NOW)
    assert requests_and_draft(visit, PRE_VISIT)[1] is None
    of_day = Draft.objects.create(**told, questionnaire=SAME_DAY)
    assert requests_and_draft(visit, PRE_VISIT)[1] is None
    before = Draft.objects.create(**told, questionnaire=PRE_VISIT)
    for form, draft in ((PRE_VISIT, before), (SAME_DAY, of_day)):
        requests, found = requests_and_draft(visit, form)
        assert found == draft and found.visit is visit
        assert requests == list(visit.requests.order_by("position"))
    other = VisitFactory(patient=maria)
    TreatmentRequestFactory(visit=other)
    assert requests_and_draft(other, PRE_VISIT)[1] is None


def test_a_mark_of_other_content_is_not_mistaken_for_one_that_is_known(visit):
    (part,) = parts_of(visit)
    mark = part.request.in_force
    assert editions.marked(mark) is part.edition
    assert editions.marked([*mark[:-1], "0" * 64]) is not part.edition


def test_every_question_reads_in_both_languages(sheet):
    for code in sheet.standing({}, {}).asked:
        english, spanish = sheet.item(code, "en"), sheet.item(code, "es")
        assert english.text and spanish.text and english.text != spanish.text
        assert english.wording != spanish.wording
        assert [option for option, _ in english.options] == [option for option, _ in spanish.options]


GATES = ("autoimmune", "acne", "warts", "eczema", "open_wound", "tattoo_or_mole", "isotretinoin", "diabetes")
CHOICES = {
    "acne": ("none", "spots", "not_sure"),
    "eczema": ("none", "active"),
    "isotretinoin": ("never", "past"),
}
FOLLOW_UPS = {
    "autoimmune_kind": "lupus",
    "acne_areas": ["chin"],
    "warts_areas": ["chin"],
    "eczema_areas": ["chin"],
    "open_wound_areas": ["chin"],
    "tattoo_or_mole_areas": ["chin"],
    "isotretinoin_stopped_on": "2025",
    "hba1c": 6,
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_hidden_answers_never_matter(sheet, data):
    """Whatever stands behind a closed gate, what is asked, counted and missing is the same without it."""
    gates = {gate: data.draw(st.sampled_from(CHOICES.get(gate, ("yes", "no", "not_sure")))) for gate in GATES}
    behind = {code: value for code, value in FOLLOW_UPS.items() if data.draw(st.booleans())}
    answers = healthy() | gates | behind
    standing = sheet.standing(answers, {})
    seen = {code: value for code, value in answers.items() if code in standing.asked}
    assert sheet.standing(seen, {}) == standing
    assert not set(standing.counted) - set(standing.asked)
    assert {question.code for question in sheet.questions if sheet.asks(question.code, answers, {})} == set(
        standing.asked
    )
    assert set(standing.missing).isdisjoint(standing.counted)
