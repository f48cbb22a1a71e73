"""Save and finish later."""

import re

import pytest

from intake.models import Draft

pytestmark = pytest.mark.django_db


def test_an_answer_is_saved_before_leaving(at):
    here = at("diabetes")
    assert here.post(answer="no", later="1").headers["Location"] == "/later/"
    assert here.stored() == "no"


def test_nothing_has_to_be_answered_to_leave(at):
    here = at("medicines")
    assert here.post(answer=["", ""], later="1").headers["Location"] == "/later/"
    assert here.stored() == "no answer"


def test_something_wrong_is_said_before_leaving(at):
    assert at("peel_on").post(answer_year="19", later="1").status_code == 200


def test_the_page_tells_how_to_come_back(browser):
    page = browser.get("/later/").content.decode()
    assert "open the same link again" in page and "The link works until" in page


def test_being_done_on_this_device_forgets_the_session_and_keeps_the_answers(at):
    here = at("diabetes", diabetes="no")
    answer = here.browser.post("/later/", follow=True)
    assert "Your answers are saved" in answer.content.decode()
    assert here.browser.get("/questions/").headers["Location"] == "/link/"
    assert Draft.objects.get().answers == {"diabetes": "no"}


class TestAListThatIsToBePutAgain:
    """Its boxes hold what was told; left as they are, they are no answer of today."""

    @pytest.fixture
    def told(self, at):
        """María before a list she gave at an earlier visit."""

        def there(code, **given):
            here = at(code, **given)
            here.draft.given[code] |= {"carried": True, "stale": True}
            here.draft.save()
            return here

        return there

    def test_saving_it_for_later_untouched_answers_nothing(self, told):
        here = told("medicines", medicines=["ibuprofen"])
        assert 'value="ibuprofen"' in here.get().content.decode()
        assert here.post(answer=["ibuprofen", ""], later="1").headers["Location"] == "/later/"
        assert Draft.objects.get().given["medicines"]["stale"]

    def test_one_more_is_saved_for_later(self, told):
        here = told("medicines", medicines=["ibuprofen"])
        here.post(answer=["ibuprofen", "vitamin D"], later="1")
        assert here.stored() == ["ibuprofen", "vitamin D"]
        assert not Draft.objects.get().given["medicines"].get("stale")

    def test_the_areas_told_are_ticked(self, told):
        page = told("acne_areas", acne="spots", acne_areas=["cheeks"]).get().content.decode()
        assert page.count("checked") == 1 and re.search(r'value="cheeks"[^>]* checked', page)
