"""The check of the day: nothing has changed in one step, a change holds the session, a signature lifts it."""

from datetime import timedelta

import pytest

from clinic.models import AuditEvent
from intake.actions.answers import save_answer
from intake.actions.consents import give_consent, withdraw
from intake.actions.same_day import begin_check, send_check, still_so
from intake.actions.sessions import start_session
from intake.actions.visits import check_in, move
from intake.choices import AreaChoice
from intake.consents import consents_needed
from intake.decided import decided_of
from intake.decided.lapsed import lapse_of
from intake.models import SAME_DAY, Draft, Response, TreatmentConsent, Visit
from intake.questions.questionnaire import questionnaire_for
from intake.questions.wording import Refused
from intake.refusals import AnswersMissing, Changed, NotNow
from tests.intake.conftest import PLANNED
from tests.intake.steps import agree, check_day, consent, same_day_extras, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
BEFORE = PLANNED - timedelta(days=3)


@pytest.fixture
def arrived(visit, front_desk, dermatologist):
    """Answered and signed three days ago; the patient is here."""
    send(visit, BEFORE)
    agree(visit, dermatologist, at=BEFORE)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    return Visit.objects.get(pk=visit.pk)


def begun(visit, mode="tablet", at=PLANNED):
    return begin_check(visit=visit, mode=mode, at=at, on=at.date())


def start(visit, by):
    return start_session(treatment_request=visit.requests.get(), by=by, at=PLANNED, on=DAY)


def test_it_puts_what_holds_for_a_day_and_what_check_in_looks_at(arrived):
    draft = begun(arrived)
    form = questionnaire_for(arrived, on=DAY, form=SAME_DAY)
    put = set(form.standing(draft.answers, draft.given).put)
    assert {"pregnant", "sunburn_on", "cold_sore_now", "medicines", "retinoid_on", "shaved_on"} <= put
    assert {"skin_type", "diabetes", "keloid"} & put == set()


def test_nothing_has_changed_keeps_the_signature(arrived, nurse):
    with pytest.raises(NotNow, match="check of the day"):
        start(arrived, nurse)
    draft = begun(arrived)
    saved = still_so(
        draft=draft,
        values=same_day_extras(draft),
        version=draft.version,
        mode="tablet",
        at=PLANNED,
        on=DAY,
    )
    response = send_check(draft=saved.draft, version=None, mode="tablet", at=PLANNED, on=DAY)
    assert (response.questionnaire, response.number) == (SAME_DAY, 2)
    assert Visit.objects.get(pk=arrived.pk).signature == "given"
    consent(arrived, nurse, PLANNED)
    assert start(arrived, nurse).areas == ["forehead", "cheeks"]


def test_a_sunburn_holds_the_session_until_a_dermatologist_decides(arrived, nurse, dermatologist):
    check_day(arrived, nurse, PLANNED, sunburn_on=DAY.isoformat())
    consent(arrived, nurse, PLANNED)
    item = decided_of(arrived).requests[0]
    assert item.review is None and item.lapsed is not None
    assert item.assessment.decision == "defer" and item.assessment.earliest_date > DAY
    with pytest.raises(NotNow):
        start(arrived, nurse)
    against = AreaChoice("treat", reason_code="clinical_judgement", reason_text="Only the neck was burned.")
    agree(arrived, dermatologist, PLANNED, forehead=against, cheeks=against)
    assert start(arrived, nurse)


def test_what_changed_is_put_and_nothing_is_sent_before(arrived):
    draft = begun(arrived)
    saved = still_so(
        draft=draft,
        changed={"pregnant"},
        values=same_day_extras(draft),
        version=draft.version,
        mode="tablet",
        at=PLANNED,
        on=DAY,
    )
    standing = saved.questionnaire.standing(saved.draft.answers, saved.draft.given)
    assert standing.still_open == ("pregnant",)
    with pytest.raises(AnswersMissing):
        send_check(draft=saved.draft, version=None, mode="tablet", at=PLANNED, on=DAY)
    assert Response.objects.count() == 1


def test_it_belongs_to_the_day_of_the_visit(arrived):
    with pytest.raises(NotNow, match="day of the visit"):
        begun(arrived, at=PLANNED - timedelta(days=1))


def test_a_check_begun_before_the_visit_moved_is_begun_anew(arrived, front_desk, nurse):
    first = begun(arrived)
    Visit.objects.filter(pk=arrived.pk).update(state="booked", arrived_at=None, arrived_by=None)
    later = PLANNED + timedelta(days=2)
    moved = move(visit=Visit.objects.get(), starts_at=later, by=front_desk, at=PLANNED, on=DAY)
    check_in(visit=moved, by=front_desk, at=later, on=later.date())
    second = begun(Visit.objects.get(), at=later)
    assert second.pk != first.pk and Draft.objects.get(pk=first.pk).closed_at is not None


def test_without_answers_there_is_nothing_to_check(visit, front_desk):
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    with pytest.raises(NotNow, match="not been answered"):
        begun(Visit.objects.get())


def test_answers_of_the_day_itself_need_no_check(visit, front_desk, nurse, dermatologist):
    send(visit, PLANNED)
    agree(visit, dermatologist, at=PLANNED)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    consent(Visit.objects.get(), nurse, PLANNED)
    assert start(Visit.objects.get(), nurse)


def test_a_two_tabs_check_keeps_what_both_said(arrived):
    draft = begun(arrived)
    save_answer(
        visit=arrived,
        code="sunburn_on",
        value=DAY.isoformat(),
        version=draft.version,
        mode="tablet",
        at=PLANNED,
        on=DAY,
        form=SAME_DAY,
    )
    saved = still_so(draft=draft, values={}, version=draft.version, mode="tablet", at=PLANNED, on=DAY)
    assert saved.conflicts or saved.draft.answers["sunburn_on"] == DAY.isoformat()


@pytest.fixture
def needed(arrived):
    found = consents_needed(arrived, "es")
    if not found:
        pytest.fail("the shipped protocol has a consent, and a signature opens a course")
    return found[0]


def test_consent_is_kept_word_for_word_in_the_language_read(arrived, needed):
    given = agree_to(arrived, needed)
    assert given.text.startswith(needed.text.title) and needed.text.agree in given.text
    assert (given.language, given.mode, given.recorded_by) == ("es", "tablet", None)
    assert consents_needed(arrived, "en") == []


def agree_to(visit, needed, **changes):
    told = {"agreed": True, "signed_name": "María García", "version": needed.text.version} | changes
    return give_consent(visit=visit, language="es", mode="tablet", at=PLANNED, **told)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [({"agreed": False}, Refused), ({"signed_name": " "}, Refused), ({"version": "0" * 12}, Changed)],
)
def test_consent_is_given_whole_or_not_at_all(arrived, needed, wrong, error):
    with pytest.raises(error):
        agree_to(arrived, needed, **wrong)
    assert not TreatmentConsent.objects.exists()


def test_consent_taken_back_stops_the_session(arrived, needed, nurse):
    check_day(arrived, nurse, PLANNED)
    given = agree_to(arrived, needed)
    withdraw(consent=given, at=PLANNED)
    with pytest.raises(NotNow, match="agreed"):
        start(arrived, nurse)
    agree_to(arrived, needed)
    assert start(arrived, nurse)
    with pytest.raises(NotNow):
        withdraw(consent=given, at=PLANNED)


def test_consent_waits_for_the_patient_to_be_here(visit, dermatologist, front_desk):
    send(visit)
    agree(visit, dermatologist)
    found = consents_needed(Visit.objects.get(), "en")
    with pytest.raises(NotNow, match="at the visit"):
        agree_to(Visit.objects.get(), found[0])


def test_clinicians_see_which_answer_the_signature_fell_over(arrived, nurse):
    assert lapse_of(decided_of(arrived).requests[0]) is None
    check_day(arrived, nurse, PLANNED, sunburn_on=DAY.isoformat())
    lapse = lapse_of(decided_of(arrived).requests[0])
    assert [(change.code, change.now) for change in lapse.answers] == [("sunburn_on", DAY.isoformat())]
    assert lapse.found == ("sunburn",)


def say_changed(draft, code, **values):
    told = {"version": draft.version, "mode": "tablet", "at": PLANNED, "on": DAY}
    return still_so(draft=draft, changed={code}, values=same_day_extras(draft) | values, **told).draft


def test_what_was_told_as_changed_is_sent_only_once_it_is_answered_required_or_not(arrived):
    saving = {"code": "goal", "visit": arrived, "mode": "tablet", "at": PLANNED, "on": DAY, "form": SAME_DAY}
    saved = save_answer(value="Smoother skin", version=begun(arrived).version, **saving)
    draft = say_changed(saved.draft, "goal")
    sending = {"version": None, "mode": "tablet", "at": PLANNED, "on": DAY}
    with pytest.raises(AnswersMissing):
        send_check(draft=draft, **sending)
    assert not Response.objects.filter(questionnaire=SAME_DAY).exists()
    save_answer(value=None, version=draft.version, **saving)
    assert "goal" not in send_check(draft=draft, **sending).answers


def test_who_says_nothing_has_changed_over_an_older_page_unsays_no_change(arrived):
    """Two windows: one tells of a sunburn; the other, opened before, gives everything again as it was."""
    read_before = begun(arrived)
    say_changed(begun(arrived), "sunburn_on")
    told = {"version": read_before.version, "mode": "tablet", "at": PLANNED, "on": DAY}
    saved = still_so(draft=read_before, values=same_day_extras(read_before), **told)
    assert saved.questionnaire.standing(saved.draft.answers, saved.draft.given).still_open == ("sunburn_on",)


def test_what_is_told_as_changed_leaves_a_trace(arrived, nurse):
    say_changed(begun(arrived), "sunburn_on")
    traces = AuditEvent.objects.filter(action="change", target__startswith="draft ")
    assert ["sunburn_on"] in [event.fields for event in traces]
