"""What can be asked of lists and learned from refusals: SQL, names not listed, and who exists."""

import re

import pytest

from tests.attacks.visitor import Answer

pytestmark = pytest.mark.slow
SIGNS = (
    "' OR '1'='1",
    "') OR 1=1--",
    '" OR ""="',
    "a'; DROP TABLE intake_patient;--",
    "%",
    "_",
    "\\",
    "\\'",
    "' UNION SELECT password FROM clinic_user--",
    "1;SELECT pg_sleep(5)",
    "*",
    "a%' ESCAPE '!",
    "${seven*seven}",
    "{{seven*seven}}",
)
"""None of them may be read as the beginning of a record number or a phone: those a search does find."""
NOT_LISTED = (
    "sort=password",
    "order=-actor__password",
    "person__password__startswith=a",
    "actor__is_superuser=1",
    "ordering=signer",
    "filter[role]=lead",
    "page=-1",
    "page=99999999999999999999",
    "limit=0",
    "offset=-5",
    "day=1%27%20OR%201=1",
    "person=1%20OR%201=1",
    "action=view%27--",
    "before=%27",
    "after=x",
    "fields=password",
)
LISTS = {"front_desk": ("/today/", "/patients/", "/recalls/"), "lead": ("/audit/", "/people/", "/patients/")}
RANDOM = "00000000-0000-4000-8000-000000000001"


def test_signs_of_sql_find_nobody(attacked, attack):
    desk = attacked.visitor("front_desk")
    everybody, nobody = (
        desk.post("/patients/", {"typed": typed}).text.count("/patients/") for typed in ("a", "nobodyatall")
    )
    with attack(
        "SQL injection", f"{len(SIGNS)} searches", expected="nobody found", status=(200, 400)
    ) as seen:
        for typed in SIGNS:
            seen += desk.post("/patients/", {"typed": typed})
    assert everybody > nobody
    assert {one.text.count("/patients/") for one in seen.answers} == {nobody}
    with attack(
        "SQL injection", "in ids, tokens, labels", expected="404, 400", status=(302, 400, 404)
    ) as seen:
        for sign in ("'", "1%20OR%201=1", "%27%3B--", "%22"):
            for path in (f"/visits/{sign}/", f"/protocols/micro-needling/{sign}/", f"/calendar/{sign}.ics"):
                seen += attacked.visitor("dermatologist").get(path)


def test_names_that_are_not_listed_sort_and_filter_nothing(attacked, attack):
    for who, pages in LISTS.items():
        visitor = attacked.visitor(who)
        what = f"{who}: {len(NOT_LISTED)} parameters to {len(pages)} lists"
        with attack(
            "unlisted sort, filter", what, expected="ignored, 4xx or error", status=(200, 302, 400, 404)
        ) as seen:
            for page in pages:
                for query in NOT_LISTED:
                    seen += visitor.get(f"{page}?{query}")
        assert not [one for one in seen.answers if "pbkdf2" in one.text]


def bare(answer: Answer) -> str:
    """The page without the token of its form, which Django masks anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.text)


def test_a_known_e_mail_answers_like_an_unknown_one(attacked, attack):
    names = ("ruiz@clinic.example", "nobd@clinic.example", "olaf@clinic.example")
    with attack(
        "enumeration", "sign-in: known, unknown, without a role", expected="the same", status=(200,)
    ) as seen:
        for name in names:
            visitor = attacked.visitor(address="198.51.100.120")
            seen += visitor.post("/account/sign-in/", {"login": name, "password": "not the one"})
        pages = {bare(one).replace(name, "") for one, name in zip(seen.answers, names, strict=True)}
        seen.observed = f"{len(pages)} text, {len({len(one.text) for one in seen.answers})} size"
    assert len(pages) == 1 and len({len(one.text) for one in seen.answers}) == 1


def test_a_known_link_answers_like_an_unknown_one(attacked, attack):
    link = attacked.known["links"]["rossi"]
    tokens = (link["token"], "A" * 43, attacked.known["links"]["replaced"]["token"])
    wrong = {"birth_date_year": "1951", "birth_date_month": "2", "birth_date_day": "3"}
    for method in ("GET", "POST"):
        what = f"{method} of a good, a made-up and a replaced link"
        with attack(
            "enumeration", what, expected="the same", status=(200,), changes="intake_invitation"
        ) as seen:
            for token in tokens:
                visitor, path = attacked.visitor(), f"/i/{token}/"
                seen += visitor.get(path) if method == "GET" else visitor.post(path, wrong)
            pages = {bare(one).replace(token, "") for one, token in zip(seen.answers, tokens, strict=True)}
            seen.observed = f"{len(pages)} text, {len({len(one.text) for one in seen.answers})} size"
        assert len(pages) == 1


def test_a_refused_id_answers_like_one_that_is_none(attacked, attack):
    pages = ("visits/{}/summary/", "courses/{}/", "sessions/{}/", "patients/{}/copy/", "people/{}/")
    with attack(
        "enumeration", "front desk: ids that are there and not", expected="the same", status=(404,)
    ) as seen:
        for page in pages:
            for key in (attacked.ids(page.split("/")[0])[0], RANDOM):
                seen += attacked.visitor("front_desk").get("/" + page.format(key))
        seen.observed = f"{len({bare(one) for one in seen.answers})} text"
    assert len({bare(one) for one in seen.answers}) == 1
