"""The pages of emergency access: a reason first, a banner while it is open, its end, its review."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from clinic import people
from clinic.models import EmergencyAccess, EmergencyReview
from clinic.people import emergency
from tests.factories import PASSWORD
from tests.intake.steps import send

pytestmark = pytest.mark.django_db
WHY = "She collapsed in the waiting room."
BANNER = "is open until"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def desk(signed_in, front_desk):
    return signed_in(front_desk)


def page(patient) -> str:
    return f"/patients/{patient.pk}/emergency/"


def opened(by, patient, hours_ago: float = 0) -> EmergencyAccess:
    at = timezone.now() - timedelta(hours=hours_ago)
    return emergency.open_access(patient_id=patient.pk, reason=WHY, by=by, at=at)


class TestOpening:
    def test_a_reason_opens_the_summary_and_a_banner_stands_on_every_page(self, desk, visit):
        send(visit)
        summary = f"/visits/{visit.pk}/summary/"
        assert desk.get(summary).status_code == 404
        answer = desk.post(page(visit.patient), {"reason": WHY}, follow=True)
        assert summary in answer.content.decode() and BANNER in answer.content.decode()
        assert "GARC" in desk.get(summary).content.decode()
        for address in ("/today/", "/patients/", "/account/", summary):
            assert BANNER in desk.get(address).content.decode()

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("", "Say why you have to read this record now."),
            ("too short", "Write at least 10 letters."),
            ("x" * 501, "500"),
            ("ten letters\0 and more", "There is a problem"),
        ],
    )
    def test_without_a_good_reason_nothing_opens(self, desk, maria, typed, says):
        assert says in desk.post(page(maria), {"reason": typed}).content.decode()
        assert not EmergencyAccess.objects.exists()

    def test_the_password_of_the_last_minutes_is_asked_for_and_the_reason_kept(
        self, signed_in, front_desk, maria
    ):
        desk = signed_in(front_desk, minutes_ago=6)
        assert desk.get(page(maria)).status_code == 200
        asked = desk.post(page(maria), {"reason": WHY}).content.decode()
        assert "Enter your password" in asked and WHY in asked
        assert not EmergencyAccess.objects.exists()
        desk.post(page(maria), {"reason": WHY, "again-password": PASSWORD})
        assert EmergencyAccess.objects.get().reason == WHY

    def test_the_patients_page_leads_there_for_those_who_need_it(self, signed_in, maria, request):
        needed = {"front_desk": True, "lead": True, "nurse": False, "dermatologist": False}
        for who, is_there in needed.items():
            browser = signed_in(request.getfixturevalue(who))
            assert (page(maria) in browser.get(f"/patients/{maria.pk}/").content.decode()) is is_there, who

    def test_who_sees_reasons_anyway_is_sent_to_the_patient(self, signed_in, nurse, maria):
        answer = signed_in(nurse).post(page(maria), {"reason": WHY})
        assert answer.headers["Location"] == f"/patients/{maria.pk}/"
        assert not EmergencyAccess.objects.exists()

    @pytest.mark.parametrize("who", ["dermatologist", "nobody"])
    def test_for_others_the_page_is_not_there(self, signed_in, who, request, maria):
        browser = signed_in(request.getfixturevalue(who))
        assert browser.get(page(maria)).status_code == browser.post(page(maria)).status_code == 404


class TestEnd:
    def test_end_now_closes_the_pages_and_takes_the_banner_away(self, desk, visit, front_desk):
        access = opened(front_desk, visit.patient)
        assert desk.get(f"/visits/{visit.pk}/summary/").status_code == 200
        answer = desk.post(f"/emergency/{access.pk}/end/", follow=True).content.decode()
        assert "is ended" in answer and BANNER not in answer
        assert desk.get(f"/visits/{visit.pk}/summary/").status_code == 404

    def test_nobody_ends_somebody_elses(self, signed_in, lead, visit, front_desk):
        access = opened(front_desk, visit.patient)
        assert signed_in(lead).post(f"/emergency/{access.pk}/end/").status_code == 404
        assert EmergencyAccess.objects.get().ended_at is None

    @pytest.mark.parametrize(("hours", "status"), [(3.99, 200), (4.01, 404)])
    def test_four_hours_later_it_is_over_by_itself(self, desk, visit, front_desk, hours, status):
        opened(front_desk, visit.patient, hours_ago=hours)
        assert desk.get(f"/visits/{visit.pk}/summary/").status_code == status

    def test_one_that_is_over_has_no_banner(self, desk, visit, front_desk):
        opened(front_desk, visit.patient, hours_ago=4.01)
        assert BANNER not in desk.get("/today/").content.decode()

    def test_it_is_the_persons_and_no_colleagues(self, signed_in, lead, visit, front_desk):
        opened(front_desk, visit.patient)
        browser = signed_in(lead)
        assert browser.get(f"/visits/{visit.pk}/summary/").status_code == 404
        assert BANNER not in browser.get("/patients/").content.decode()

    def test_a_role_taken_meanwhile_ends_it(self, desk, visit, front_desk, lead):
        opened(front_desk, visit.patient)
        people.change_roles(front_desk, ["lead"], by=lead)
        assert desk.get(f"/visits/{visit.pk}/summary/").status_code == 404


class TestReviewing:
    @pytest.fixture
    def access(self, desk, visit, front_desk):
        access = opened(front_desk, visit.patient)
        desk.get(f"/visits/{visit.pk}/summary/")
        desk.post(f"/emergency/{access.pk}/end/")
        return access

    def test_the_list_tells_who_whose_why_and_which_pages(self, access, signed_in, dermatologist, visit):
        text = signed_in(dermatologist).get("/emergency/").content.decode()
        for told in ("Frankie Desk", str(visit.patient), WHY, "Summary"):
            assert told in text
        assert "Emergency (1)" in text

    def test_a_note_takes_it_off_the_list(self, access, signed_in, lead):
        browser, review = signed_in(lead), f"/emergency/{access.pk}/review/"
        wrong = browser.post(review, {f"{access.pk}-note": " "}).content.decode()
        assert "Write down what you found." in wrong and not EmergencyReview.objects.exists()
        text = browser.post(review, {f"{access.pk}-note": "As it was."}, follow=True).content.decode()
        assert "Nothing waits for a review." in text and "As it was." in text
        again = browser.post(review, {f"{access.pk}-note": "Once more."})
        assert "already" in again.content.decode() or again.status_code == 302
        assert EmergencyReview.objects.get().note == "As it was."

    def test_nobody_reviews_their_own(self, signed_in, lead, maria):
        access = opened(lead, maria, hours_ago=5)
        browser = signed_in(lead)
        assert "This was you" in browser.get("/emergency/").content.decode()
        sent = {f"{access.pk}-note": "Fine."}
        assert browser.post(f"/emergency/{access.pk}/review/", sent).status_code == 404

    @pytest.mark.parametrize("who", ["front_desk", "nurse", "nobody"])
    def test_the_list_is_the_leads_and_the_dermatologists(self, access, signed_in, who, request):
        browser = signed_in(request.getfixturevalue(who))
        assert browser.get("/emergency/").status_code == 404
        sent = {f"{access.pk}-note": "Fine."}
        assert browser.post(f"/emergency/{access.pk}/review/", sent).status_code == 404
