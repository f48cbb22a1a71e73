"""Numbers with a unit are read out of sentences in both languages; what is none is left alone."""

import pytest

from treatments.publish_checks.amounts import Amount, ages_in, amounts_in


def read(text: str, language: str) -> list[str]:
    return [str(amount) for amount in amounts_in(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "amounts"),
    [
        ("Less than 84 days (12 weeks) before.", "en", ["84 days", "12 weeks"]),
        ("about six months", "en", ["6 months"]),
        ("a 12-week wait", "en", ["12 weeks"]),
        ("from 12 to 13 weeks", "en", ["12 weeks", "13 weeks"]),
        ("2–3 days", "en", ["2 days", "3 days"]),
        ("about a week, at least an hour, less than a year", "en", ["1 week", "1 hour", "1 year"]),
        ("Twenty-one days; thirty six months", "en", ["21 days", "36 months"]),
        ("5 % or five percent", "en", ["5 percent", "5 percent"]),
        ("the first 24 h", "en", ["24 hours"]),
        ("unas dos semanas", "es", ["2 weeks"]),
        ("cerca de una semana", "es", ["1 week"]),
        ("SEIS MESES o dieciséis años", "es", ["6 months", "16 years"]),
        ("entre 18 y 21 años", "es", ["18 years", "21 years"]),
        ("treinta y seis meses, veintidós días", "es", ["36 months", "22 days"]),
        ("un 5 por ciento; 1,5 horas", "es", ["5 percent", "1.5 hours"]),
        ("once semanas", "es", ["11 weeks"]),
    ],
)
def test_a_number_with_its_unit_is_read(text, language, amounts):
    assert read(text, language) == amounts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("SPF 30, type 2 of 6", "en"),
        ("every 2 hours, once a week, twice a day", "en"),
        ("cada 2 horas, una vez al mes", "es"),
        ("after a day or two", "en"),
        ("un día o dos después", "es"),
        ("one hundred days, a hundred and twenty days, 1,000 days, 1/2 day", "en"),
        ("ciento veinte días", "es"),
        ("the day before, in the first year, the 12th week", "en"),
        ("el día anterior, en su primer año, uno de los días", "es"),
        ("12 Wochen", "de"),
    ],
)
def test_what_is_not_surely_an_amount_is_not(text, language):
    assert read(text, language) == []


def test_ages_are_read_without_a_unit():
    assert [str(age) for age in ages_in("Under 18, or aged 20 to 21", "en")] == [
        "18 years",
        "20 years",
        "21 years",
    ]
    assert [str(age) for age in ages_in("Menor de dieciocho", "es")] == ["18 years"]
    assert not list(ages_in("Under 18 months; devices from age 22", "en"))


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ((12, "week"), (84, "day")),
        ((13, "week"), (90, "day")),
        ((3, "month"), (90, "day")),
        ((1, "month"), (31, "day")),
        ((1, "year"), (12, "month")),
        ((3, "day"), (72, "hour")),
        ((180, "day"), (6, "month")),
        ((5, "percent"), (5, "percent")),
    ],
)
def test_the_same_time_in_another_unit_is_the_same(said, own):
    assert Amount(*said).means(Amount(*own))


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ((12, "week"), (85, "day")),
        ((1, "week"), (5, "day")),
        ((1, "month"), (28, "day")),
        ((91, "day"), (90, "day")),
        ((3, "month"), (84, "day")),
        ((5, "month"), (5, "percent")),
        ((5, "percent"), (5, "day")),
        ((2, "year"), (12, "month")),
    ],
)
def test_another_time_is_another(said, own):
    assert not Amount(*said).means(Amount(*own))
