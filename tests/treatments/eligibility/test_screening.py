"""JSON Lines of cases: whatever comes in, each line gets its one answer and does not stop the others."""

import json
from io import BytesIO
from typing import Any

import pytest

from tests.treatments.eligibility.shipped import ENGINE, raw, read_medicine
from treatments.screening import LINE_LIMIT, screen

KEYS = ["case", "decision", "earliest_date", "areas", "dates", "findings", "missing", "ask", "plan"]
NO_OBJECTS = [
    *[b"{", b"[]", b"null", b'"x"', b"17", b"NaN", b"hello", b"{}{}", b"{'a': 1}", b'{"a": 1,}', b"\x00"],
    *[b"[" * 100_000, b'{"a":' * 100_000],
    *[b'{"a": "\xff"}', b"\xff\xfe{\x00}\x00", b'{"case": "\xed\xa0\x80"}'],
]
NO_NUMBERS = ["NaN", "Infinity", "-Infinity", "1e999", "-1", "-1e-9", "1" * 5000, "true"]
NO_PROTOCOLS = ["tattoos", "", "micro-needling@", 5, None, [], {"code": "micro-needling"}]


def engine_for(reference: Any):
    if reference != "micro-needling":
        raise LookupError("must be a protocol CODE or CODE@EDITION")
    return ENGINE


def screened(content: bytes) -> list[dict]:
    """The results, each as another program would read it."""
    results = screen(BytesIO(content), engine_for, lambda protocol: read_medicine)
    return [json.loads(json.dumps(result, allow_nan=False)) for result, _ in results]


def fields(content: bytes) -> list[str]:
    """The fields of the mistakes of the one line."""
    [result] = screened(content)
    assert list(result) == ["case", "error"]
    assert all(list(entry) == ["field", "message"] and entry["message"] for entry in result["error"])
    return [entry["field"] for entry in result["error"]]


def line(answers: dict | None = None, **context: Any) -> bytes:
    return json.dumps(raw(answers, **context)).encode()


def replaced(this: str, by: str, **context: Any) -> bytes:
    """A valid line with one text in it replaced."""
    text = line(**context).decode()
    assert text.count(this) == 1
    return text.replace(this, by).encode()


def test_a_result_has_its_keys_in_order():
    [result] = screened(line({"laser_on": "2026-03-10", "laser_kind": "ablative"}, case="Z"))
    assert list(result) == [*KEYS, "protocol"]
    assert list(result["findings"][0]) == [
        *["code", "status", "effects", "areas", "ends_on", "because", "source", "sentence"]
    ]
    assert result["findings"][0]["because"] == [
        {"question": "laser_kind", "answer": "ablative"},
        {"question": "laser_on", "answer": "2026-03-10"},
    ]
    assert result["plan"] == {"sessions": [3, 3], "interval_days": [28, 42]}
    assert result["protocol"]["code"] == "micro-needling"


def test_a_line_that_is_wrong_does_not_stop_the_others():
    results = screened(b"\n".join([line(case=1), b"{", line(case=2), b"[]", line(case=3, areas=[])]))
    assert [result["case"] for result in results] == [1, None, 2, None, 3]
    assert ["error" in result for result in results] == [False, True, False, True, True]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n\n", b"\r\n \t\r\n"])
def test_blank_lines_ends_of_line_and_a_byte_order_mark_are_no_cases(end):
    cases = [line(case=number) for number in range(3)]
    for content in (end.join(cases), end.join(cases) + end, b"\xef\xbb\xbf" + end + end.join(cases)):
        assert [result["case"] for result in screened(content)] == [0, 1, 2]


def test_no_lines_give_no_results():
    assert screened(b"") == screened(b"\n \r\n\t\n") == []


def test_one_object_over_many_lines_is_one_case():
    [result] = screened(b"\xef\xbb\xbf" + json.dumps(raw(case="A"), indent=2).replace("\n", "\r\n").encode())
    assert result["case"] == "A" and "decision" in result


@pytest.mark.parametrize("text", NO_OBJECTS)
def test_a_line_that_is_no_json_object(text):
    assert fields(text) == ["line"]


def test_deep_nesting_where_an_answer_should_be():
    assert fields(replaced('"acne": "none"', '"acne": ' + "[" * 500 + "]" * 500)) == ["acne"]


def padded(length: int, **context: Any) -> bytes:
    """A valid line of that many bytes."""
    short = line(about="", **context)
    return line(about="x" * (length - len(short)), **context)


def test_a_line_over_a_million_bytes_is_an_error_of_that_line():
    just, over = padded(LINE_LIMIT), padded(LINE_LIMIT + 1)
    assert len(just) == 1_000_000 and len(over) == 1_000_001
    results = screened(b"\n".join([line(case=1), over, just, over, line(case=2)]))
    assert ["error" in result for result in results] == [False, True, False, True, False]
    assert results[1] == {"case": None, "error": [results[1]["error"][0]]}
    assert results[1]["error"][0]["field"] == "line"


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n\n"])
def test_the_last_line_may_be_too_long_too(end):
    for content in (padded(LINE_LIMIT + 1), padded(LINE_LIMIT + 2), padded(10_000_000)):
        assert fields(content + end) == ["line"]
    assert "decision" in screened(padded(LINE_LIMIT) + end)[0]


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_number_that_is_not_finite_or_negative(number):
    text = replaced('"diabetes": "no"', f'"diabetes": "yes", "hba1c": {number}')
    assert fields(text) == ["hba1c"]


@pytest.mark.parametrize("number", ["0", "-0.0", "6.8", "1e3", "1" * 400, "1" * 4000, "5e-324"])
def test_a_number_however_large_or_small(number):
    text = replaced('"diabetes": "no"', f'"diabetes": "yes", "hba1c": {number}')
    assert "decision" in screened(text)[0]


def test_a_huge_number_elsewhere_is_echoed_or_named():
    assert fields(replaced('"as_of": "2026-03-02"', '"as_of": ' + "9" * 5000)) == ["as_of"]
    [result] = screened(replaced('"areas"', '"case": ' + "9" * 4000 + ', "areas"'))
    assert result["case"] == int("9" * 4000)


def test_odd_text_is_kept_and_read():
    odd = "\ud800 \u202e\x00 ñ 💊 \u2028"
    [result] = screened(line({"medicines": [odd], "goal": odd}, case=odd))
    assert result["case"] == odd
    assert result["findings"][0]["code"] == "medicine_unrecognised"
    assert result["findings"][0]["because"] == [{"question": "medicines", "answer": [odd]}]
    assert fields(line({odd: "yes"})) == [odd]


@pytest.mark.parametrize("case", ["", 0, 1.5, None, False, [1, {"a": None}], {"id": [2]}, "é"])
def test_the_case_is_echoed_as_given(case):
    assert screened(line(case=case))[0]["case"] == case
    assert screened(line(case=case, areas=[]))[0]["case"] == case


def test_the_case_is_null_where_it_is_absent():
    assert screened(line())[0]["case"] is None


@pytest.mark.parametrize(
    ("this", "by", "field"),
    [
        ('"as_of": "2026-03-02"', '"as_of": "2026-03-02", "as_of": "2026-03-02"', "as_of"),
        ('"acne": "none"', '"acne": "none", "acne": "none"', "acne"),
        ('"areas"', '"answered_on": {"acne": "2026-03-01", "acne": "2026-03-01"}, "areas"', "answered_on"),
        ('"areas"', '"case": 1, "case": 1, "areas"', "case"),
        ('"areas"', '"protocol": "micro-needling", "protocol": "micro-needling", "areas"', "protocol"),
        ('"previous_sessions"', '"answers": {}, "previous_sessions"', "answers"),
    ],
)
def test_a_key_given_twice_is_one_mistake(this, by, field):
    assert fields(replaced(this, by)) == [field]


def test_a_key_given_twice_elsewhere_is_ignored():
    assert "decision" in screened(replaced('"areas"', '"about": 1, "about": {"a": 1, "a": 2}, "areas"'))[0]


@pytest.mark.parametrize("reference", NO_PROTOCOLS)
def test_a_protocol_that_is_not_there_is_named_with_the_other_mistakes(reference):
    assert fields(line(protocol=reference)) == ["protocol"]
    assert fields(line(protocol=reference, areas=[], as_of="x")) == ["protocol", "as_of", "areas"]
