"""Asking by phone or here: groups, follow-ups with and without script, blanks, conflicts, sending."""

import pytest
from django.urls import reverse

from intake.actions.answers import save_answer
from intake.actions.drafts import open_draft
from intake.actions.reviews import ask_more
from intake.actions.visits import cancel
from intake.models import Draft, Response
from tests.intake.conftest import PLANNED
from tests.intake.steps import fill_in, send, shown

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def group(visit, section="health") -> str:
    return reverse("ask-section", args=[visit.pk, section])


def answers(browser, visit, section="health", **typed) -> dict:
    """What a page posts: the codes it showed, and these answers."""
    context = browser.get(group(visit, section)).context
    fields = {f"a-{code}": value for code, value in typed.items()}
    return {"shown": context["codes"], "version": context["version"], "mode": "phone"} | fields


def sections_of(page) -> list[str]:
    return [one["code"] for one in page.context["progress"]]


def test_it_begins_with_the_first_group_where_an_answer_is_missing(desk, visit):
    assert desk.get(reverse("ask", args=[visit.pk])).headers["Location"] == group(visit)
    fill_in(visit, mode="patient", at=PLANNED)
    assert desk.get(reverse("ask", args=[visit.pk])).headers["Location"] == reverse(
        "ask-check", args=[visit.pk]
    )


def test_a_named_question_is_gone_to(desk, visit):
    answer = desk.get(reverse("ask", args=[visit.pk]), {"question": "smoker"})
    assert answer.headers["Location"] == group(visit) + "#q-smoker"


def test_a_group_shows_what_is_asked_and_an_empty_place_for_what_may_be(desk, visit):
    page = desk.get(group(visit))
    text = page.content.decode()
    assert sections_of(page) == ["health", "skin", "recent"]
    assert 'id="q-diabetes" class="card asked"' in text and '<div id="q-hba1c"></div>' in text
    assert "Are you pregnant?" in text and '<span class="local" lang="es">' in text
    assert "required" not in text and "checked" in text  # only how it is asked
    assert not Draft.objects.exists()


def test_answers_are_saved_with_who_gave_them_and_the_next_group_follows(desk, visit, front_desk):
    data = answers(desk, visit, pregnant="no", medicines="Lipitor 20 mg\naspirin", smoker="never")
    assert desk.post(group(visit), data).headers["Location"] == group(visit, "skin")
    draft = Draft.objects.get()
    assert draft.answers == {"pregnant": "no", "medicines": ["Lipitor 20 mg", "aspirin"], "smoker": "never"}
    assert (draft.given["pregnant"]["by"], draft.given["pregnant"]["user"]) == ("phone", front_desk.pk)
    assert "breastfeeding" not in draft.given  # nobody was asked


@pytest.mark.parametrize(
    ("mode", "kept"), [("staff", "staff"), ("phone", "phone"), ("patient", "phone"), ("", "phone")]
)
def test_nobody_answers_as_the_patient(desk, visit, mode, kept):
    desk.post(group(visit), answers(desk, visit, pregnant="no") | {"mode": mode})
    assert Draft.objects.get().given["pregnant"]["by"] == kept


@pytest.mark.parametrize(
    ("section", "typed", "stored"),
    [
        ("health", {"medicines": "none"}, []),
        ("health", {"medicines": ""}, None),
        ("recent", {"sunburn_on_choice": "never"}, "never"),
        ("recent", {"sunburn_on_month": "feb", "sunburn_on_year": "2026"}, "2026-02"),
        ("skin", {"acne": "spots", "acne_areas": ["chin", "cheeks"]}, None),
    ],
)
def test_each_kind_of_answer_is_read(desk, visit, section, typed, stored):
    desk.post(group(visit, section), answers(desk, visit, section, **typed))
    code = next(iter(typed)).removesuffix("_choice").removesuffix("_month")
    kept = Draft.objects.get().answers
    assert kept.get(code) == (stored if code != "acne" else "spots")
    assert "acne_areas" not in kept  # the page had not shown it


class TestFollowUps:
    def test_come_by_themselves_and_touch_nothing_else(self, desk, visit):
        answer = desk.post(group(visit), answers(desk, visit, diabetes="yes"), headers=HTMX)
        text = answer.content.decode()
        assert 'id="q-hba1c" class="card asked" data-hx-swap-oob="true"' in text
        assert "a-diabetes" not in text and "hba1c" in answer.context["codes"]
        assert not Draft.objects.exists()

    def test_go_when_the_answer_is_taken_back(self, desk, visit):
        data = answers(desk, visit, diabetes="no")
        answer = desk.post(group(visit), data | {"shown": data["shown"] + " hba1c"}, headers=HTMX)
        assert '<div id="q-hba1c" data-hx-swap-oob="true"></div>' in answer.content.decode()

    def test_are_nothing_where_nothing_opens(self, desk, visit):
        assert desk.post(group(visit), answers(desk, visit, keloid="no"), headers=HTMX).status_code == 204

    def test_come_by_a_button_without_script_and_what_was_typed_stays(self, desk, visit):
        data = answers(desk, visit, diabetes="yes", medicines="Lipitor", goal="Smooth skin") | {"follow": "1"}
        page = desk.post(group(visit), data)
        text = page.content.decode()
        assert (
            'id="q-hba1c" class="card asked"' in text
            and ">\nLipitor</textarea>" in text
            and "Smooth skin" in text
        )
        assert not page.context["form"].errors and not Draft.objects.exists()

    def test_stay_on_the_page_when_saving_opened_them(self, desk, visit):
        answer = desk.post(group(visit), answers(desk, visit, diabetes="yes"))
        assert answer.headers["Location"] == group(visit) + "#q-hba1c"

    def test_a_hidden_answer_comes_back_with_its_question(self, desk, visit):
        draft = open_draft(visit=visit, mode="patient", at=PLANNED)
        for code, value in (("diabetes", "yes"), ("hba1c", "6.8"), ("diabetes", "no")):
            draft = save_answer(
                visit=visit,
                code=code,
                value=value,
                version=draft.version,
                mode="patient",
                at=PLANNED,
                on=PLANNED.date(),
            ).draft
        data = answers(desk, visit, diabetes="yes")
        assert 'value="6.8"' in desk.post(group(visit), data, headers=HTMX).content.decode()


class TestBadInput:
    def test_what_cannot_be_read_is_said_and_the_rest_is_saved(self, desk, visit):
        typed = {
            "sunburn_on_day": "31",
            "sunburn_on_month": "2",
            "sunburn_on_year": "2026",
            "tan_on_choice": "never",
        }
        page = desk.post(group(visit, "recent"), answers(desk, visit, "recent", **typed))
        text = page.content.decode()
        assert list(page.context["form"].errors) == ["sunburn_on"] and "has only 28 days" in text
        assert 'value="31"' in text and Draft.objects.get().answers == {"tan_on": "never"}

    def test_a_day_after_the_visit_is_refused_by_the_core(self, desk, visit):
        page = desk.post(group(visit, "recent"), answers(desk, visit, "recent", sunburn_on_year="2031"))
        assert list(page.context["form"].errors) == ["sunburn_on"]

    @pytest.mark.parametrize(
        ("code", "value"),
        [
            ("pregnant", "maybe"),
            ("smoker", "\x00"),
            ("goal", "x" * 2_001),
            ("goal", "a\x00b"),
            ("medicines", "x\n" * 61),
        ],
    )
    def test_what_no_page_offers_is_refused_at_its_question(self, desk, visit, code, value):
        page = desk.post(group(visit), answers(desk, visit, **{code: value}))
        assert page.status_code == 200 and list(page.context["form"].errors) == [code]

    def test_questions_that_are_none_are_ignored(self, desk, visit):
        data = answers(desk, visit, pregnant="no") | {
            "shown": "pregnant nonsense smoker\x00",
            "a-nonsense": "yes",
        }
        desk.post(group(visit), data)
        assert Draft.objects.get().answers == {"pregnant": "no"}

    def test_a_group_that_is_none_is_not_there(self, desk, visit):
        assert desk.get(group(visit, "feet")).status_code == 404

    def test_a_visit_that_is_over_is_said_in_words(self, desk, visit, front_desk, said):
        cancel(visit=visit, reason="patient", by=front_desk, at=PLANNED)
        assert desk.get(group(visit)).status_code == 302
        assert said(desk) == ["Nothing can be asked: this visit is “canceled”."]


def test_two_who_answer_differently_are_told(desk, visit):
    data = answers(desk, visit, pregnant="no", keloid="no")
    draft = open_draft(visit=visit, mode="patient", at=PLANNED)
    save_answer(
        visit=visit,
        code="pregnant",
        value="yes",
        version=draft.version,
        mode="patient",
        at=PLANNED,
        on=PLANNED.date(),
    )
    page = desk.post(group(visit), data)
    assert "Somebody else answered this meanwhile: “Yes”." in page.content.decode()
    assert Draft.objects.get().answers == {"pregnant": "yes", "keloid": "no"}
    desk.post(group(visit), data | {"version": page.context["version"]})
    assert Draft.objects.get().answers["pregnant"] == "no"


def test_an_answer_is_taken_back(desk, visit):
    desk.post(group(visit), answers(desk, visit, pregnant="no"))
    assert "No answer" in desk.get(group(visit)).content.decode()
    desk.post(group(visit), answers(desk, visit, pregnant=""))
    assert Draft.objects.get().answers == {}


class TestSending:
    def test_blanks_are_allowed_and_named(self, desk, visit, front_desk, said):
        desk.post(group(visit), answers(desk, visit, pregnant="no"))
        check = reverse("ask-check", args=[visit.pk])
        page = desk.get(check)
        assert "without an answer" in page.content.decode() and "Are you pregnant?" in page.content.decode()
        data = {"version": page.context["version"], "mode": "phone", "confirmed_by": "María"}
        assert desk.post(check, data).headers["Location"] == reverse("visit", args=[visit.pk])
        response = Response.objects.get()
        assert (response.mode, response.submitted_by, response.attested_name) == (
            "phone",
            front_desk,
            "María",
        )
        assert len(response.missing) > 20 and "still missing" in said(desk)[0]
        assert "Ask what is missing" in desk.get(reverse("today")).content.decode()

    def test_one_blank_is_missing(self, desk, visit, said):
        fill_in(visit, PLANNED, mode="staff", by=visit.created_by, pregnant="")
        page = desk.get(reverse("ask-check", args=[visit.pk]))
        data = {"version": page.context["version"], "mode": "phone", "confirmed_by": "María"}
        desk.post(reverse("ask-check", args=[visit.pk]), data)
        assert said(desk) == ["The answers are sent. 1 is still missing: ask again when the patient knows."]

    def test_a_draft_that_changed_since_is_not_sent(self, desk, visit):
        desk.post(group(visit), answers(desk, visit, pregnant="no"))
        page = desk.post(reverse("ask-check", args=[visit.pk]), {"version": "1"})
        assert page.status_code == 200 and page.context["form"].non_field_errors()
        assert not Response.objects.exists()

    def test_a_correction_takes_the_place_of_what_was_sent(self, desk, visit):
        send(visit, at=PLANNED)
        assert "Sending again puts these in their place" in desk.get(group(visit)).content.decode()
        data = answers(desk, visit, smoker="current")
        desk.post(group(visit), data | {"shown": "smoker"})
        page = desk.get(reverse("ask-check", args=[visit.pk]))
        desk.post(reverse("ask-check", args=[visit.pk]), {"version": page.context["version"]})
        first, second = Response.objects.order_by("number")
        assert (second.status, second.supersedes, second.answers["smoker"]) == ("amended", first, "current")
        assert second.answers["pregnant"] == first.answers["pregnant"]

    def test_nothing_new_sends_nothing(self, desk, visit, said):
        send(visit, at=PLANNED)
        desk.post(reverse("ask-check", args=[visit.pk]), {"version": "1"})
        assert said(desk) == ["There is nothing new to send."] and Response.objects.count() == 1

    def test_a_medicine_nobody_knows_is_asked_about(self, desk, visit):
        desk.post(group(visit), answers(desk, visit, medicines="isotretinoinn"))
        assert "did you mean isotretinoin" in desk.get(reverse("ask-check", args=[visit.pk])).content.decode()


def test_what_the_doctor_wants_asked_leads_to_its_questions(desk, visit, dermatologist):
    send(visit, at=PLANNED)
    ask_more(
        visit=visit,
        shown=shown(visit),
        note="Which cream was it?",
        asks=("retinoid_on",),
        by=dermatologist,
        at=PLANNED,
    )
    text = desk.get(reverse("visit", args=[visit.pk])).content.decode()
    assert "Which cream was it?" in text and "?question=retinoid_on" in text and "Last retinoid" in text


@pytest.mark.parametrize("role", ["lead", "nobody"])
def test_others_ask_nothing(role, request, signed_in, visit):
    browser = signed_in(request.getfixturevalue(role))
    for address in (reverse("ask", args=[visit.pk]), group(visit), reverse("ask-check", args=[visit.pk])):
        assert browser.get(address).status_code == 404
