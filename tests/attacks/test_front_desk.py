"""The front desk, the nurse and the lead where they have no business: reviews, signatures, protocols."""

import pytest

pytestmark = pytest.mark.slow
CHOICES = {
    "sign-decided-0-0": "treat",
    "sign-note": "mine",
    "ask-note": "more",
    "shown": "0" * 64,
    "text": "mine",
}
SIGNING = (
    *("visits/{visit}/sign/", "visits/{visit}/ask-for-more/"),
    *("courses/{course}/outcome/", "courses/{course}/pause/"),
)
REASONS = (
    "visits/{visit}/summary/",
    "visits/{visit}/summary.pdf",
    "visits/{visit}/summary/print/",
    "courses/{course}/",
    "sessions/{session}/",
    "queue/",
    "corrections/",
    "protocols/",
    "audit/",
    "people/",
    "clinic/hours/",
    "patients/{patient}/copy/",
    "patients/{patient}/access-log/",
)


def filled(attacked, path: str) -> str:
    words = {"visit": "visits", "course": "courses", "session": "sessions", "patient": "patients"}
    return "/" + path.format(**{name: attacked.ids(word)[0] for name, word in words.items()})


@pytest.mark.parametrize("who", ["front_desk", "nurse", "lead", "nobody"])
def test_nobody_but_a_dermatologist_signs(attacked, attack, who):
    visitor, what = attacked.visitor(who), f"{who} posts a signature"
    with attack("front desk on review, sign", what, expected="404", status=(404,), event="deny deny") as seen:
        for path in SIGNING:
            seen += visitor.post(filled(attacked, path), CHOICES)


def test_the_front_desk_opens_nothing_with_reasons(attacked, attack):
    visitor, what = attacked.visitor("front_desk"), "pages with reasons, of records, of protocols"
    with attack("front desk on review, sign", what, expected="404", status=(404,), event="deny deny") as seen:
        for path in REASONS:
            seen += visitor.get(filled(attacked, path))


def test_publishing_has_no_address(attacked, attack):
    """An edition is published by a command on the clinic's machine."""
    edition = attacked.known["parts"]["<str:edition>"][0]
    page = f"/protocols/micro-needling/{edition}/"
    with attack(
        "front desk on publish", "anybody posts to a protocol", expected="404, 405", status=(404, 405)
    ) as seen:
        for who in ("front_desk", "nurse", "lead", "dermatologist"):
            for path in (page, f"{page}rules/", f"{page}publish/", "/protocols/"):
                seen += attacked.visitor(who).post(path, {"action": "publish", "state": "published"})
