"""The summary as a PDF: Typst from its wheel, data in as JSON, nothing fetched, nothing from the system.

Each is set by a program of its own (pdf_program.py): a renderer that hangs or eats memory can be ended, a
thread of the web server could not. Starting it costs 50 ms.
"""

import json
import logging
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from clinic.templatetags.clinic_icons import LOOKS, staff_word
from intake.summary.pdf_program import NOT_SET

log = logging.getLogger(__name__)

TEMPLATES = settings.BASE_DIR / "templates" / "typst"
FONTS = settings.BASE_DIR / "static" / "vendor" / "public-sans"
ACCESSIBLE = "ua-1"
"""PDF/UA-1: tagged, so that a screen reader reads it in order."""

RENDERER = (sys.executable, "-I", str(Path(__file__).with_name("pdf_program.py")))
LONG_WORD = re.compile(r"(?<!\S)(?![0-9a-f]{64},?(?!\S))\S{31,}")
"""Longer than any word; a digest fits a line by itself and is to be copied as it is."""
BIT, ZERO_WIDTH_SPACE = re.compile(r".{1,20}"), "\u200b"

SECONDS = 20
"""For one document; an ordinary one takes a tenth of a second, 30 pages take 2."""

PLAIN = "This PDF is not tagged: it holds a character that its font lacks."


class NoPdf(Exception):
    """The renderer took too long or broke; the page and its print are there all the same."""


class NotSet(NoPdf):
    """Typst refuses the document as it is."""


def summary_as_pdf(words: dict[str, Any], digest: str) -> bytes:
    """One sheet with what `intake.summary.words.in_words` says; `digest` names the record it shows."""
    shown = words | {
        "areas": [_area(row) for row in words.get("areas", ())],
        "timelines": [asdict(timeline) for timeline in words.get("timelines", ())],
    }
    footer = f"Record {digest[:16]}. The software advises; a dermatologist decides and signs."
    told = {"words": _breakable(shown), "clinic": settings.CLINIC_NAME, "footer": footer}
    return _compile("summary.typ", told)


def _breakable(value: Any) -> Any:
    """The same with places where a word may end that no line would hold; what does not fit is not printed."""
    if isinstance(value, str):
        return LONG_WORD.sub(lambda found: ZERO_WIDTH_SPACE.join(BIT.findall(found[0])), value)
    if isinstance(value, dict):
        return {key: _breakable(one) for key, one in value.items()}
    return [_breakable(one) for one in value] if isinstance(value, list | tuple) else value


def _area(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"look": LOOKS[row["decision"]], "word": staff_word(row["decision"])}


def _compile(template: str, data: dict[str, Any]) -> bytes:
    """The document as PDF/UA-1; plain, and saying so, where a character has no glyph in any font."""
    try:
        return _render(template, data, [ACCESSIBLE])
    except NotSet as error:
        log.warning("PDF without tags: %s", type(error).__name__)
        return _render(template, data | {"footer": f"{data['footer']} {PLAIN}"}, [])


def _render(template: str, data: dict[str, Any], standards: list[str]) -> bytes:
    told = {
        "template": str(Path(TEMPLATES) / template),
        "root": str(TEMPLATES),
        "fonts": [str(FONTS)],
        "data": data,
        "standards": standards,
    }
    try:
        done = subprocess.run(
            RENDERER, input=json.dumps(told).encode(), capture_output=True, timeout=SECONDS, env={}
        )
    except subprocess.TimeoutExpired:
        raise NoPdf("TimeoutExpired") from None  # the original holds what was given to it
    if done.returncode == NOT_SET:
        raise NotSet
    if done.returncode:
        raise NoPdf(f"ended with {done.returncode}")
    return done.stdout
