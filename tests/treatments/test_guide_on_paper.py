"""The guide printed from a browser: two sheets at most, in both languages, on both kinds of paper."""

import io

import pytest
from django.conf import settings
from pypdf import PdfReader

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.usefixtures("in_force"),
]


@pytest.fixture
def printed(chromium, live_server):
    """`printed("es", "A4")`: the text of each sheet."""

    def print_guide(language: str, paper: str) -> list[str]:
        page = chromium.new_page()
        page.goto(f"{live_server.url}/guide/micro-needling/?lang={language}")
        sheets = PdfReader(io.BytesIO(page.pdf(format=paper))).pages
        page.close()
        return [sheet.extract_text() for sheet in sheets]

    return print_guide


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_it_fits_on_two_sheets_with_everything_a_patient_needs(printed, language, paper):
    sheets = printed(language, paper)
    assert len(sheets) == 2
    text = " ".join(" ".join(sheets).split())
    assert (
        settings.CLINIC_NAME in text and settings.CLINIC_PHONE in text and settings.EMERGENCY_NUMBER in text
    )
    assert "2026.2" in text


@pytest.mark.parametrize(
    ("language", "buttons"),
    [
        ("en", ["Print", "On this page", "Where this"]),
        ("es", ["Imprimir", "En esta página", "De dónde sale"]),
    ],
)
def test_nothing_to_press_is_printed(printed, language, buttons):
    text = " ".join(" ".join(printed(language, "Letter")).split())
    assert not [button for button in buttons if button in text]
