"""The recall list of the desk: who, from when, how to reach them; never why."""

from datetime import date

import pytest
from django.urls import reverse

from intake.actions import visits
from intake.models import Recall, Visit
from intake.worklists.recall_list import recall_page
from tests.factories import PatientFactory, VisitFactory
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.course.steps import post
from tests.intake.hostile import VALUES, encoded
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


class TestRecallPage:
    @pytest.fixture
    def recall(self, visit, dermatologist, front_desk) -> Recall:
        send(visit, retinoid_on="2026-03-12")
        agree(visit, dermatologist)
        visits.no_show(visit=Visit.objects.get(), by=front_desk, at=PLANNED)
        return Recall.objects.get()

    def sent(self, recall, **fields):
        return {f"recall-{recall.pk}-{name}": value for name, value in fields.items()}

    def test_shows_who_from_when_and_how_to_reach_them_never_why(self, desk, recall, maria):
        text = desk.get("/recalls/").content.decode()
        assert "GARCÍA LÓPEZ" in text and "19-Mar-2026" in text and "tel:2125550142" in text
        assert reverse("move", args=[recall.visit_id]) in text
        for word in ("etinoid", "12-Mar-2026", "wait until", "signed"):
            assert word not in text

    def test_the_menu_counts_for_the_desk(self, desk, signed_in, nurse, recall):
        assert "Recall (1)" in desk.get("/patients/").content.decode()
        assert "Recall</a>" in signed_in(nurse).get("/patients/").content.decode()

    def test_an_end_is_kept_with_its_note(self, desk, recall, front_desk):
        sent = self.sent(recall, outcome="declined", note="Moves away")
        assert desk.post(reverse("close-recall", args=[recall.pk]), sent).status_code == 302
        recall.refresh_from_db()
        assert (recall.outcome, recall.note, recall.closed_by) == ("declined", "Moves away", front_desk)
        assert "Nobody waits to be called." in desk.get("/recalls/").content.decode()

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"note": "x"}, "Choose how it ended."),
            ({"outcome": "booked", "note": "x"}, "Choose how it ended."),
            ({"outcome": "declined"}, "Write what was said or tried."),
            ({"outcome": "declined", "note": "x" * 501}, "500"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(self, desk, recall, fields, says):
        answer = desk.post(reverse("close-recall", args=[recall.pk]), self.sent(recall, **fields))
        assert answer.status_code == 200 and says in str(answer.context["form"].errors)
        assert Recall.objects.get().closed_at is None

    @pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
    def test_any_value_is_answered(self, desk, recall, value):
        address = reverse("close-recall", args=[recall.pk])
        for fields in ({"outcome": value, "note": "x"}, {"outcome": "declined", "note": value}):
            assert post(desk, address, self.sent(recall, **fields)) in (200, 302)
        place = encoded([("after", value[:3_000])]).decode()
        assert desk.get(f"/recalls/?{place}").status_code in (200, 400)  # 400: NUL in an address

    def test_one_that_somebody_closed_meanwhile_is_said(self, desk, recall):
        address, sent = (
            reverse("close-recall", args=[recall.pk]),
            self.sent(recall, outcome="declined", note="x"),
        )
        desk.post(address, sent)
        answer = desk.post(address, sent, follow=True)
        assert "Somebody dealt with this recall already." in answer.content.decode()

    @pytest.mark.parametrize("who", ["lead", "nobody"])
    def test_others_see_and_close_nothing(self, request, signed_in, who, recall):
        browser = signed_in(request.getfixturevalue(who))
        assert browser.get("/recalls/").status_code == 404
        sent = self.sent(recall, outcome="declined", note="x")
        assert browser.post(reverse("close-recall", args=[recall.pk]), sent).status_code == 404
        assert Recall.objects.get().closed_at is None

    def test_pages_follow_each_other_without_a_gap_and_cost_the_same(
        self, desk, place, front_desk, django_assert_max_num_queries
    ):
        days = [date(2026, 3, 1 + number % 5) if number % 4 else None for number in range(70)]
        for day in days:
            one = PatientFactory(created_by=front_desk)
            visit = VisitFactory(patient=one, place=place, created_by=front_desk, starts_at=NOW)
            Recall.objects.create(patient=one, visit=visit, due_on=day, opened_at=NOW, opened_by=front_desk)
        seen, after = [], ""
        while after is not None:
            page = recall_page(after=after)
            seen, after = seen + page.recalls, page.after
        assert len({one.pk for one in seen}) == len(seen) == 70
        assert [one.due_on for one in seen] == sorted(d for d in days if d) + [None] * days.count(None)
        desk.get("/recalls/")
        with django_assert_max_num_queries(8):
            text = desk.get("/recalls/").content.decode()
        assert text.count("Take off the list") == 30 and "Next page" in text and TODAY < DAY
