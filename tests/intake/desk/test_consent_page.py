"""Consent on paper: printed in the patient's language, written down by who treats, taken back."""

import pytest
from django.urls import reverse

from clinic.models import AuditEvent
from intake.actions.consents import withdraw
from intake.actions.visits import check_in
from intake.models import ConsentWithdrawal, TreatmentConsent, Visit
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, check_day, consent, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


@pytest.fixture
def arrived(visit, front_desk, nurse, dermatologist):
    """Signed, here, and the check of the day is done: consent is what is left."""
    send(visit, NOW)
    agree(visit, dermatologist, at=NOW)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    check_day(Visit.objects.get(pk=visit.pk), nurse, PLANNED)
    return Visit.objects.get(pk=visit.pk)


@pytest.fixture
def clinician(at, nurse, signed_in):
    at(PLANNED)
    return signed_in(nurse)


def page(visit, name="consent", **query) -> str:
    return reverse(name, args=[visit.pk], query=query or None)


def paper(browser, visit, **changes):
    html = browser.get(page(visit)).content.decode()
    version = html.split('name="version" value="')[1].split('"')[0]
    typed = {"version": version, "name": "María García López", "agreed": "on"} | changes
    return browser.post(page(visit), typed)


def test_what_is_signed_on_paper_is_written_down(clinician, arrived, nurse, said):
    assert paper(clinician, arrived).url == reverse("visit", args=[arrived.pk])
    kept = TreatmentConsent.objects.get()
    assert (kept.mode, kept.recorded_by, kept.language) == ("staff", nurse, "es")
    assert said(clinician) == ["The consent on paper is written down."]
    panel = clinician.get(reverse("visit", args=[arrived.pk])).content.decode()
    assert "agreed</strong> 16-Mar-2026 10:00 by María García López, on paper" in panel
    summary = clinician.get(reverse("summary", args=[arrived.pk])).content.decode()
    assert "agreed</strong> 16-Mar-2026 10:00" in summary
    assert 'name="agreed"' not in clinician.get(page(arrived)).content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"agreed": ""}, "Tick this once you have the signed paper."),
        ({"name": " "}, "Write the name that stands under the text."),
        ({"version": "0" * 12}, "The words to agree to have changed."),
        ({"version": "x" * 65}, "64"),
        ({"name": "María\x07"}, "character"),
        ({"name": "x" * 200}, "160"),
    ],
)
def test_nothing_is_kept_that_is_not_whole(clinician, arrived, changes, says):
    answer = paper(clinician, arrived, **changes)
    assert answer.status_code == 200 and says in answer.content.decode()
    assert not TreatmentConsent.objects.exists()


def test_the_words_of_the_other_language_are_another_version(clinician, arrived):
    english = clinician.get(page(arrived, lang="en")).context["due"]
    assert english != clinician.get(page(arrived)).context["due"]
    typed = {"version": english, "name": "María", "agreed": "on"}
    assert clinician.post(page(arrived), typed).status_code == 200
    assert clinician.post(page(arrived, lang="en"), typed).status_code == 302
    assert TreatmentConsent.objects.get().language == "en"


def test_it_waits_for_the_patient_to_be_here(clinician, arrived):
    Visit.objects.update(state="booked", arrived_at=None, arrived_by=None)
    text = clinician.get(page(arrived)).content.decode()
    assert "once the patient is here" in text and 'name="agreed"' not in text
    refused = clinician.post(page(arrived), {"version": "0" * 12, "name": "María", "agreed": "on"})
    assert refused.status_code == 200 and "once the patient is here" in refused.content.decode()


def test_the_paper_is_in_the_patients_language_and_its_print_is_noted(clinician, arrived):
    text = clinician.get(page(arrived, "consent-print")).content.decode()
    assert '<article class="form-on-paper consent-paper" lang="es">' in text and "consentimiento" in text
    assert "Firma" in text and "Frente" in text and "GARCÍA" in text
    assert "Signature" in clinician.get(page(arrived, "consent-print", lang="en")).content.decode()
    assert AuditEvent.objects.filter(action="print", target=f"consent of visit {arrived.pk}").count() == 2


def test_before_a_signature_there_is_nothing_to_agree_to(clinician, visit):
    text = clinician.get(page(visit)).content.decode()
    assert "A dermatologist signs first" in text and 'name="agreed"' not in text


class TestTakenBack:
    def test_is_written_down_with_words_and_stops_the_session(self, clinician, arrived, nurse, said):
        consent(arrived, nurse, PLANNED)
        given = TreatmentConsent.objects.get()
        address = reverse("withdraw-consent", args=[given.pk])
        assert address in clinician.get(page(arrived)).content.decode()
        assert clinician.post(address, {"words": "Prefiero esperar."}).status_code == 302
        kept = ConsentWithdrawal.objects.get()
        assert (kept.words, kept.by) == ("Prefiero esperar.", nurse)
        assert said(clinician) == ["Written down: the consent is taken back."]
        assert "taken back" in clinician.get(reverse("visit", args=[arrived.pk])).content.decode()
        assert "Prefiero esperar." in clinician.get(page(arrived)).content.decode()
        clinician.post(reverse("start-session", args=[arrived.pk]))
        assert "has not agreed" in said(clinician)[0]

    def test_twice_is_refused_in_words_and_too_many_words_too(self, clinician, arrived, nurse, said):
        consent(arrived, nurse, PLANNED)
        given = TreatmentConsent.objects.get()
        address = reverse("withdraw-consent", args=[given.pk])
        assert clinician.post(address, {"words": "x" * 501}).status_code == 200
        withdraw(consent=given, at=PLANNED)
        clinician.post(address)
        assert said(clinician) == ["This consent was taken back already."]

    def test_nothing_happens_by_a_get(self, clinician, arrived, nurse):
        consent(arrived, nurse, PLANNED)
        address = reverse("withdraw-consent", args=[TreatmentConsent.objects.get().pk])
        assert clinician.get(address).status_code == 405


@pytest.mark.parametrize("role", ["front_desk", "lead", "nobody"])
def test_for_others_it_is_not_there(role, request, signed_in, arrived, nurse, at):
    at(PLANNED)
    consent(arrived, nurse, PLANNED)
    browser = signed_in(request.getfixturevalue(role))
    assert browser.get(page(arrived)).status_code == browser.post(page(arrived)).status_code == 404
    assert browser.get(page(arrived, "consent-print")).status_code == 404
    taken_back = reverse("withdraw-consent", args=[TreatmentConsent.objects.get().pk])
    assert browser.post(taken_back).status_code == 404 and not ConsentWithdrawal.objects.exists()


def test_today_leads_the_desk_to_the_tablet_and_who_treats_to_the_paper(desk, arrived, signed_in, nurse):
    visit_page, paper_page = reverse("visit", args=[arrived.pk]), page(arrived)
    assert f'href="{visit_page}">Get consent' in desk.get(reverse("today")).content.decode()
    assert "Hand over this tablet: get consent" in desk.get(visit_page).content.decode()
    assert paper_page not in desk.get(visit_page).content.decode()
    browser = signed_in(nurse)
    assert f'href="{paper_page}">Get consent' in browser.get(reverse("today")).content.decode()
    assert paper_page in browser.get(visit_page).content.decode()
