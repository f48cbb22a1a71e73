"""The guide is read by somebody of eleven: grade 6 at most a page, INFLESZ 65 at least a section.

Measured over what is read through; "Where this comes from" is folded away and quotes its sources.
"""

import warnings

import pytest

from .page_text import inflesz, prose, read_page, syllables

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the pinned release still imports pkg_resources
    import textstat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_force")]


def blocks_read_through(client, language: str) -> list:
    page = read_page(client.get(f"/guide/micro-needling/?lang={language}").content.decode())
    return [block for block in page.blocks if not block.is_in("details")]


def by_section(blocks: list) -> dict[str, list]:
    found: dict[str, list] = {}
    for block in blocks:
        name = next((part for part in block.within if part.startswith("section.card")), "head and foot")
        found.setdefault(name, []).append(block)
    return found


def test_the_english_page_reads_at_grade_six_at_most(client):
    blocks = blocks_read_through(client, "en")
    assert len(blocks) > 100
    assert textstat.flesch_kincaid_grade(prose(blocks)) <= 6


def test_no_part_of_the_english_page_is_far_harder_than_the_rest(client):
    parts = by_section(blocks_read_through(client, "en"))
    assert not {name for name, blocks in parts.items() if textstat.flesch_kincaid_grade(prose(blocks)) > 6}


def test_every_section_of_the_spanish_page_is_fairly_easy(client):
    parts = by_section(blocks_read_through(client, "es"))
    assert len(parts) == 13
    assert not {name: inflesz(prose(blocks)) for name, blocks in parts.items() if inflesz(prose(blocks)) < 65}


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("día", 2),
        ("cuidado", 3),
        ("ciudad", 2),
        ("leer", 2),
        ("pingüino", 3),
        ("muy", 1),
        ("aéreo", 4),
        ("que", 1),
        ("y", 1),
    ],
)
def test_spanish_syllables_are_counted_as_spoken(word, count):
    assert syllables(word) == count


def test_the_index_tells_plain_from_learned():
    plain = "La piel sana sola. Lávese con agua tibia. Llame si le duele."
    learned = (
        "La administración subcutánea de procedimientos dermatológicos mínimamente invasivos "
        "requiere consideraciones especializadas."
    )
    assert inflesz(plain) > 80
    assert inflesz(learned) < 20
