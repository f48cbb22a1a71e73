"""The patient's pages: urgent signs first, follow-ups only for what is there, and what to do at once."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.test import Client

from clinic.models import ClinicTimes
from intake.models import SymptomReport
from tests.intake.aftermath.steps import care_browser, first_session, press, report
from tests.intake.course.steps import moment
from tests.intake.hostile import VALUES, encoded

pytestmark = pytest.mark.django_db
NEXT_DAY = moment(date(2026, 3, 17))
URL = "/care/symptoms/"
NOTHING = {"a_redness": "no", "a_bruising": "no", "a_peeling": "no", "a_bleeding": "no"} | {
    f"a_{code}": "no" for code in ("swelling", "pain", "itchy_bumps", "new_cold_sore", "darkening")
}
MILD = {"a_swelling_size": "2", "a_swelling_trend": "less", "a_beyond_area": "no", "a_hinders": "no"}


@pytest.fixture
def on(session, at, front_desk) -> Callable[..., Client]:
    """`on(day)`: María's own page, opened on that day, in English."""

    def opened(day: date, hour: int = 10, language: str = "en") -> Client:
        at(moment(day, hour))
        return care_browser(session.patient, by=front_desk, at=moment(day, hour), language=language)

    return opened


@pytest.fixture
def browser(on) -> Client:
    """The same the day after her session."""
    return on(date(2026, 3, 17))


def fields(page) -> list[str]:
    return [name[2:] for name in page.context["form"].fields if name.startswith("a-")]


def text(page) -> str:
    return page.content.decode()


def to_the_rest(browser, **typed):
    """The page behind "None of these" and "yes, something has changed"."""
    page = press(browser, browser.get(URL), a_urgent_now="none")
    return press(browser, page, a_skin_change="yes", **typed)


def ended(browser, answer) -> str:
    """The page a report leads to."""
    assert answer.status_code == 302, text(answer)
    page = browser.get(answer.headers["Location"])
    assert page.status_code == 200
    return text(page)


class TestUrgentFirst:
    def test_one_list_in_the_words_of_the_signs(self, browser):
        page = browser.get(URL)
        assert fields(page) == ["urgent_now"]
        assert "Trouble breathing" in text(page) and "None of these" in text(page)
        assert "I’m not sure" in text(page) and "Spreads" not in text(page)

    def test_a_sign_is_sent_at_once_and_says_whom_to_call(self, browser):
        page = ended(browser, press(browser, browser.get(URL), a_urgent_now=["has_pus", "sight"]))
        assert 'href="tel:911"' in page and 'href="tel:5550100"' in page and "Get help now" in page
        report = SymptomReport.objects.get()
        assert report.level == "urgent"
        assert report.answers == {"urgent_now": "yes", "sight": "yes", "has_pus": "yes"}
        assert "usual" not in page and "expected" not in page.lower()

    def test_in_doubt_the_numbers_stand_at_the_top_and_the_questions_go_on(self, browser):
        page = press(browser, browser.get(URL), a_urgent_now="not_sure")
        assert "do not wait" in text(page) and 'href="tel:911"' in text(page)
        page = press(browser, page, a_skin_change="no")
        assert "Call us today" in ended(browser, press(browser, page, a_call_me=""))
        assert SymptomReport.objects.get().level == "call"

    def test_none_of_these_and_a_sign_is_asked_again(self, browser):
        page = press(browser, browser.get(URL), a_urgent_now=["none", "has_pus"])
        assert page.status_code == 200 and "Clear one of the two" in text(page)
        assert not SymptomReport.objects.exists()


class TestTheRest:
    def test_somebody_who_is_well_answers_two_questions(self, browser):
        page = press(browser, browser.get(URL), a_urgent_now="none")
        page = press(browser, page, a_skin_change="no")
        assert fields(page) == ["symptom_words", "call_me"]
        page = ended(browser, press(browser, page))
        assert "nothing has changed" in page and "What to do now" in page

    def test_follow_ups_are_asked_only_of_what_is_there(self, browser):
        page = press(browser, to_the_rest(browser), **NOTHING | {"a_bruising": "yes"})
        asked = fields(page)
        assert asked[:4] == ["bruising_size", "bruising_trend", "beyond_area", "hinders"]
        assert "swelling_size" not in asked and "symptom_areas" in asked

    def test_mild_swelling_that_falls_is_usual_with_what_to_do(self, browser):
        page = press(browser, to_the_rest(browser), **NOTHING | {"a_swelling": "yes"})
        page = ended(browser, press(browser, page, **MILD))
        assert "Mild swelling that is going down" in page and "This is usual after a session" in page
        assert "lukewarm" in page.lower()

    @pytest.mark.parametrize(
        "worse",
        [
            {"a_swelling_size": "5"},
            {"a_swelling_trend": "more"},
            {"a_swelling_trend": "not_sure"},
            {"a_beyond_area": "yes"},
            {"a_hinders": "not_sure"},
        ],
    )
    def test_what_grows_or_is_more_than_mild_is_never_called_usual(self, browser, worse):
        page = press(browser, to_the_rest(browser), **NOTHING | {"a_swelling": "yes"})
        page = ended(browser, press(browser, page, **MILD | worse))
        assert "Call us today" in page and 'href="tel:5550100"' in page
        assert "8:00 am to 6:00 pm" in page and "usual" not in page

    def test_late_signs_go_to_the_doctor(self, on):
        browser = on(date(2026, 4, 13))
        late = {"a_late_lumps": "yes", "a_late_draining": "no", "a_late_dark": "no", "a_late_lines": "no"}
        page = press(browser, to_the_rest(browser), **NOTHING | late)
        page = ended(browser, press(browser, page))
        assert "The doctor will look at this" in page and "Lumps, weeks later" in page

    def test_at_night_the_page_says_that_nobody_answers_now(self, on):
        browser = on(date(2026, 3, 17), 22)
        page = press(browser, to_the_rest(browser), **NOTHING | {"a_pain": "severe"})
        page = ended(browser, press(browser, page))
        assert "Right now nobody answers" in page and 'href="tel:911"' in page

    def test_the_hours_are_the_clinics_own(self, browser, lead):
        ClinicTimes.objects.create(**hours(lead))
        page = press(browser, to_the_rest(browser), **NOTHING | {"a_pain": "severe"})
        assert "9:30 am to 1:00 pm" in ended(browser, press(browser, page))


class TestNothingIsLost:
    def test_a_blank_is_asked_again_with_everything_kept(self, browser):
        page = press(browser, to_the_rest(browser), **NOTHING | {"a_swelling": "yes", "a_pain": ""})
        assert "There is a problem" in text(page) and "<title>Error:" in text(page)
        assert page.context["form"]["a-swelling"].value() == "yes"
        page = press(browser, page, **NOTHING | {"a_swelling": "yes", "a_pain": "some"})
        page = press(browser, page, **MILD | {"a_swelling_trend": ""})
        assert page.context["form"]["a-swelling_size"].value() == "2"

    def test_back_shows_what_was_answered_and_going_on_keeps_it(self, browser):
        page = press(browser, to_the_rest(browser), **NOTHING | {"a_swelling": "yes"})
        page = press(browser, page, a_swelling_size="3", back="1")
        assert page.context["form"]["a-swelling"].value() == "yes"
        page = press(browser, page, **NOTHING | {"a_swelling": "yes"})
        assert page.context["form"]["a-swelling_size"].value() == 3

    def test_what_is_taken_back_on_the_way_is_no_part_of_the_report(self, browser):
        page = press(browser, to_the_rest(browser), **NOTHING | {"a_swelling": "yes"})
        page = press(browser, page, a_swelling_size="9", back="1")
        page = press(browser, page, **NOTHING)
        assert press(browser, page).status_code == 302
        assert "swelling_size" not in SymptomReport.objects.get().answers

    def test_the_language_is_switched_in_the_middle(self, browser):
        page = to_the_rest(browser)
        page = press(browser, page, language="es", a_swelling="yes")
        assert 'lang="es"' in text(page) and "¿Hay hinchazón?" in text(page)
        assert page.context["form"]["a-swelling"].value() == "yes" and "data-errors" not in text(page)

    def test_pressing_twice_is_one_report(self, browser):
        page = press(browser, browser.get(URL), a_urgent_now="none")
        last = press(browser, page, a_skin_change="no")
        first, second = press(browser, last), press(browser, last)
        assert first.headers["Location"] == second.headers["Location"]
        assert SymptomReport.objects.count() == 1


class TestWhichSession:
    def test_several_of_the_last_weeks_are_chosen_from(self, on, session, front_desk, dermatologist):
        day = date(2026, 4, 20)
        later = first_session(session.patient, day, desk=front_desk, by=dermatologist)
        browser = on(date(2026, 4, 21))
        page = press(browser, browser.get(URL), a_urgent_now="none")
        assert "Which session is this about?" in text(page) and "16 March 2026: Forehead, Cheeks" in text(
            page
        )
        assert "There is a problem" in text(press(browser, page, a_skin_change="no"))
        page = press(browser, page, a_skin_change="no", session=str(session.pk))
        assert press(browser, page).status_code == 302
        told = SymptomReport.objects.get()
        assert (told.session, told.days_after) == (session, 36) and later != session

    def test_an_urgent_sign_does_not_wait_for_the_choice(self, on, session, front_desk, dermatologist):
        later = first_session(session.patient, date(2026, 4, 20), desk=front_desk, by=dermatologist)
        browser = on(date(2026, 4, 21))
        press(browser, browser.get(URL), a_urgent_now="breathing")
        assert SymptomReport.objects.get().session == later

    def test_another_patients_session_cannot_be_named(
        self, browser, session, daniel, front_desk, dermatologist
    ):
        theirs = first_session(daniel, session.performed_on, desk=front_desk, by=dermatologist)
        page = press(browser, browser.get(URL), a_urgent_now="none")
        page = press(browser, page, a_skin_change="no", session=str(theirs.pk))
        press(browser, page, session=str(theirs.pk))
        assert SymptomReport.objects.get().session == session

    def test_without_a_session_there_is_the_phone(self, visit, at, front_desk):
        at(NEXT_DAY)
        page = care_browser(visit.patient, by=front_desk, at=NEXT_DAY).get(URL)
        assert page.status_code == 200 and "no session with us yet" in text(page)
        assert 'href="tel:5550100"' in text(page)


class TestAccess:
    def test_another_patients_report_is_not_there(self, browser, session, daniel, front_desk, dermatologist):
        theirs = first_session(daniel, session.performed_on, desk=front_desk, by=dermatologist)
        told = report(theirs, NEXT_DAY)
        assert browser.get(f"{URL}{told.pk}/").status_code == 404
        own = report(session, NEXT_DAY)
        assert browser.get(f"{URL}{own.pk}/").status_code == 200

    def test_a_link_for_the_questions_opens_none_of_it(self, session, client, signed_in, front_desk):
        assert client.get(URL).status_code != 200
        assert signed_in(front_desk).get(URL).status_code != 200


class TestSpanish:
    @pytest.fixture
    def browser(self, on) -> Client:
        return on(date(2026, 3, 17), language="es")

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({"a_urgent_now": "breathing"}, ["Pida ayuda ya", "Llame al 911"]),
            ({"a_pain": "severe"}, ["Llámenos hoy", "8:00 a 18:00"]),
            ({"a_redness": "yes"}, ["Gracias", "Enrojecimiento parejo"]),
        ],
    )
    def test_what_to_do_is_said_in_spanish(self, browser, answers, words):
        page = press(browser, browser.get(URL), a_urgent_now=answers.get("a_urgent_now", "none"))
        if page.status_code == 200:
            page = press(browser, page, a_skin_change="yes")
            page = press(browser, press(browser, page, **NOTHING | answers))
        said = ended(browser, page)
        assert all(word in said for word in words), said


@pytest.mark.parametrize("field", ["told", "put", "key", "session", "a-urgent_now", "language", "back"])
def test_whatever_is_sent_is_taken_or_explained(browser, field):
    for name, value in VALUES.items():
        pairs = {"a-urgent_now": "none", field: value}
        body = encoded(list(pairs.items()))
        page = browser.post(URL, body, content_type="application/x-www-form-urlencoded")
        assert page.status_code in (200, 302), name
        assert "<script>alert" not in text(page), name


@pytest.mark.parametrize(
    "told",
    [
        "[" * 9_000,
        '{"redness": NaN}',
        '{"swelling_size": 1e999}',
        '{"symptom_words": "\\ud800"}',
        "[1]",
        "{}}",
    ],
)
def test_nonsense_that_a_page_carries_is_dropped(browser, told):
    assert browser.post(URL, {"told": told, "put": "urgent_now", "a-skin_change": "no"}).status_code == 200


def hours(lead) -> dict:
    return {
        "open_weekdays": [1, 2, 3, 4, 5],
        "phone_from": time(9, 30),
        "phone_until": time(13),
        "quiet_from": time(20),
        "quiet_until": time(8),
        "reminder_days": [14],
        "symptom_hours": [24],
        "recall_days": 14,
        "changed_at": NEXT_DAY,
        "changed_by": lead,
    }
