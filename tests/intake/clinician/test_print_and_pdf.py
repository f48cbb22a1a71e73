"""The same content on paper and as a PDF, on one sheet."""

import html
import io
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from clinic.models import AuditEvent
from intake.summary import summary_of
from intake.summary.pdf import summary_as_pdf
from intake.summary.words import in_words
from tests.intake.steps import agree, send
from tests.intake.summary_cases import CASES

MANY = {
    "keloid": "yes", "diabetes": "yes", "smoker": "current", "eczema": "past", "herpes_history": "yes",
    "heart_condition": "not_sure", "skin_type": "VI", "sensitive_skin": "yes", "poor_healing": "yes",
    "blood_thinners": "yes", "medicines": ["warfarin", "ibuprofen", "something"], "product_allergy": "yes",
}  # fmt: skip


LINE = 100
"""Letters x that the widest line holds, whatever the size of the type."""


def read(document: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(document))


def pdf_of(visit) -> bytes:
    return summary_as_pdf(in_words(summary_of(visit)), "a" * 64)


def text_of(document: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(document).pages).split())


def test_the_pdf_opens_is_one_sheet_tagged_and_says_what_the_page_says(signed_in, dermatologist, visit):
    send(visit, keloid="yes", goal="Smoother skin")
    response = signed_in(dermatologist).get(reverse("summary-pdf", args=[visit.pk]))
    assert response["Content-Type"] == "application/pdf"
    document = read(response.content)
    assert len(document.pages) == 1
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = text_of(response.content)
    for words in ("GARCÍA LÓPEZ, María", "Keloids: Yes", "S80", "Smoother skin", "Not signed"):
        assert words in text


def test_twelve_findings_still_stand_on_one_sheet(visit):
    send(visit, **MANY)
    assert len(read(pdf_of(visit)).pages) == 1


def test_an_extreme_record_flows_on_rather_than_failing(visit):
    send(visit, goal="word " * 390, tried_before="word " * 390, medicines=[f"drug {i}" for i in range(30)])
    assert "drug 29" in text_of(pdf_of(visit))


@pytest.mark.parametrize(
    "typed", ["#set page(width: 1pt)", "$x$ *b* _i_ @ref <label> \\", "`code` // x", '"]}']
)
def test_what_a_patient_typed_is_never_markup(visit, typed):
    send(visit, goal=typed)
    assert typed.replace("\\", "").split()[0] in text_of(pdf_of(visit))


def test_a_character_without_a_glyph_gives_a_plain_pdf_that_says_so(visit):
    send(visit, goal="肌がなめらかになりますように")
    assert "not tagged" in text_of(pdf_of(visit))


@pytest.mark.parametrize("letters", [31, 300, 1900])
def test_a_word_too_long_for_a_line_is_printed_to_its_end(visit, letters):
    send(visit, goal="See " + "x" * letters + "y there.")
    text = text_of_all(read(pdf_of(visit))).replace("\u200b", "")
    assert re.sub(r"\s", "", text).count("See" + "x" * letters + "ythere.") == 1
    assert max(map(len, re.findall("x+", text))) <= LINE


def test_signer_and_digest_are_printed(visit, dermatologist):
    send(visit)
    review = agree(visit, by=dermatologist)[0]
    text = text_of(pdf_of(visit)).replace(" ", "")
    assert review.digest in text


def test_print_and_export_are_kept_in_the_audit_trail(signed_in, dermatologist, visit):
    send(visit)
    browser = signed_in(dermatologist)
    assert browser.get(reverse("summary-print", args=[visit.pk])).status_code == 200
    browser.get(reverse("summary-pdf", args=[visit.pk]))
    kept = AuditEvent.objects.filter(patient_id=visit.patient_id, actor=dermatologist)
    assert sorted(kept.values_list("action", flat=True)) == ["export", "print"]


@pytest.mark.parametrize("name", CASES)
def test_the_pdf_and_the_printed_page_say_the_same(
    signed_in, protocol, maria, place, front_desk, dermatologist, name
):
    visit = CASES[name](maria, place, front_desk, dermatologist)
    browser = signed_in(dermatologist)
    page = browser.get(reverse("summary-print", args=[visit.pk])).content.decode()
    pdf = read(browser.get(reverse("summary-pdf", args=[visit.pk])).content)
    assert len(pdf.pages) == 1
    on_page, on_sheet = words_of(seen_in(page)), words_of(text_of_all(pdf))
    assert on_page - on_sheet == set() and on_sheet - on_page <= ONLY_IN_THE_FOOTER
    assert len(on_page) > 100


ONLY_IN_THE_FOOTER = {"record", "1", "of", "skin", "clinic", "example"}


def seen_in(page: str) -> str:
    """What a printed page shows: no markup, no closed list, no letterhead, nothing that waits unseen."""
    main = page.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    main = re.sub(r"<p [^>]*\shidden>.*?</p>", " ", main, flags=re.DOTALL)
    main = re.sub(r"<ul class=\"bare rules\">.*?</ul>|<title>.*?</title>", " ", main, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", main))


def text_of_all(pdf: PdfReader) -> str:
    footer = re.compile(r"Example Skin Clinic · Record [0-9a-f]{16}\. .*?1 of 1", re.DOTALL)
    return footer.sub(" ", "\n".join(page.extract_text() for page in pdf.pages))


def words_of(text: str) -> set[str]:
    """The words and numbers of a text. A digest may break anywhere: it has a test of its own."""
    without_digests = re.sub(r"[0-9a-f\s,]{60,}", " ", text)
    return set(re.findall(r"\w+", without_digests.lower()))


def test_even_an_extreme_is_not_set_smaller_than_the_smallest_print(
    protocol, maria, place, front_desk, dermatologist
):
    visit = CASES["extreme"](maria, place, front_desk, dermatologist)
    sizes: set[float] = set()

    def measure(text: str, page: list, line: list, font: dict | None, points: float) -> None:
        if text.strip():
            sizes.add(round(points * abs(page[3]) * abs(line[3] or 1), 1))

    read(pdf_of(visit)).pages[0].extract_text(visitor_text=measure)
    assert len(sizes) > 2 and min(sizes) >= 8.6
