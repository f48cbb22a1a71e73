"""A session's record: written once by who treats, with a depth for each area; read, printed, added to."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import AuditEvent
from intake.actions.addenda import add_addendum, add_to_session
from intake.actions.session_records import Depth, Done, RecordWrong, record_session
from intake.actions.sessions import end_session, start_session
from intake.actions.visits import check_in
from intake.courses.session_page import last_used
from intake.models import SessionAddendum, SessionDepth, SessionRecord, TreatmentSession
from intake.refusals import NotNow
from tests.intake.conftest import PLANNED
from tests.intake.steps import agree, make_ready, send

pytestmark = pytest.mark.django_db
USED = {"device": "DP4", "needle_batch": "LK 12-a", "tolerance": "well"}


@pytest.fixture
def running(visit, nurse, dermatologist, front_desk) -> TreatmentSession:
    """María's session of forehead and cheeks, going on."""
    send(visit)
    agree(visit, dermatologist)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    make_ready(visit, nurse, PLANNED)
    request = visit.requests.get()
    return start_session(treatment_request=request, by=nurse, at=PLANNED, on=PLANNED.date())


@pytest.fixture
def ended(running, nurse) -> TreatmentSession:
    return end_session(session=running, by=nurse, at=PLANNED, on=PLANNED.date())


def record(session, by, depths=None, **more) -> SessionRecord:
    depths = {"forehead": "0.5", "cheeks": "1.25"} if depths is None else depths
    told = {area: one if isinstance(one, Depth) else Depth(Decimal(one)) for area, one in depths.items()}
    done = Done(operator=more.pop("operator", by), **(USED | more))
    return record_session(session=session, depths=told, done=done, by=by, at=PLANNED)


def test_who_treats_reads_what_was_written_to_the_signature(
    signed_in, visit, nurse, dermatologist, front_desk
):
    send(visit)
    [review] = agree(visit, dermatologist, note="Start at the hairline.")
    add_addendum(review=review, text="Leave the mole out.", by=dermatologist, at=PLANNED)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    make_ready(visit, nurse, PLANNED)
    told = {"treatment_request": visit.requests.get(), "by": nurse, "at": PLANNED, "on": PLANNED.date()}
    session = start_session(**told)
    for page in ("session", "session-print"):
        text = seen(signed_in(nurse), session, page)
        assert "<dt>Note</dt><dd>Start at the hairline.</dd>" in text
        assert f"by {dermatologist.signature_name}: Leave the mole out." in text


def fields(operator, **more) -> dict[str, str]:
    typed = {"depth-forehead": "0,5", "depth-cheeks": "1.25 mm", "operator": str(operator.public_id)}
    return USED | typed | {key.replace("__", "-"): value for key, value in more.items()}


def post(browser, session, operator, **more):
    return browser.post(reverse("session", args=[session.pk]), fields(operator, **more))


def seen(browser, session, name="session") -> str:
    return browser.get(reverse(name, args=[session.pk])).content.decode()


class TestPage:
    def test_ending_a_session_leads_to_its_record(self, running, visit, nurse, signed_in):
        browser = signed_in(nurse)
        answer = browser.post(reverse("end-session", args=[visit.pk]))
        assert answer.url == reverse("session", args=[running.pk])
        text = seen(browser, running)
        assert "Usual 0.25–0.5 mm; reason above 1 mm." in text
        assert "Record this session" in text and " checked" not in text

    def test_what_was_typed_is_kept_as_record_with_the_range_of_that_day(self, ended, nurse, signed_in):
        browser = signed_in(nurse)
        assert post(browser, ended, nurse, numbing_used="Lidocaine 5 %").status_code == 302
        kept = SessionRecord.objects.get()
        assert (kept.device, kept.needle_batch, kept.operator) == ("DP4", "LK12-A", nurse)
        rows = kept.depths.order_by("position").values_list(
            "area", "depth_mm", "usual_to_mm", "warn_above_mm"
        )
        assert list(rows) == [
            ("forehead", Decimal("0.5"), Decimal("0.5"), Decimal("1")),
            ("cheeks", Decimal("1.25"), Decimal("1.5"), Decimal("1.5")),
        ]
        text = seen(browser, ended)
        assert "1.25 mm" in text and "LK12-A" in text and "Keep the record" not in text

    def test_above_the_level_the_reason_is_asked_for_and_nothing_typed_is_lost(self, ended, nurse, signed_in):
        browser = signed_in(nurse)
        text = post(browser, ended, nurse, depth__forehead="1.05", note="All of it").content.decode()
        assert "Forehead: above 1 mm, write the reason." in text and "All of it" in text
        assert not SessionRecord.objects.exists()
        post(browser, ended, nurse, depth__forehead="1.05", reason__forehead="Deep scar")
        assert SessionDepth.objects.get(area="forehead").reason == "Deep scar"

    def test_at_the_level_no_reason_is_asked_for(self, ended, nurse, signed_in):
        assert post(signed_in(nurse), ended, nurse, depth__forehead="1.0").status_code == 302

    @pytest.mark.parametrize(
        "name, value",
        [
            ("depth-forehead", ""),
            ("depth-forehead", "0"),
            ("depth-forehead", "-1"),
            ("depth-forehead", "5.01"),
            ("depth-forehead", "٠.٥"),
            ("depth-forehead", "1e0"),
            ("depth-forehead", "NaN"),
            ("depth-forehead", "0.555"),
            ("device", " "),
            ("device", "x" * 121),
            ("needle_batch", ""),
            ("needle_batch", "nul \x00"),
            ("tolerance", "fine"),
            ("operator", ""),
            ("operator", "1"),
            ("operator", "00000000-0000-4000-8000-000000000001"),
            ("note", "x" * 2001),
            ("applied", "\ue000"),
        ],
    )
    def test_what_makes_no_record_is_said_at_its_box(self, ended, nurse, signed_in, name, value):
        data = fields(nurse) | {name: value}
        answer = signed_in(nurse).post(reverse("session", args=[ended.pk]), data)
        assert answer.status_code == 200 and "There is a problem" in answer.content.decode()
        assert not SessionRecord.objects.exists()

    def test_the_front_desk_cannot_be_named_as_who_treated(self, ended, nurse, front_desk, signed_in):
        assert post(signed_in(nurse), ended, front_desk).status_code == 200
        assert not SessionRecord.objects.exists()

    def test_what_was_used_last_is_offered_and_never_filled_in(self, ended, nurse, signed_in):
        text = seen(signed_in(nurse), ended)
        assert '<datalist id="last-needle_batch"></datalist>' in text and 'list="last-needle_batch"' in text
        record(ended, nurse)
        assert last_used() == {"device": ["DP4"], "needle_batch": ["LK12-A"]}

    def test_markup_in_a_record_stays_text(self, ended, nurse, signed_in):
        browser = signed_in(nurse)
        post(browser, ended, nurse, device="<script>alert(1)</script>", note="<img src=x>")
        for name in ("session", "session-print"):
            text = seen(browser, ended, name)
            assert "<script>alert" not in text and "<img src=x" not in text and "&lt;script&gt;" in text

    def test_its_queries_do_not_grow_with_areas_and_notes(self, ended, nurse, signed_in):
        record(ended, nurse)
        browser = signed_in(nurse)
        for text in ("one", "two", "three"):
            add_to_session(session=ended, text=text, by=nurse, at=PLANNED)
        with CaptureQueriesContext(connection) as asked:
            seen(browser, ended)
        assert len(asked) <= 12, [query["sql"][:90] for query in asked]


class TestRights:
    @pytest.mark.parametrize("who", ["front_desk", "lead", "nobody"])
    def test_for_others_there_is_no_such_page(self, ended, who, request, signed_in, nurse):
        browser = signed_in(request.getfixturevalue(who))
        for name in ("session", "session-print"):
            assert browser.get(reverse(name, args=[ended.pk])).status_code == 404
        assert post(browser, ended, nurse).status_code == 404
        assert browser.post(reverse("add-to-session", args=[ended.pk]), {"text": "x"}).status_code == 404
        assert not SessionRecord.objects.exists()

    def test_the_front_desk_sees_no_depth_and_no_batch_anywhere(
        self, ended, nurse, front_desk, signed_in, visit
    ):
        record(ended, nurse, depths={"forehead": "0.45", "cheeks": "0.95"})
        browser = signed_in(front_desk)
        for path in (
            reverse("visit", args=[visit.pk]),
            reverse("patient", args=[visit.patient_id]),
            "/today/",
        ):
            text = browser.get(path).content.decode()
            assert "0.45" not in text and "LK12" not in text and f'/sessions/{ended.pk}/"' not in text

    def test_the_action_asks_for_the_role_itself(self, ended, front_desk, nurse):
        with pytest.raises(PermissionDenied):
            record(ended, front_desk, operator=nurse)
        with pytest.raises(RecordWrong):
            record(ended, nurse, operator=front_desk)
        assert not SessionRecord.objects.exists()

    def test_reading_writing_and_printing_are_in_the_trail(self, ended, dermatologist, signed_in):
        browser = signed_in(dermatologist)
        post(browser, ended, dermatologist)
        seen(browser, ended)
        seen(browser, ended, "session-print")
        kept = AuditEvent.objects.filter(actor=dermatologist, target__contains=str(ended.pk))
        assert {"create", "view", "print"} <= set(kept.values_list("action", flat=True))


class TestKeptForEver:
    def test_a_session_that_goes_on_has_no_record_yet(self, running, nurse, signed_in):
        with pytest.raises(NotNow):
            record(running, nurse)
        post(signed_in(nurse), running, nurse)
        assert not SessionRecord.objects.exists()

    def test_a_second_record_is_refused_and_the_first_stays(self, ended, nurse, dermatologist, signed_in):
        record(ended, nurse)
        with pytest.raises(NotNow):
            record(ended, dermatologist)
        post(signed_in(dermatologist), ended, dermatologist, device="Another")
        assert SessionRecord.objects.get().device == "DP4"

    def test_the_database_refuses_a_second_record_and_a_depth_without_its_reason(self, ended, nurse):
        kept = record(ended, nurse)
        kept.pk, kept._state.adding = None, True
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.save(force_insert=True)
        depth = SessionDepth.objects.filter(area="cheeks").get()
        for wrong in ({"depth_mm": Decimal(2)}, {"depth_mm": Decimal(0)}, {"depth_mm": Decimal("5.01")}):
            row = {"area": "chin", "position": 5, "warn_above_mm": depth.warn_above_mm} | wrong
            with pytest.raises(IntegrityError), transaction.atomic():
                SessionDepth.objects.create(record=depth.record, **row)

    def test_it_is_added_to_and_not_before_it_is_there(self, ended, nurse, front_desk, signed_in):
        with pytest.raises(NotNow):
            add_to_session(session=ended, text="Too early", by=nurse, at=PLANNED)
        record(ended, nurse)
        browser = signed_in(nurse)
        for text in (" ", "nul \x00", "Called on Tuesday"):
            browser.post(reverse("add-to-session", args=[ended.pk]), {"text": text})
        assert SessionAddendum.objects.get().text == "Called on Tuesday"
        assert "Called on Tuesday" in seen(browser, ended, "session-print")
        with pytest.raises(PermissionDenied):
            add_to_session(session=ended, text="x", by=front_desk, at=PLANNED)

    def test_only_a_session_stopped_early_may_lack_a_depth_and_says_what_was_left(self, ended, nurse):
        for more in ({}, {"tolerance": "stopped"}):
            with pytest.raises(RecordWrong):
                record(ended, nurse, depths={"forehead": "0.5"}, **more)
        record(ended, nurse, {"forehead": "0.5"}, tolerance="stopped", note="Felt faint before the cheeks")
        assert SessionDepth.objects.count() == 1

    def test_an_area_that_was_not_treated_has_no_depth(self, ended, nurse):
        with pytest.raises(NotNow):
            record(ended, nurse, {"forehead": "0.5", "cheeks": "1", "chin": "1"})
        assert not SessionRecord.objects.exists()


class TestWhatIsLeft:
    def test_stands_on_today_and_on_the_visit_for_clinicians_until_it_is_recorded(
        self, ended, nurse, front_desk, signed_in, visit
    ):
        treats, desk = signed_in(nurse), signed_in(front_desk)
        address = reverse("session", args=[ended.pk])
        pages = ("/today/", reverse("visit", args=[visit.pk]))
        for page in pages:
            assert (
                address in treats.get(page).content.decode()
                and "ot recorded yet" in treats.get(page).content.decode()
            )
            assert f'"{address}"' not in desk.get(page).content.decode()
        record(ended, nurse)
        for page in pages:
            assert "ot recorded yet" not in treats.get(page).content.decode()

    def test_one_that_goes_on_is_not_missed(self, running, nurse, signed_in):
        assert "ot recorded yet" not in signed_in(nurse).get("/today/").content.decode()
