"""Finding a patient, and finding that somebody is already registered."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q

from intake.dates import days_meant
from intake.models import Patient, PatientWord

MOST = 20
"""Patients a search shows: more than that is read by nobody, a second word is faster."""

_PIECES = re.compile(r"\w+")


def fold(text: str) -> str:
    """Lower case, accents off: García and garcia are found by each other."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def words_in(text: str) -> list[str]:
    """The folded words of a text, each once, in order."""
    return list(dict.fromkeys(word[:80] for word in _PIECES.findall(fold(text).replace("_", " "))))


def digits_of(phone: str) -> str:
    """The digits of a phone number without the North American country code."""
    digits = "".join(char for char in phone if char.isascii() and char.isdigit())
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def search_name(*names: str) -> str:
    """What patients are ordered by: family name first, folded."""
    return " ".join(word for name in names for word in words_in(name))[:250]


def words_for(patient: Patient) -> set[str]:
    """The words a patient is found by: names, record number, and the phone whole or by its last digits."""
    names = words_in(f"{patient.family_name} {patient.given_name} {patient.preferred_name}")
    phone = patient.phone_digits
    ends = {phone[-length:] for length in (4, 7) if len(phone) > length}
    return {*names, patient.record_number, *ends, *([phone] if phone else [])}


def keep_words(patient: Patient) -> None:
    """Write the words of a patient whose names or numbers are new or changed."""
    wanted = words_for(patient)
    kept = set(patient.words.values_list("word", flat=True))
    patient.words.filter(word__in=kept - wanted).delete()
    PatientWord.objects.bulk_create(
        [PatientWord(patient=patient, word=word) for word in sorted(wanted - kept)]
    )


def find_patients(typed: str, most: int = MOST) -> list[Patient]:
    """Patients whose words begin with every word typed, or who were born on the day typed."""
    born, rest = _dates_and_rest(typed)
    words = _search_words(rest)
    if not words and not born:
        return []
    found = Patient.objects.filter(birth_date__in=born) if born else Patient.objects.all()
    for word in words:
        found = found.filter(pk__in=PatientWord.objects.filter(beginning(word)).values("patient"))
    return list(found.order_by("search_name", "id")[:most])


def beginning(word: str) -> Q:
    """Rows whose word begins with this, by the index on either database.

    PostgreSQL's pattern index serves LIKE; SQLite's LIKE ignores case and so the index, a range does not.
    """
    if connection.vendor == "postgresql":
        return Q(word__startswith=word)
    return Q(word__gte=word, word__lt=word + "\U0010ffff")


def possible_doubles(
    *,
    family_name: str = "",
    given_name: str = "",
    birth_date: date | None = None,
    phone: str = "",
    email: str = "",
    but: object = None,
) -> list[Patient]:
    """Patients who may be the same person, by whatever is given: the same phone or e-mail, born that day with
    a like name, or the same name with one slip in the birth date.
    """
    digits = digits_of(phone)
    like = may_be(family_name, given_name, birth_date, digits, email)
    near = Patient.objects.filter(like).order_by("search_name", "id")[:50]
    names = words_in(f"{family_name} {given_name}")
    same = [
        patient
        for patient in near
        if patient.pk != but
        and (_alike(names, patient) or _phones(patient, digits) or _mails(patient, email))
    ]
    return same[:5]


def may_be(family_name: str, given_name: str, birth_date: date | None, digits: str, email: str) -> Q:
    """Rows to look at more closely; each way to be one of them has an index of its own."""
    like = Q(pk__in=())
    if birth_date:
        like |= Q(birth_date=birth_date) | _same_name(family_name, given_name) & _one_slip(birth_date)
    if digits:
        like |= Q(phone_digits=digits)
    if email:
        like |= Q(email=email.lower())
    return like


def _same_name(family_name: str, given_name: str) -> Q:
    """The whole name, also with family and given name the other way round; by the index of the list."""
    return Q(search_name__in={search_name(family_name, given_name), search_name(given_name, family_name)})


def _one_slip(born: date) -> Q:
    """Another day, another month or another year, or day and month the other way round."""
    year, month, day = (
        Q(**{f"birth_date__{part}": getattr(born, part)}) for part in ("year", "month", "day")
    )
    swapped = year & Q(birth_date__month=born.day, birth_date__day=born.month)
    return year & month | year & day | month & day | swapped


def _phones(patient: Patient, digits: str) -> bool:
    return bool(digits) and patient.phone_digits == digits


def _mails(patient: Patient, email: str) -> bool:
    return bool(email) and patient.email == email.lower()


def _alike(names: Iterable[str], patient: Patient) -> bool:
    theirs = words_in(f"{patient.family_name} {patient.given_name} {patient.preferred_name}")
    return any(_near(mine, word) for mine in names for word in theirs)


def _near(one: str, other: str) -> bool:
    """The same word, one the beginning of the other, or one letter apart (Jon, John; Garcia, Garzia)."""
    if one == other or (min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one))):
        return True
    return min(len(one), len(other)) >= 3 and _one_edit(one, other)


def _one_edit(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]


def _dates_and_rest(typed: str) -> tuple[list[date], str]:
    """A birth date typed anywhere in the line, and what is left of it."""
    whole = days_meant(typed)
    if whole:
        return whole, ""
    pieces = typed.split()
    for length in (1, 3, 5):
        for start in range(len(pieces) - length + 1):
            days = days_meant(" ".join(pieces[start : start + length]))
            if days:
                return days, " ".join(pieces[:start] + pieces[start + length :])
    return [], typed


def _search_words(text: str) -> list[str]:
    """Words to look for; numbers typed in groups (004 218 77, 555-0100) are one number."""
    if text.strip() and all(char.isdigit() or char in " -+().#" for char in text):
        digits = digits_of(text)
        return [digits] if digits else []
    return words_in(text)[:6]
