"""What a page costs: queries and bytes."""

import pytest

from tests.intake.patient.steps import answer_all, send

pytestmark = pytest.mark.django_db
KB = 1000


@pytest.fixture(autouse=True)
def warm(browser):
    """The edition is read once per process; that is no cost of a page."""
    browser.get("/questions/", follow=True)


def test_a_question_costs_the_same_few_queries_whatever_was_answered(
    browser, visit, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(6) as first:
        browser.get("/questions/diabetes/")
    answer_all(visit)
    with django_assert_num_queries(len(first.captured_queries)):
        browser.get("/questions/diabetes/")


def test_one_continue_costs_few_queries(browser, visit, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        browser.post("/questions/diabetes/", {"answer": "no", "version": 1})


def test_check_sign_and_sent_cost_few_queries(browser, visit, django_assert_max_num_queries):
    answer_all(visit)
    with django_assert_max_num_queries(6):
        browser.get("/check/")
    with django_assert_max_num_queries(6):
        browser.get("/sign/")
    send(browser, visit)
    with django_assert_max_num_queries(6):
        browser.get("/sent/")


@pytest.mark.parametrize("code", ["pregnant", "medicines", "skin_type", "peel_on", "goal"])
def test_a_question_page_is_small(browser, code):
    assert len(browser.get(f"/questions/{code}/").content) < 6 * KB


def test_the_longest_pages_stay_small_over_the_wire(browser, visit):
    answer_all(visit, acne="spots", acne_areas=["nose"])
    for path in ("/questions/acne_areas/", "/check/"):
        answer = browser.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip" and len(answer.content) < 4 * KB
