"""Staff's check of the day opened again before it is sent: what was told as changed is never forgotten."""

import re

import pytest

from intake.models import Draft, Response, Visit
from tests.intake.conftest import PLANNED
from tests.intake.desk.day_check import group, page, press, save

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


@pytest.fixture
def told(desk, arrived):
    """Two lines were ticked; then "Back to the visit", before either was answered."""
    lines = lines_of(desk, arrived)
    assert press(desk, arrived, "something", changed=["cold_sore_now", "infection_active"]).url == group(
        arrived
    )
    return lines


def lines_of(browser, visit) -> list[str]:
    return [code for code, _ in browser.get(page(visit)).context["form"].fields["changed"].choices]


def boxes(browser, visit) -> dict[str, str]:
    """Each line's box as it is drawn."""
    drawn = re.findall(r'<input([^>]*name="changed"[^>]*)>', browser.get(page(visit)).content.decode())
    return {re.search(r'value="(\w+)"', box)[1]: box for box in drawn}


def asked(browser, visit) -> set[str]:
    return set(browser.get(group(visit)).context["form"].fields)


def test_every_line_is_there_again_and_what_was_told_stands_ticked(desk, arrived, told):
    drawn = boxes(desk, arrived)
    assert list(drawn) == told and len(told) > 10
    stays = {code for code, box in drawn.items() if "checked" in box and "disabled" in box}
    assert stays == {"cold_sore_now", "infection_active"}
    text = desk.get(page(arrived)).content.decode()
    assert "Has anything changed since 02-Mar-2026?" in text and "Tick what else has changed." in text


def test_what_only_this_form_asks_stands_as_it_was_answered_and_can_be_put_right(desk, arrived, told):
    form = desk.get(page(arrived)).context["form"]
    assert (form["q-numbing_today"].value(), form["q-clean_skin_today"].value()) == ("no", "yes")
    press(desk, arrived, "something", **{"q-numbing_today": "yes"})
    assert Draft.objects.get(questionnaire="same_day").answers["numbing_today"] == "yes"


def test_nothing_has_changed_is_not_offered_and_a_page_left_open_sends_nothing_by_it(desk, arrived, told):
    assert 'name="nothing"' not in desk.get(page(arrived)).content.decode()
    assert press(desk, arrived, "nothing").url == group(arrived)
    assert Response.objects.count() == 1 and asked(desk, arrived) == {"cold_sore_now", "infection_active"}


def test_going_on_without_another_tick_leads_to_what_was_told(desk, arrived, told):
    assert press(desk, arrived, "something").url == group(arrived)
    assert asked(desk, arrived) == {"cold_sore_now", "infection_active"}


def test_a_line_that_was_still_so_is_ticked_late(desk, arrived, told):
    assert press(desk, arrived, "something", changed=["sunburn_on"]).url == group(arrived)
    assert asked(desk, arrived) == {"cold_sore_now", "infection_active", "sunburn_on"}
    assert desk.get(group(arrived)).context["form"]["sunburn_on"].value() is None


def test_what_was_answered_anew_stays_as_it_is_now(desk, arrived, told):
    """One is answered, one is blank: the list shows both ticked, and a page left open unsays neither."""
    save(desk, arrived, infection_active="yes")
    assert {code for code, box in boxes(desk, arrived).items() if "checked" in box} == {
        "cold_sore_now",
        "infection_active",
    }
    press(desk, arrived, "something", changed=["infection_active"])
    assert desk.get(group(arrived)).context["form"]["infection_active"].value() == "yes"
    assert press(desk, arrived, "nothing").url == group(arrived) and Response.objects.count() == 1


def test_once_all_is_answered_it_is_sent_with_the_change(desk, arrived, told):
    press(desk, arrived, "something")
    save(desk, arrived, infection_active="yes", cold_sore_now="no")
    sent = Response.objects.latest("number")
    assert (sent.questionnaire, sent.answers["infection_active"]) == ("same_day", "yes")
    assert Visit.objects.get().signature == "awaited"
    assert all(set(entry) == {"on", "by", "user"} for entry in sent.given.values())
