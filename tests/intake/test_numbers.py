"""Record numbers catch slips."""

from hypothesis import given
from hypothesis import strategies as st

from intake.numbers import check_digit, is_record_number, new_record_number


def test_a_new_number_is_well_formed():
    assert all(is_record_number(new_record_number()) for _ in range(200))


@given(st.integers(0, 9_999_999), st.integers(0, 7), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(body, place, by):
    number = f"{body:07d}" + check_digit(f"{body:07d}")
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert is_record_number(number)
    assert not is_record_number(wrong)


def test_what_is_no_number_is_none():
    assert not any(map(is_record_number, ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨"]))
