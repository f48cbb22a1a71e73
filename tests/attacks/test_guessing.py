"""Guessing over both processes at once: passwords, links, dates of birth."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest

pytestmark = pytest.mark.slow
AT_ONCE = 8
OF_AN_ACCOUNT, OF_AN_ADDRESS = 5, 10
HOSTS = ("intake.example.org", "localhost", "INTAKE.example.org", "intake.example.org:443", "127.0.0.1")


def forged(number: int) -> dict[str, str]:
    """Another host name, another address before the one the proxy wrote, another cookie each time."""
    return {
        "Host": HOSTS[number % len(HOSTS)],
        "Origin": f"https://{HOSTS[number % len(HOSTS)]}",
        "X-Forwarded-For": f"203.0.113.{number}, 198.51.100.77",
        "X-Real-IP": f"203.0.113.{number}",
        "Forwarded": f"for=203.0.113.{number}",
        "X-Forwarded-Host": "evil.example",
        "User-Agent": f"Browser {number}",
    }


def at_once(does, numbers) -> list:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(does, numbers))


def compared(attacked, after: int) -> int:
    """How many passwords were really compared: each leaves an event."""
    return sum(row[1:3] == ("sign-in", "deny") for row in attacked.database.events(after))


def last(attacked) -> int:
    return max(row[0] for row in attacked.database.events())


def test_one_account_from_everywhere_at_once(attacked, attack):
    began = last(attacked)

    def guess(number: int):
        fields = {"login": "castillo@clinic.example", "password": f"guess number {number}"}
        visitor = attacked.visitor(address=f"198.51.{number}.9")
        return visitor.post(
            "/account/sign-in/", fields, **forged(number) | {"X-Forwarded-For": visitor.address}
        )

    what = "24 passwords for one account, from 24 addresses, over two processes"
    with attack(
        "password spraying", what, expected="at most 5 compared", status=(200, 400, 429), event="sign-in deny"
    ) as seen:
        for answer in at_once(guess, range(24)):
            seen += answer
        seen.observed = f"{compared(attacked, began)} compared"
    assert 0 < compared(attacked, began) <= OF_AN_ACCOUNT


def test_one_password_for_many_accounts_whatever_the_headers_say(attacked, attack):
    began, people = last(attacked), cycle(["ruiz", "desk", "nurse", "lead"])
    names = [f"{next(people)}{number or ''}@clinic.example" for number in range(24)]

    def guess(number: int):
        fields = {"login": names[number], "password": "the same for all"}
        return attacked.visitor().post("/account/sign-in/", fields, **forged(number))

    what = "one password for 24 accounts, hosts and headers forged"
    with attack(
        "password spraying",
        what,
        expected="at most 10 a minute",
        status=(200, 400, 429),
        event="sign-in deny",
    ) as seen:
        for answer in at_once(guess, range(24)):
            seen += answer
        seen.observed = f"{compared(attacked, began)} compared"
    assert 0 < compared(attacked, began) <= OF_AN_ADDRESS


def born(day: str) -> dict[str, str]:
    year, month, day = day.split("-")
    return {"birth_date_year": year, "birth_date_month": month, "birth_date_day": day}


def test_a_hundred_scanners_change_nothing(attacked, attack):
    link = attacked.known["links"]["rossi"]

    def scan(number: int):
        method, visitor = ("GET", "HEAD")[number % 2], attacked.visitor()
        return visitor.ask(method, f"/i/{link['token']}/", headers={"User-Agent": f"Scanner {number}"})

    with attack("link guessing, replay", "100 scanners open a link", expected="200", status=(200,)) as seen:
        for answer in at_once(scan, range(100)):
            seen += answer
    opened = attacked.visitor().post(f"/i/{link['token']}/", born(link["born"]))
    assert (opened.status, opened.where) == (302, "/questions/")


def test_guessed_and_replaced_links_open_nothing(attacked, attack):
    links = attacked.known["links"]
    good = links["walker"]["token"]
    near = [good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :] for at in range(0, len(good), 5)]
    odd = [good[:-1], good + "A", good.swapcase(), "%00", "A" * 43, "..%2f" + good]
    with attack(
        "link guessing, replay", "links one letter off, with the right date", expected="the same page",
        status=(200, 400, 404), event="sign-in deny",
    ) as seen:  # fmt: skip
        for token in (*near, *odd):
            seen += attacked.visitor().post(f"/i/{token}/", born(links["walker"]["born"]))
    with attack(
        "link guessing, replay",
        "a link that was replaced",
        expected="the same page",
        status=(200,),
        event="sign-in deny",
    ) as seen:
        seen += attacked.visitor().post(f"/i/{links['replaced']['token']}/", born(links["replaced"]["born"]))


def test_dates_of_birth_guessed_at_once_are_compared_five_times(attacked, attack):
    link = attacked.known["links"]["nguyen"]

    def guess(number: int):
        fields = born(f"19{40 + number}-01-0{1 + number % 9}")
        return attacked.visitor().post(
            f"/i/{link['token']}/",
            fields,
            **forged(number) | {"Host": HOSTS[0], "Origin": f"https://{HOSTS[0]}"},
        )

    with attack(
        "birth-date guessing", "40 dates at once, forged headers, no cookies", expected="5 counted, locked",
        status=(200,), event="sign-in deny", changes="intake_invitation",
    ) as seen:  # fmt: skip
        for answer in at_once(guess, range(40)):
            seen += answer
        tried = attacked.database.count("intake_invitation", "locked_at IS NOT NULL AND tries = 5")
        seen.observed = f"{tried} link locked after 5"
        seen += attacked.visitor().post(f"/i/{link['token']}/", born(link["born"]))
    assert tried == 1 and attacked.database.count("intake_invitation", "tries > 5") == 0
    assert len({len(answer.text) for answer in seen.answers}) == 1
