"""The summary as a PDF: Typst from its wheel, data in as JSON, nothing fetched, nothing from the system."""

import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from clinic.templatetags.clinic_icons import LOOKS, staff_word

log = logging.getLogger(__name__)

TEMPLATES = settings.BASE_DIR / "templates" / "typst"
FONTS = settings.BASE_DIR / "static" / "vendor" / "public-sans"
ACCESSIBLE = "ua-1"
"""PDF/UA-1: tagged, so that a screen reader reads it in order."""

PLAIN = "This PDF is not tagged: it holds a character that its font lacks."


def summary_as_pdf(words: dict[str, Any], digest: str) -> bytes:
    """One sheet with what `intake.summary_words.in_words` says; `digest` names the record it shows."""
    shown = words | {
        "areas": [_area(row) for row in words.get("areas", ())],
        "timelines": [asdict(timeline) for timeline in words.get("timelines", ())],
    }
    footer = f"Record {digest[:16]}. The software advises; a dermatologist decides and signs."
    return _compile("summary.typ", {"words": shown, "clinic": settings.CLINIC_NAME, "footer": footer})


def _area(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"look": LOOKS[row["decision"]], "word": staff_word(row["decision"])}


def _compile(template: str, data: dict[str, Any]) -> bytes:
    """The document as PDF/UA-1; plain, and saying so, where a character has no glyph in any font."""
    import typst  # 40 MB of renderer, loaded when a PDF is first asked for

    try:
        return _render(typst, template, data, [ACCESSIBLE])
    except typst.TypstError as error:
        log.warning("PDF without tags: %s", type(error).__name__)
        return _render(typst, template, data | {"footer": f"{data['footer']} {PLAIN}"}, [])


def _render(typst: Any, template: str, data: dict[str, Any], standards: list[str]) -> bytes:
    return typst.compile(
        str(Path(TEMPLATES) / template),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=standards,
    )
