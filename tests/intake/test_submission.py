"""Sending freezes the answers once, with assessment, findings, event and message, or not at all."""

from datetime import timedelta

import pytest

from clinic.models import AuditEvent
from intake.actions.answers import choose_language, save_answer
from intake.actions.assessing import assess_visit
from intake.actions.drafts import open_draft
from intake.actions.submission import retract, submit
from intake.actions.visits import cancel
from intake.models import Assessment, Cause, Draft, Finding, Message, Response, ResponseRetraction, Visit
from intake.questions.wording import Refused
from intake.refusals import AnswersMissing, Changed, NotNow
from tests.intake.conftest import NOW, TODAY
from tests.intake.steps import agree, fill_in, send

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def sign_and_send(draft, **changes):
    given = {
        "draft": draft,
        "version": draft.version,
        "mode": "patient",
        "attested": True,
        "attested_name": "María García López",
        "at": NOW,
        "on": TODAY,
    }
    return submit(**given | changes)


def test_what_is_sent_is_frozen_with_all_that_belongs_to_it(visit):
    response = send(visit, diabetes="yes", goal="Menos marcas")
    assert (response.number, response.status, response.mode) == (1, "completed", "patient")
    assert response.attested_name == "María García López" and response.missing == []
    assert [entry["code"] for entry in response.asked][:2] == ["pregnant", "breastfeeding"]
    assert set(response.given["diabetes"]) == {"on", "by", "user"}
    assert Assessment.objects.get().cause == "submitted"
    assert Finding.objects.get().code == "diabetes"
    assert Draft.objects.get().closed_at == NOW
    assert Visit.objects.get().signature == "awaited"
    assert Message.objects.get().kind == "received"
    assert AuditEvent.objects.filter(target=f"response {response.pk}", actor_role="patient").count() == 1


def test_sending_twice_gives_the_same_response_and_does_nothing_more(visit):
    draft = fill_in(visit)
    first = sign_and_send(draft)
    events = AuditEvent.objects.count()
    again = sign_and_send(draft, version=1, at=LATER)
    assert again == first
    assert (Response.objects.count(), Assessment.objects.count(), AuditEvent.objects.count()) == (
        1,
        1,
        events,
    )


def test_a_hidden_answer_is_not_sent(visit):
    response = send(visit, autoimmune="no", autoimmune_kind="scleroderma", hba1c=9)
    assert not {"autoimmune_kind", "hba1c"} & set(response.answers)
    assert not Finding.objects.filter(code="scleroderma").exists()


def test_a_patient_with_blanks_cannot_send_but_staff_may(visit, front_desk):
    draft = fill_in(visit, mode="phone", by=front_desk, smoker=None)
    with pytest.raises(AnswersMissing) as missing:
        sign_and_send(draft)
    assert missing.value.codes == ("smoker",)
    response = sign_and_send(draft, mode="phone", by=front_desk, attested=False, blanks_allowed=True)
    assert response.missing == ["smoker"] and Assessment.objects.get().decision == "incomplete"
    assert Visit.objects.get().signature == "none"


def test_a_patient_has_to_tick_and_sign(visit):
    draft = fill_in(visit)
    for changes, key in (({"attested": False}, "attest_box"), ({"attested_name": " "}, "attest_name")):
        with pytest.raises(Refused) as refused:
            sign_and_send(draft, **changes)
        assert refused.value.key == key
    assert not Response.objects.exists()


def test_answers_changed_in_another_window_are_checked_again_first(visit):
    draft = fill_in(visit)
    save_answer(
        visit=visit, code="smoker", value="current", version=draft.version, mode="patient", at=NOW, on=TODAY
    )
    with pytest.raises(Changed):
        sign_and_send(draft)
    assert not Response.objects.exists()


def test_what_was_written_since_the_draft_was_read_counts(visit, front_desk):
    draft = fill_in(visit, mode="phone", by=front_desk)
    told = {"visit": visit, "version": draft.version, "mode": "patient", "at": LATER, "on": TODAY}
    save_answer(code="smoker", value="current", **told)
    choose_language(visit=visit, language="en", at=LATER)
    response = sign_and_send(draft, version=None, mode="phone", by=front_desk, at=LATER)
    assert (response.answers["smoker"], response.language) == ("current", "en")


def test_a_language_chosen_since_the_draft_was_read_is_that_of_the_response(visit):
    draft = fill_in(visit)
    assert draft.language == "es"
    choose_language(visit=visit, language="en", at=LATER)
    assert sign_and_send(draft, at=LATER).language == "en"


def test_nothing_is_sent_for_a_visit_called_off_since_the_draft_was_read(visit, front_desk):
    draft = fill_in(visit)
    cancel(visit=visit, reason="patient", by=front_desk, at=LATER)
    with pytest.raises(NotNow, match="canceled"):
        sign_and_send(draft, at=LATER)
    assert not Response.objects.exists()


def test_a_correction_is_a_new_response_that_starts_from_the_last(visit, front_desk):
    first = send(visit)
    draft = open_draft(visit=visit, mode="phone", by=front_desk, at=LATER)
    assert draft.answers == first.answers
    saved = save_answer(
        visit=visit,
        code="smoker",
        value="current",
        version=draft.version,
        mode="phone",
        by=front_desk,
        at=LATER,
        on=TODAY,
    )
    second = sign_and_send(saved.draft, mode="phone", by=front_desk, attested=False, at=LATER)
    assert (second.number, second.status, second.supersedes) == (2, "amended", first)
    assert second.given["smoker"]["by"] == "phone" and second.given["diabetes"]["by"] == "patient"
    assert Assessment.objects.get(response=second).number == 2


def test_a_correction_voids_the_signature(visit, front_desk, dermatologist):
    send(visit)
    agree(visit, dermatologist)
    assert Visit.objects.get().signature == "given"
    draft = fill_in(visit, LATER, mode="phone", by=front_desk, diabetes="yes")
    sign_and_send(draft, mode="phone", by=front_desk, attested=False, at=LATER)
    assert Visit.objects.get().signature == "awaited"


def test_a_wrong_record_is_marked_and_the_one_before_counts_again(visit, front_desk):
    first = send(visit)
    draft = open_draft(visit=visit, mode="phone", by=front_desk, at=LATER)
    second = sign_and_send(draft, mode="phone", by=front_desk, attested=False, at=LATER)
    retract(response=second, reason="Another patient's answers", by=front_desk, at=LATER, on=TODAY)
    assert Response.objects.count() == 2  # nothing is taken away
    assert Assessment.objects.latest("number").response == first
    assert Assessment.objects.latest("number").cause == "retracted"
    third = sign_and_send(
        open_draft(visit=visit, mode="phone", by=front_desk, at=LATER),
        mode="phone",
        by=front_desk,
        attested=False,
    )
    assert (third.number, third.supersedes) == (3, second)


def test_a_record_is_marked_once_and_with_a_reason(visit, front_desk):
    response = send(visit)
    with pytest.raises(NotNow):
        retract(response=response, reason="  ", by=front_desk, at=NOW, on=TODAY)
    retract(response=response, reason="Wrong patient", by=front_desk, at=NOW, on=TODAY)
    with pytest.raises(NotNow):
        retract(response=response, reason="Wrong patient", by=front_desk, at=NOW, on=TODAY)
    assert ResponseRetraction.objects.count() == 1
    assert Visit.objects.get().signature == "none"


def test_a_draft_that_carries_a_wrong_record_on_is_closed(visit, front_desk):
    response = send(visit)
    draft = open_draft(visit=visit, mode="phone", by=front_desk, at=LATER)
    retract(response=response, reason="Wrong patient", by=front_desk, at=LATER, on=TODAY)
    with pytest.raises(NotNow):
        sign_and_send(draft, mode="phone", by=front_desk, attested=False, at=LATER)


def test_where_the_event_cannot_be_written_nothing_is_sent(visit, monkeypatch):
    draft = fill_in(visit)

    def refuse(*args, **kwargs):
        raise OSError("no room for the audit event")

    monkeypatch.setattr("clinic.audit.record", refuse)
    with pytest.raises(OSError, match="audit"):
        sign_and_send(draft)
    assert not Response.objects.exists() and not Assessment.objects.exists()
    assert Draft.objects.get().closed_at is None


def test_the_number_of_an_assessment_is_read_when_somebody_looks(visit):
    send(visit)
    kept = Assessment.objects.get()
    again = assess_visit(visit=visit, response=kept.response, cause=Cause.MOVED, at=NOW, on=TODAY)[0]
    assert "number" not in vars(again) and again.number == kept.number + 1 == 2
