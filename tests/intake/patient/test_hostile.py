"""Whatever is posted: a message that says what to do, never a traceback, nothing half stored."""

from urllib.parse import quote

import pytest

from intake.models import Draft

pytestmark = pytest.mark.django_db

ODD = {
    "nul": "a\x00b",
    "bidi": "abc\u202edef",
    "arabic digits": "٢٠١٩",
    "combining": "e" + "\u0301" * 500,
    "script": "<script>alert(1)</script>",
    "formula": "=cmd|' /C calc'!A0",
    "sql": "'; DROP TABLE intake_draft; --",
    "huge": "9" * 5000,
    "exponent": "1e308",
    "minus": "-1",
    "nan": "nan",
    "private use": "\ue000",
    "unassigned": "\U0003ffff",
    "template": "{{ settings.SECRET_KEY }}{% now %}",
}
GIVEN = {"acne": "spots", "diabetes": "yes"}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("code", ["diabetes", "acne_areas", "hba1c", "medicines", "goal", "peel_on"])
def test_odd_text_in_every_type_is_taken_or_explained(at, code, name):
    text = ODD[name]
    here = at(code, **GIVEN)
    before = here.stored()
    typed = {f"answer_{part}": text for part in ("day", "month", "year", "choice")} | {
        "answer": text,
        "box": "",
    }
    answer = here.post(**typed)
    assert answer.status_code in (200, 302)
    if answer.status_code == 200:
        assert b"data-errors" in answer.content and here.stored() == before
        assert "<script>alert" not in answer.content.decode()
    else:
        assert code in ("medicines", "goal")
        page = here.get().content.decode()
        assert "<script>alert" not in page and "\u202e" not in page


@pytest.mark.parametrize(
    "year", ["1", "0", "9999", "10000", "-2019", "２０１９", "2019\x00", "٢٠١٩", "99999999999999999999"]
)
def test_years_that_are_none(at, year):
    here = at("peel_on")
    page = here.post(answer_year=year)
    assert page.status_code == 200 and b"data-errors" in page.content
    assert here.stored() == "no answer"


def test_a_lone_surrogate_is_not_stored_as_one(at):
    here = at("goal")
    body = "version=0&answer=" + quote("a\ud800b".encode("utf-8", "surrogatepass"))
    here.browser.post(here.url, body, content_type="application/x-www-form-urlencoded")
    assert "\ud800" not in here.stored()


def test_ten_megabytes_are_turned_away(at):
    here = at("goal")
    assert here.post(answer="x" * 10_000_000).status_code == 413
    assert here.stored() == "no answer"


def test_thousands_of_boxes_are_turned_away(at):
    here = at("medicines")
    assert here.post(answer=["zinc"] * 1500).status_code == 400
    page = here.post(answer=["zinc"] * 61)
    assert page.status_code == 200 and b"no more than 60" in page.content
    assert here.stored() == "no answer"


@pytest.mark.parametrize("body", ['{"answer": [[[[["no"]]]]]}', "[" * 100_000, "\xff\xfe", ""])
def test_a_body_that_is_no_form_is_a_blank_answer(at, body):
    here = at("diabetes")
    page = here.browser.post(here.url, body, content_type="application/json")
    assert page.status_code == 200 and b"data-errors" in page.content


def test_a_client_cannot_decide_or_choose_the_edition(at):
    here = at("diabetes")
    here.post(answer="no", decision="ready", edition="9", state="finished", asked="diabetes", next="/sent/")
    draft = Draft.objects.get()
    assert draft.answers == {"diabetes": "no"} and draft.closed_at is None


def test_an_answer_to_a_question_that_is_not_asked_is_not_stored(at):
    here = at("hba1c", diabetes="no")
    assert here.post(answer="7").headers["Location"] == "/questions/"
    assert here.stored() == "no answer"


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_refused(browser, method):
    assert getattr(browser, method)("/questions/diabetes/").status_code == 405


@pytest.mark.parametrize("token", ["%00", "%ED%A0%80", "x" * 5000, "a%2Fb", "..", "%F0%9F%98%80"])
def test_odd_tokens_read_like_every_other(client, db, token):
    assert client.get(f"/i/{token}/").status_code in (200, 301, 400, 404)
    assert client.post(f"/i/{token}/", {"birth_date_day": "1"}).status_code in (200, 400, 404)
