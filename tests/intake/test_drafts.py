"""Answers are saved one by one; two windows, two devices and a second visit to the page lose none."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from clinic.models import AuditEvent
from intake.actions.answers import choose_language, save_answer, save_answers
from intake.actions.drafts import find_draft, open_draft
from intake.actions.visits import cancel
from intake.models import Draft
from intake.refusals import NotNow
from tests.intake.conftest import NOW, TODAY
from tests.intake.steps import fill_in, send

pytestmark = pytest.mark.django_db


def save(visit, code, value, version, mode="patient", by=None, at=NOW):
    return save_answer(
        visit=visit, code=code, value=value, version=version, mode=mode, by=by, at=at, on=TODAY
    )


@pytest.fixture
def draft(visit):
    return open_draft(visit=visit, mode="patient", at=NOW)


def test_opening_again_finds_the_same_draft(visit, draft):
    assert open_draft(visit=visit, mode="patient", at=NOW + timedelta(hours=1)) == draft
    assert draft.language == "es"


def test_an_answer_is_kept_with_who_gave_it_and_when(visit, draft):
    saved = save(visit, "smoker", "never", draft.version)
    stored = Draft.objects.get()
    assert saved.all_taken and stored.answers == {"smoker": "never"}
    assert stored.given["smoker"] == {"on": "2026-03-02", "by": "patient", "user": None, "v": 2}


def test_the_desk_answers_by_phone_under_its_own_name(visit, draft, front_desk):
    save(visit, "smoker", "never", draft.version, mode="phone", by=front_desk)
    assert Draft.objects.get().given["smoker"]["user"] == front_desk.pk
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor, event.actor_role, event.fields) == (
        *("change", front_desk, "front_desk"),
        ["smoker"],
    )


def test_two_windows_that_answer_different_questions_both_keep_theirs(visit, draft):
    save(visit, "smoker", "never", draft.version)
    second = save(visit, "diabetes", "no", draft.version)
    assert second.all_taken
    assert Draft.objects.get().answers == {"smoker": "never", "diabetes": "no"}


def test_a_draft_read_before_somebody_else_wrote_it_is_read_again_and_stays_as_it_was(visit, draft):
    read = find_draft(visit)
    save(visit, "smoker", "never", draft.version)
    told = {"visit": visit, "code": "diabetes", "value": "no", "mode": "patient", "at": NOW, "on": TODAY}
    saved = save_answer(**told, version=read.version, draft=read)
    assert saved.all_taken and saved.draft.version == read.version + 2
    assert Draft.objects.get().answers == {"smoker": "never", "diabetes": "no"}
    assert (read.answers, read.given) == ({}, {})
    events = AuditEvent.objects.filter(action="change").order_by("id")
    assert [event.fields for event in events] == [["smoker"], ["diabetes"]]


def test_a_draft_read_before_it_was_sent_takes_no_answer(visit, draft):
    fill_in(visit)
    read = find_draft(visit)
    send(visit)
    told = {"visit": visit, "code": "diabetes", "value": "yes", "mode": "patient", "at": NOW, "on": TODAY}
    with pytest.raises(NotNow, match="sent already"):
        save_answer(**told, version=read.version, draft=read)
    assert Draft.objects.get().answers["diabetes"] == "no"


def test_two_windows_that_answer_one_question_are_told_and_nothing_is_lost(visit, draft):
    save(visit, "smoker", "never", draft.version)
    second = save(visit, "smoker", "current", draft.version)
    conflict = second.conflicts["smoker"]
    assert (conflict.yours, conflict.theirs) == ("current", "never")
    assert Draft.objects.get().answers == {"smoker": "never"}
    third = save(visit, "smoker", "current", second.draft.version)
    assert third.all_taken and Draft.objects.get().answers == {"smoker": "current"}


def test_the_same_answer_twice_is_no_conflict_and_changes_nothing(visit, draft):
    first = save(visit, "smoker", "never", draft.version)
    again = save(visit, "smoker", "never", draft.version)
    assert again.all_taken and again.draft.version == first.draft.version


def test_a_patient_cannot_leave_a_required_question_blank_but_staff_can(visit, draft, front_desk):
    refused = save(visit, "smoker", "", draft.version).refused
    assert refused["smoker"].key == "blank"
    assert save(visit, "smoker", "", draft.version, mode="phone", by=front_desk).all_taken


def test_an_optional_question_may_be_passed_over(visit, draft):
    saved = save(visit, "goal", "", draft.version)
    assert saved.all_taken and "goal" in saved.draft.given and "goal" not in saved.draft.answers


def test_of_a_group_what_is_right_is_kept_and_what_is_wrong_is_named(visit, draft, front_desk):
    values = {"smoker": "never", "sunburn_on": "tomorrow", "diabetes": "no", "nonsense": "x"}
    saved = save_answers(
        visit=visit, values=values, version=draft.version, mode="staff", by=front_desk, at=NOW, on=TODAY
    )
    assert saved.draft.answers == {"smoker": "never", "diabetes": "no"}
    assert {code: refused.key for code, refused in saved.refused.items()} == {
        "sunburn_on": "not_date",
        "nonsense": "unknown_question",
    }


def test_an_answer_can_be_taken_back(visit, draft, front_desk):
    save(visit, "goal", "brighter", draft.version)
    saved = save(visit, "goal", "", 2)
    assert saved.all_taken and saved.draft.answers == {}


def test_a_visit_that_was_called_off_takes_no_answer(visit, draft, front_desk):
    cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
    with pytest.raises(NotNow):
        save(visit, "smoker", "never", draft.version)


def test_after_sending_nothing_is_open_any_more(visit):
    send(visit)
    with pytest.raises(NotNow):
        save(visit, "smoker", "current", 99)


def test_nobody_of_the_staff_answers_as_the_patient(visit, draft, front_desk):
    with pytest.raises(ValueError, match="patient"):
        save(visit, "smoker", "never", draft.version, mode="patient", by=front_desk)


def test_somebody_without_a_role_saves_nothing(visit, draft, nobody, lead):
    for person in (nobody, lead):
        with pytest.raises(PermissionDenied):
            save(visit, "smoker", "never", draft.version, mode="phone", by=person)
    assert Draft.objects.get().answers == {}


def test_the_language_can_be_changed_on_the_way(visit, draft):
    choose_language(visit=visit, language="en", at=NOW)
    assert Draft.objects.get().language == "en"
    with pytest.raises(NotNow):
        choose_language(visit=visit, language="xx", at=NOW)
