"""The audit trail's filter in a real browser: its button stands in line with its boxes."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

ADDRESS = "http://clinic.test"


@pytest.fixture
def seen(chromium, signed_in, lead):
    """`seen("/audit/", 390)`: the page as a browser of this width lays it out."""
    pages = []

    def look(address: str, width: int):
        html = signed_in(lead).get(address).content.decode()
        page = chromium.new_page(viewport={"width": width, "height": 844})
        page.route("**/*", lambda route: _answer(route, html))
        page.goto(ADDRESS + address)
        pages.append(page)
        return page

    yield look
    for page in pages:
        page.close()


def _answer(route, html: str) -> None:
    path = urlsplit(route.request.url).path
    file = Path(settings.BASE_DIR) / path[1:]
    if not path.startswith("/static/"):
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    elif file.exists():
        route.fulfill(path=file)
    else:  # a library's file, which has no part in the layout
        route.fulfill(status=404)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("address", ["/audit/", "/audit/?day=tomorrow"])
def test_the_button_ends_where_the_box_beside_it_ends(seen, address, width):
    page = seen(address, width)
    box, button = (page.locator(f"form.bar {part}").bounding_box() for part in ("input", "button"))
    assert box["x"] + box["width"] < button["x"]
    assert abs(box["y"] + box["height"] - button["y"] - button["height"]) <= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_time_stands_in_one_line(seen, signed_in, lead):
    signed_in(lead).get("/audit/")
    times = seen("/audit/", 1440).locator(".trail time")
    assert times.count() and times.first.bounding_box()["height"] < 25
