"""Letters of every kind Unicode knows, in every free-text field of every form: taken or explained, never 500.

The last file of the folder: what may be stored is stored, and then every page that shows it opens.
"""

import random
import re
import sys
import unicodedata
from collections import defaultdict
from itertools import cycle

import pytest

from tests.attacks.visitor import Visitor
from tests.intake.hostile import PageForm, forms_in

pytestmark = pytest.mark.slow
PAGES = {
    "front_desk": (
        "/patients/",
        "/patients/new/",
        "/patients/{patients}/edit/",
        "/patients/{patients}/book/",
        "/visits/{visits}/",
        "/visits/{visits}/move/",
        "/recalls/",
        "/patients/{patients}/emergency/",
        "/visits/{visits}/ask/health/",
    ),
    "dermatologist": (
        "/visits/{visits}/summary/",
        "/courses/{courses}/",
        "/sessions/{sessions}/",
        "/batches/",
        "/symptoms/{symptoms}/",
    ),
    "lead": ("/people/new/", "/clinic/hours/", "/audit/", "/corrections/{corrections}/", "/emergency/"),
    "questionnaire": ("/questions/goal/", "/questions/medicines/", "/questions/other_allergies/", "/sign/"),
    "care": ("/care/correct/", "/care/symptoms/", "/care/change/"),
}
SHOWN = ("/today/", "/patients/", "/recalls/", "/patients/{patients}/", "/visits/{visits}/")
NO_TEXT = {"csrfmiddlewaretoken", "version", "shown", "language", "next", "do"}


def of_every_category(seed: int = 7) -> list[str]:
    """Three characters of each of Unicode's categories, each alone, doubled among letters, and very often.

    Another seed chooses others.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for point in range(sys.maxunicode + 1):
        found[unicodedata.category(chr(point))].append(chr(point))
    chosen = [
        one for letters in found.values() for one in random.Random(seed).sample(letters, min(3, len(letters)))
    ]
    must = [
        *map(
            chr,
            (
                0,
                0x0B,
                0x1B,
                0x7F,
                0x85,
                0x200B,
                0x200D,
                0x202E,
                0x2028,
                0x2066,
                0xD800,
                0xDFFF,
                0xFEFF,
                0xFFFF,
            ),
        )
    ]
    digits = "".join(one for one in found["Nd"][::10] if one.isdigit())[:200]
    marks = "e" + "".join(found["Mn"][:400])
    return [text for one in {*chosen, *must} for text in (one, f"a{one}b", one * 300)] + [
        digits,
        marks,
        "a" * 60_000,
    ]


CORPUS = sorted(of_every_category())


def forms_of(visitor: Visitor, attacked, pages: tuple[str, ...]) -> list[PageForm]:
    seen: dict[tuple, PageForm] = {}
    for page in pages:
        for path in dict.fromkeys(filled(attacked, page, turn) for turn in range(4)):
            answer = visitor.get(path)
            for form in forms_in(answer.text, path) if answer.status == 200 else ():
                seen.setdefault((re.sub(r"[0-9a-f]{8}-[^/]+", "", form.action), form.names), form)
    return [form for form in seen.values() if "sign-out" not in form.action]


def filled(attacked, page: str, turn: int) -> str:
    words = re.findall(r"{(\w+)}", page)
    return page.format(**{word: attacked.ids(word)[turn % len(attacked.ids(word))] for word in words})


@pytest.mark.parametrize("who", PAGES)
def test_each_letter_in_each_field_is_taken_or_explained(attacked, attack, who):
    spoil(attacked, attack, who, attacked.visitor(who), CORPUS * 9, each=4)


def other_letters(who: str) -> list[str]:
    """Letters that the short run does not choose, in an order of this person's own."""
    corpus = [text for seed in range(100, 104) for text in of_every_category(seed)]
    random.Random(who).shuffle(corpus)
    return corpus


def spoil(attacked, attack, who: str, visitor: Visitor, corpus: list[str], each: int) -> None:
    """So many of the texts in each field of each form of this person's pages."""
    texts, asked = cycle(corpus), 0
    everything = " ".join(attacked.database.tables())
    with attack(
        "Unicode",
        f"{who}: {each} generated texts in every field",
        expected="stored, or field error",
        status=(200, 302, 400, 404, 409),
        changes=everything,
    ) as seen:
        for form in forms_of(visitor, attacked, PAGES[who]):
            for name in [name for name in form.names if name not in NO_TEXT]:
                for _ in range(each):
                    fields = [
                        pair for pair in form.spoilt(name, next(texts)) if pair[0] != "csrfmiddlewaretoken"
                    ]
                    seen += visitor.post(form.action, [*fields, *form.buttons[:1]])
                    asked += 1
        seen.observed = f"{asked}: {seen.statuses()}"
    assert asked > 8


@pytest.mark.parametrize("who", ["front_desk", "dermatologist"])
def test_every_page_that_shows_them_opens(attacked, attack, who):
    visitor, pages = attacked.visitor(who), (*SHOWN, *PAGES[who])
    with attack("Unicode", f"{who}: pages afterwards", expected="open", status=(200, 302, 404)) as seen:
        for path in dict.fromkeys(filled(attacked, page, turn) for page in pages for turn in range(4)):
            seen += visitor.get(path)
    assert sum(one.status == 200 for one in seen.answers) > 9
