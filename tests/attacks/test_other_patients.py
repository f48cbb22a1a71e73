"""Another patient's anything, by its id in the address or in the body."""

import pytest

pytestmark = pytest.mark.slow
BY_LINK = ("questionnaire", "same_day", "care", "patient_who_sent")
OF_STAFF = (
    "visits/{}/",
    "visits/{}/summary/",
    "visits/{}/summary.pdf",
    "visits/{}/summary/print/",
    "visits/{}/ask/",
)


@pytest.mark.parametrize("who", BY_LINK)
def test_a_patients_session_opens_no_staff_page_of_any_visit(attacked, attack, who):
    visitor = attacked.visitor(who)
    with attack(
        "ids in the address", f"{who}: pages of other visits", expected="sign-in", status=(302,)
    ) as seen:
        for path in OF_STAFF:
            seen += visitor.get("/" + path.format(attacked.ids("visits")[0]))
    assert {answer.where.split("?")[0] for answer in seen.answers} == {"/account/sign-in/"}


def test_consents_and_symptoms_of_others_are_not_there(attacked, attack):
    visitor, opened = attacked.visitor("care"), 0
    for word, path in (("symptoms", "/care/symptoms/{}/"), ("consents", "/care/consent/{}/")):
        keys = attacked.ids(word)
        own = [key for key in keys if visitor.get(path.format(key)).status == 200]
        opened += len(own)
        what = f"own page: {word} of others"
        with attack("ids in the address", what, expected="404", status=(404, 405), event="deny deny") as seen:
            for key in set(keys) - set(own):
                seen += visitor.get(path.format(key))
                seen += visitor.post(path.format(key), {"back": "on", "words": "x"})
    assert opened


def test_ids_in_the_body_choose_nothing(attacked, attack):
    """The address names the question and the session the visit; a visit in the body is not looked at."""
    visitor, other = attacked.visitor("questionnaire"), attacked.known["links"]["nguyen"]["visit"]
    own = attacked.known["own"]["visit"].replace("-", "")
    ids = dict.fromkeys(
        ("visit", "visit_id", "pk", "id", "patient", "draft", "invitation", "response"), other
    )
    rest = f"SELECT * FROM intake_draft WHERE replace(CAST(visit_id AS text), '-', '') <> '{own}' ORDER BY id"
    before = attacked.database.rows(rest)
    with attack(
        "ids in the body", "a patient posts another visit's id", expected="field error", status=(200,),
        changes="intake_draft",
    ) as seen:  # fmt: skip
        for code in attacked.known["parts"]["questions/<slug:code>"][:12]:
            seen += visitor.post(
                f"/questions/{code}/?visit={other}&pk={other}", ids | {"answer": "no_such_code"}
            )
    assert attacked.database.rows(rest) == before
    with attack(
        "ids in the body", "staff's forms with another visit's id", expected="404", status=(404,)
    ) as seen:
        for path in ("sign", "ask-for-more", "start", "end"):
            address = f"/visits/00000000-0000-4000-8000-000000000001/{path}/"
            seen += attacked.visitor("dermatologist").post(address, ids)
