"""The table of pages: who sees what, in which state, and how a browser gets there.

A state's `reach` does in the browser what a person would. States of one list are visited in order, by one
person, who may have changed something on the way; `lambda` steps between them stand for what others do.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest

from tests.journeys.conftest import Person

Step = Callable[[Person], object]

A_PHONE, EVERY_WIDTH = (390,), (390, 820, 1440)
WAYS = [
    ("en", True, A_PHONE),
    ("es", False, A_PHONE),
    *(
        pytest.param(language, script, EVERY_WIDTH, marks=pytest.mark.long)
        for language in ("en", "es")
        for script in (True, False)
    ),
]
"""A patient's language, whether script runs, and widths in pixels: the long run sees all of each."""


class State(NamedTuple):
    """`kind` chooses the budget of bytes; `width` is where the keyboard is tried."""

    name: str
    reach: Step
    kind: str = "staff"
    width: int = 1440


def at(path: str, status: int = 200) -> Step:
    """Open the page at this path of the clinic."""

    def reach(person: Person) -> None:
        if person.page.url == person.address + path and person.document.status == status:
            return
        answer = person.page.goto(person.address + path)
        assert answer.status == status, f"{path}: {answer.status}"
        assert person.path == path.split("?")[0], f"{path} leads to {person.path}"

    return reach


def pressed(path: str, button: str, says: str = "", typed: Mapping[str, str] | None = None) -> Step:
    """Open the page, type into the boxes of those labels, press the button; then the page says the words."""

    def reach(person: Person) -> None:
        person.page.goto(person.address + path)
        press_there(person, button, says, typed or {})

    return reach


def press_there(person: Person, button: str, says: str = "", typed: Mapping[str, str] | None = None) -> None:
    unfold(person)
    for label, text in (typed or {}).items():
        person.page.get_by_label(label).first.fill(text)
    pressable = person.page.get_by_role("button", name=button, exact=True).or_(
        person.page.get_by_role("link", name=button, exact=True)
    )
    with person.page.expect_navigation():
        pressable.first.click()
    if says:
        person.see(says)


def unfold(person: Person) -> None:
    """Open every fold, so that what lies in it is looked at too."""
    person.page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
