"""An edition printed whole: all its parts, what is folded on a screen too, and nothing to press."""

import io

import pytest
from django.conf import settings
from pypdf import PdfReader

from treatments import editions, publishing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def printed(chromium, live_server, signed_in, lead) -> str:
    document = editions.shipped_document("micro-needling")
    if editions.edition_by_label("micro-needling", document["edition"]) is None:
        publishing.store(document)
    cookie = signed_in(lead).cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/protocols/micro-needling/2026.2/whole/")
    sheets = PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    context.close()
    return " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())


def test_every_part_is_printed_and_nothing_to_press(printed):
    document = editions.shipped_document("micro-needling")
    wanted = [f"Rules ({len(document['rules'])})"]
    wanted += [
        "Needle depth",
        "Before a session",
        "Warning signs",
        "Orders",
        "Consent",
        "Rating scales",
        "Worked cases",
        "References",
    ]
    wanted += [document["rules"][0]["staff"]["es"], document["medicines"]["anticoagulant"][-1]]
    assert [text for text in wanted if text not in printed] == []
    assert [text for text in ("All protocols", "Sign out", "Overview of the parts") if text in printed] == []
