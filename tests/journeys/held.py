"""What holds on every page and in every state, looked at in the browser that stands there.

`wrong_on(person, state, …)` gives one line for each thing that is wrong.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from whitenoise.compress import Compressor

from tests.journeys.conftest import Person
from tests.journeys.states import State

ASK = Path(__file__).with_name("held.js").read_text("utf-8")
A_DESK = (1440,)
NARROW = {"width": 320, "height": 640}
KB = 1000
FIRST_LOAD = {
    "patient": 15 * KB,
    "staff": 30 * KB,
    "sign-in": 15 * KB,
    "error": 10 * KB,
    "record": 40 * KB,
    "paper": 65 * KB,
}
"""Compressed, with everything the page asks for, by kind of page; paper: all of a protocol, to be printed."""
EACH_MORE = {"patient": 4 * KB}
"""The page alone: its style sheet and script are there already."""
MOST_REQUESTS = {"patient": 4, "staff": 8, "sign-in": 5, "error": 4, "record": 5, "paper": 5}


def ask(person: Person, what: str) -> Any:
    return person.page.evaluate(f"({ASK}).{what}()")


def wrong_on(person: Person, state: State, widths: Iterable[int] = A_DESK) -> list[str]:
    found = [*at_widths(person, widths), *narrow(person), *forced_colours(person)]
    person.page.set_viewport_size({"width": state.width, "height": 900})
    found += [*by_keyboard(person), *weight(person, state.kind)]
    return [f"{state.name}: {line}" for line in found]


def at_widths(person: Person, widths: Iterable[int]) -> list[str]:
    """axe and no sideways scroll at these widths, in pixels."""
    found = []
    for width in widths:
        person.page.set_viewport_size({"width": width, "height": 900})
        found += [f"at {width} px: {line}" for line in ask(person, "tooWide") + person.axe()]
    return found


def narrow(person: Person) -> list[str]:
    """320 px wide, then with a reader's own spacing: nothing scrolls sideways, nothing is cut off."""
    person.page.set_viewport_size(NARROW)
    found = [f"at 320 px: {line}" for line in ask(person, "tooWide")]
    ask(person, "spaceOut")
    found += [f"at 320 px, spaced out: {line}" for line in ask(person, "tooWide") + ask(person, "clipped")]
    ask(person, "backToNormal")
    return found


def forced_colours(person: Person) -> list[str]:
    person.page.emulate_media(forced_colors="active")
    found = ask(person, "lostInForcedColours")
    person.page.emulate_media(forced_colors="none")
    return [f"forced colours: {line}" for line in found]


def by_keyboard(person: Person) -> list[str]:
    """Tab reaches every control, and each shows that it has the focus."""
    left, pressed = ask(person, "toReach"), 0
    most = 2 * left + 4  # twice: where a page has put the focus itself, Tab comes round to the top
    while left and pressed < most:
        times = left if person.has_script else 1  # a page without script cannot note each step by itself
        for _ in range(times):
            person.page.keyboard.down("Tab")
        pressed += times
        left = ask(person, "step")
    person.page.keyboard.up("Tab")
    return [f"keyboard: {line}" for line in ask(person, "notByKeyboard")]


def weight(person: Person, kind: str) -> list[str]:
    """Bytes on the wire (bodies; headers come on top) and requests of a first visit."""
    page = person.document.request.sizes()["responseBodySize"]
    paths = [urlsplit(url).path for url in ask(person, "parts")]
    whole = page + sum(map(compressed, paths))
    found = [f"{whole} bytes at the first visit"] if whole > FIRST_LOAD[kind] else []
    found += [f"{page} bytes"] if page > EACH_MORE.get(kind, whole) else []
    return found + ([f"{len(paths) + 1} requests"] if len(paths) >= MOST_REQUESTS[kind] else [])


@cache
def compressed(path: str) -> int:
    """Bytes of a file of static/ as WhiteNoise sends it over https: its own compressor makes it."""
    data = Path(finders.find(path.removeprefix("/static/"))).read_bytes()
    return min(len(data), len(Compressor.compress_brotli(data)))
