"""Record numbers: eight digits that can be read aloud, the last one checking the rest."""

import secrets

DIGITS = 7


def new_record_number() -> str:
    """A number nobody can count patients by. The caller tries again in the rare case that it is taken."""
    body = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    return body + check_digit(body)


def is_record_number(number: str) -> bool:
    """Whether the check digit fits: catches every single wrong digit and most swapped neighbours."""
    whole = len(number) == DIGITS + 1 and number.isascii() and number.isdigit()
    return whole and number[-1] == check_digit(number[:-1])


def check_digit(body: str) -> str:
    """Luhn's check digit (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
