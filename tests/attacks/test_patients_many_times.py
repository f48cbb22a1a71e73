"""The long version, by who came or comes by a link: other letters, forged links.

On a site of its own: what staff send by chance on the other one takes a patient's link back.
"""

import random
from collections.abc import Iterator

import pytest

from tests.attacks.attack import Attacked
from tests.attacks.conftest import under_attack
from tests.attacks.test_words_in_every_field import other_letters, spoil
from tests.attacks.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.long]
OF_EACH = 48
FORGED = 400
"""Of each live link."""
FIRST = "/questions/goal/"
"""A page that a link of a visit opens."""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory, empty_tables) -> Iterator[Attacked]:
    with under_attack(tmp_path_factory.mktemp("patients"), empty_tables) as site:
        yield site


@pytest.mark.parametrize("who", ("questionnaire", "care"))
def test_other_letters_in_each_field(attacked, attack, who):
    spoil(attacked, attack, who, attacked.visitor(who), other_letters(who), each=OF_EACH)


def forgeries(token: str, chance: random.Random) -> Iterator[str]:
    """Near misses of a link's token: another letter, two swapped, cut off, longer, other cases."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    while True:
        place, other = chance.randrange(len(token) - 1), chance.choice(letters)
        yield chance.choice(
            [
                token[:place] + other + token[place + 1 :],
                token[:place] + token[place + 1] + token[place] + token[place + 2 :],
                token[: place + 1],
                token + other,
                token.swapcase(),
                token[::-1],
                f"{token}%00",
                f"{token}%20",
                "".join(chance.choices(letters, k=len(token))),
            ]
        )


def test_forged_links_open_nothing_with_the_right_birth_date(attacked, attack):
    chance = random.Random(11)
    links = [attacked.known["links"][name] for name in ("nguyen", "walker")]
    what, seen_in = f"{FORGED * len(links)} near misses, the right birth date", []
    with attack("link guessing, replay", what, expected="nothing opens", status=(200, 400, 404, 429)) as seen:
        for link in links:
            year, month, day = link["born"].split("-")
            boxes = {"birth_date_year": year, "birth_date_month": month, "birth_date_day": day}
            tokens = forgeries(link["token"], chance)
            for number in range(FORGED):
                token = next(one for one in tokens if one != link["token"])
                visitor = attacked.visitor(address=f"198.51.{number % 250}.{1 + number // 250}")
                seen += visitor.post(f"/i/{token}/", boxes)
                seen_in.append(visitor.get(FIRST).status)
        seen.observed = seen.statuses()
    assert 200 not in seen_in


def test_control_the_link_itself_opens(attacked):
    assert come_in(attacked, "nguyen").get(FIRST).status == 200


def come_in(attacked, name: str) -> Visitor:
    """A patient who has opened the link with the right birth date."""
    link, visitor = attacked.known["links"][name], attacked.visitor(address="198.51.251.1")
    year, month, day = link["born"].split("-")
    boxes = {"birth_date_year": year, "birth_date_month": month, "birth_date_day": day}
    assert visitor.post(f"/i/{link['token']}/", boxes).status == 302
    return visitor
