"""Whatever is given as a protocol file, the answer is a message: no traceback, no crash, no long wait."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments.protocol_file import ProtocolFileError, read, read_file

BOMB = "a: &a [x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n" for i in range(20)
)
HOSTILE = {
    "ten megabytes": "a: " + "x" * 10_000_000,
    "ten megabytes of keys": "".join(f"k{i}: {i}\n" for i in range(700_000)),
    "nested lists": "[" * 100_000,
    "nested tables": "{a: " * 50_000,
    "nested blocks": "".join("  " * i + "a:\n" for i in range(2_000)),
    "nested dashes": "- " * 100_000 + "x",
    "aliases": BOMB,
    "an anchor": "format: &x 1",
    "a tag": "format: !!python/object/apply:os.system ['true']",
    "a merge": "<<: {format: 1}",
    "nothing": "",
    "only a comment": "# nothing",
    "a number": "1",
    "a list": "- 1\n- 2",
    "two documents": "format: 1\n---\nformat: 1\n",
    "a directive": "%YAML 9.9\n---\nformat: 1\n",
    "NUL": "format: 1\x00",
    "an escaped NUL": 'format: "\\0"',
    "a control character": "format: \x1b[31m1",
    "a lone surrogate": "format: \ud800",
    "an escaped surrogate": 'format: "\\ud800"',
    "a table as a key": "{a: 1}: 2",
    "a list as a key": "? [a]\n: 1",
    "an open quote": 'format: "1',
    "an open bracket": "areas: [a, b",
    "tabs": "areas:\n\tface: 1",
    "a long number": "format: " + "9" * 100_000,
    "infinity": "format: .inf",
    "not a number": "format: .nan",
    "sexagesimal": "format: 1:00",
    "bidi": 'edition: "1\u202e"',
    "a key without end": "? " + "k" * 2_000 + "\n: 1",
}
HOSTILE_BYTES = {
    "not UTF-8": b"format: \xff\xfe",
    "half a character": "format: ñ".encode()[:-1],
    "UTF-16": "format: 1".encode("utf-16"),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "noise": random.Random(7).randbytes(200_000),
    "ten megabytes of bytes": b"#" * 10_000_000,
}


def refuse(source: str | bytes) -> ProtocolFileError:
    began = time.monotonic()
    with pytest.raises(ProtocolFileError) as refused:
        read(source, "hostile.yaml")
    assert time.monotonic() - began < 20, "far too slow"
    assert all(problem.what and problem.mend for problem in refused.value.problems)
    assert len(str(refused.value)) < 100_000
    str(refused.value).encode()  # can be printed
    return refused.value


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_refused_with_a_message(source):
    refuse(source)


@pytest.mark.parametrize("source", HOSTILE_BYTES.values(), ids=HOSTILE_BYTES)
def test_bytes_that_are_no_text_are_refused_with_a_message(source):
    refuse(source)


def test_a_byte_order_mark_and_windows_line_ends_are_taken(lamp_text, lamp):
    assert read(b"\xef\xbb\xbf" + lamp_text.replace("\n", "\r\n").encode(), "windows.yaml") == lamp


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(source):
    refuse(source)


@given(st.text(alphabet="ab:-{}[],?!&*#|>'\"%@` \n\t0yné\\", max_size=120))
def test_any_text_of_yamls_signs_is_read_or_refused(text):
    refuse(text)


@given(st.data())
def test_a_file_with_a_piece_cut_out_or_doubled_is_read_or_refused(lamp_text, data):
    start = data.draw(st.integers(0, len(lamp_text) - 1))
    length = data.draw(st.integers(1, 60))
    piece = data.draw(
        st.sampled_from(["", lamp_text[start : start + length] * 2, "[", "{", "\n", ": ", "\x00", "999"])
    )
    try:
        read(lamp_text[:start] + piece + lamp_text[start + length :], "cut.yaml")
    except ProtocolFileError as refused:
        assert all(problem.file == "cut.yaml" and problem.mend for problem in refused.problems)


@pytest.mark.parametrize("name", ["no-such-file.yaml", ".", "a\x00b", "x" * 5_000, "\ud800.yaml"])
def test_a_file_that_cannot_be_read_is_told(tmp_path, name):
    with pytest.raises(ProtocolFileError, match="cannot be read"):
        read_file(f"{tmp_path}/{name}")
