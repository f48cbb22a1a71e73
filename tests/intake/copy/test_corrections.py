"""What a patient says is wrong: written, counted, answered; nothing of it changes afterwards."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from clinic.models import AuditEvent
from intake.actions.corrections import A_DAY, answer_correction, ask_for_correction
from intake.models import CorrectionAnswer, CorrectionRequest, Patient
from intake.questions.wording import Refused
from intake.refusals import Changed, NotDone
from tests.intake.copy.conftest import HOSTILE
from tests.intake.hostile import FORM, VALUES, encoded

pytestmark = pytest.mark.django_db
WRONG = "I never smoked."


@pytest.fixture
def asked(maria) -> CorrectionRequest:
    return ask_for_correction(patient=maria, words=WRONG, language="en", at=timezone.now())


def answer(browser, asked, outcome="accepted", words="We wrote it down."):
    return browser.post(f"/corrections/{asked.pk}/", {"outcome": outcome, "words": words})


class TestPatient:
    def test_writes_what_is_wrong_and_reads_it_again(self, own_page, maria):
        said = own_page.post("/care/correct/", {"words": WRONG}, follow=True).content.decode()
        kept = CorrectionRequest.objects.get()
        assert (kept.patient, kept.words, kept.language) == (maria, WRONG, "en")
        assert WRONG in said and "We have not answered yet." in said and "Thank you." in said
        event = AuditEvent.objects.get(target=f"correction request {kept.pk}")
        assert (event.action, event.actor_role, event.patient_id) == ("create", "patient", maria.pk)

    def test_reads_the_answer_with_its_words(self, own_page, asked, dermatologist):
        answer_correction(
            correction=asked, outcome="declined", words="Why.", by=dermatologist, at=timezone.now()
        )
        page = own_page.get("/care/correct/?lang=en").content.decode()
        assert "Declined" in page and "Why." in page and "Ada Okafor" in page
        assert "No aceptada" in own_page.get("/care/correct/?lang=es").content.decode()

    @pytest.mark.parametrize("words", ["", "  ", "x" * 2_001, "a\x00b", "\ue000"])
    def test_what_cannot_be_kept_is_explained(self, own_page, words):
        page = own_page.post("/care/correct/", {"words": words})
        assert page.status_code == 200 and b"data-errors" in page.content
        assert not CorrectionRequest.objects.exists()

    @pytest.mark.parametrize("value", VALUES)
    def test_nothing_odd_breaks_the_page(self, own_page, value):
        body = encoded([("words", VALUES[value])])
        assert own_page.post("/care/correct/", body, content_type=FORM).status_code in (200, 302, 400)
        assert own_page.get("/care/correct/").status_code == 200

    def test_two_thousand_letters_are_kept(self, own_page):
        assert own_page.post("/care/correct/", {"words": "x" * 2_000}).status_code == 302
        assert len(CorrectionRequest.objects.get().words) == 2_000

    def test_sending_twice_is_one_request(self, own_page):
        for _ in range(2):
            assert own_page.post("/care/correct/", {"words": WRONG}).status_code == 302
        assert CorrectionRequest.objects.count() == 1

    def test_a_day_has_an_end_and_a_new_day_begins(self, own_page, maria):
        for number in range(A_DAY + 1):
            page = own_page.post("/care/correct/", {"words": f"Wrong {number}"})
        assert b"three times since yesterday" in page.content
        assert CorrectionRequest.objects.count() == A_DAY
        tomorrow = timezone.now() + timedelta(days=1, minutes=1)
        assert ask_for_correction(patient=maria, words="Wrong 9", language="en", at=tomorrow)

    def test_another_patients_limit_is_their_own(self, maria, daniel):
        now = timezone.now()
        for number in range(A_DAY):
            ask_for_correction(patient=maria, words=str(number), language="en", at=now)
        assert ask_for_correction(patient=daniel, words="x", language="en", at=now)
        with pytest.raises(NotDone):
            ask_for_correction(patient=maria, words="x", language="en", at=now)

    def test_reading_on_in_spanish_keeps_what_was_typed_and_sends_nothing(self, own_page):
        page = own_page.post("/care/correct/", {"words": WRONG, "language": "es"}).content.decode()
        assert WRONG in page and "Hay algo mal en mi expediente" in page
        assert not CorrectionRequest.objects.exists()


class TestClinic:
    @pytest.mark.parametrize("who", ["lead", "dermatologist"])
    def test_the_lead_and_dermatologists_answer(self, request, signed_in, asked, who):
        person = request.getfixturevalue(who)
        assert answer(signed_in(person), asked).status_code == 302
        kept = CorrectionAnswer.objects.get(request=asked)
        assert (kept.outcome, kept.words, kept.by) == ("accepted", "We wrote it down.", person)
        event = AuditEvent.objects.get(action="change", target=f"correction request {asked.pk}")
        assert (event.actor, event.patient_id, event.fields) == (person, asked.patient_id, ["answer"])

    def test_a_nurse_reads_and_does_not_answer(self, signed_in, nurse, asked):
        browser = signed_in(nurse)
        page = browser.get(f"/corrections/{asked.pk}/").content.decode()
        assert WRONG in page and "Answer the patient" not in page
        assert answer(browser, asked).status_code == 404 and not CorrectionAnswer.objects.exists()

    def test_the_front_desk_reads_the_number_and_no_words(self, signed_in, front_desk, asked, maria):
        browser = signed_in(front_desk)
        today = browser.get("/today/").content.decode()
        assert "1 correction request for" in today and WRONG not in today
        assert WRONG not in browser.get(f"/patients/{maria.pk}/").content.decode()
        for path in ("/corrections/", f"/corrections/{asked.pk}/"):
            assert browser.get(path).status_code == 404
        assert answer(browser, asked).status_code == 404 and not CorrectionAnswer.objects.exists()

    def test_it_stands_on_the_list_until_it_is_answered(self, signed_in, dermatologist, lead, asked, maria):
        doctor, head = signed_in(dermatologist), signed_in(lead)
        assert "/corrections/" in doctor.get("/today/").content.decode()
        assert "/corrections/" in head.get("/patients/").content.decode()
        assert WRONG in head.get("/corrections/").content.decode()
        assert WRONG in doctor.get(f"/patients/{maria.pk}/").content.decode()
        answer(doctor, asked)
        assert WRONG not in head.get("/corrections/").content.decode()
        assert "correction request" not in doctor.get("/today/").content.decode()
        assert "Accepted" in head.get(f"/patients/{maria.pk}/").content.decode()

    @pytest.mark.parametrize(
        ("outcome", "words"), [("", "x"), ("accepted", ""), ("maybe", "x"), ("accepted", "x" * 2_001)]
    )
    def test_half_an_answer_is_none(self, signed_in, lead, asked, outcome, words):
        page = answer(signed_in(lead), asked, outcome, words)
        assert page.status_code == 200 and b"There is a problem" in page.content
        assert not CorrectionAnswer.objects.exists()

    def test_two_at_once_give_one_answer(self, signed_in, lead, dermatologist, asked):
        assert answer(signed_in(lead), asked).status_code == 302
        late = answer(signed_in(dermatologist), asked, "declined", "Late.")
        assert b"Late." not in late.content and CorrectionAnswer.objects.get().outcome == "accepted"
        with pytest.raises(Changed):
            answer_correction(correction=asked, outcome="declined", words="x", by=lead, at=timezone.now())

    def test_markup_is_text_on_every_page(self, signed_in, lead, own_page, maria):
        asked = ask_for_correction(patient=maria, words=HOSTILE, language="en", at=timezone.now())
        head = signed_in(lead)
        pages = [
            head.get(path)
            for path in ("/corrections/", f"/corrections/{asked.pk}/", f"/patients/{maria.pk}/")
        ]
        answer(head, asked, words=HOSTILE)
        pages += [head.get(f"/corrections/{asked.pk}/"), own_page.get("/care/correct/")]
        for page in pages:
            assert b"&lt;script&gt;" in page.content and b"<script>alert" not in page.content

    def test_an_action_asks_for_the_role_itself(self, asked, nurse, front_desk, lead):
        for person in (nurse, front_desk):
            with pytest.raises(Exception, match="roles"):
                answer_correction(
                    correction=asked, outcome="accepted", words="x", by=person, at=timezone.now()
                )
        with pytest.raises(Refused):
            answer_correction(correction=asked, outcome="accepted", words=" ", by=lead, at=timezone.now())


def test_neither_row_changes_or_goes(asked, lead):
    answer_correction(correction=asked, outcome="accepted", words="x", by=lead, at=timezone.now())
    for model in (CorrectionRequest, CorrectionAnswer):
        for change in (lambda rows: rows.update(words="y"), lambda rows: rows._raw_delete(rows.db)):
            with pytest.raises(Error), transaction.atomic():
                change(model.objects.all())
    assert Patient.objects.get(pk=asked.patient_id).corrections.get().words == WRONG
