"""Text, document and rows are one content in three forms: going round changes no byte."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from treatments import editions, publishing
from treatments.protocol_file import canonical, read, rules_hash, wording_hash, write
from treatments.protocol_file.scalars import is_harmless

# What a dermatologist may type, YAML's own signs and near-numbers above all.
SIGNS = st.sampled_from(
    """yes|no|null|~|true|1|0.5|1e3|2026-03-14|#x|{a}|[a]|'q'|"q"|a'b|&a|*a|!t|%d|@x|`x|>|x:|---|...|=|<<|¿Sí?
|ñandú|a\\nb|😀|-|0x1F|1_000|12:30|.5|+1|1.|?|!|:|,|a,b|a:b|[|]|{|}|- x|? x|x: y|x #y|100% clear|a, b
|\u00a0x\u00a0|x\u0301""".replace("\n", "").split("|")
)
TEXTS = st.one_of(SIGNS, st.text(min_size=1, max_size=40)).filter(
    lambda text: (
        is_harmless(text) and text.strip(" ") != "" and text.encode("utf-8", "ignore").decode() == text
    )
)


def test_a_canonical_file_comes_back_byte_for_byte(lamp_text):
    assert write(read(lamp_text, "second.yaml")) == lamp_text


def test_a_file_goes_through_the_database_byte_for_byte(lamp_text, draft):
    assert write(editions.document_of(draft)) == lamp_text


def test_the_shipped_protocol_goes_through_the_database_byte_for_byte(db):
    shipped = editions.shipped_document("micro-needling") | {"edition": "round-trip"}
    back = editions.document_of(publishing.store(shipped))
    assert json.dumps(back) == json.dumps(canonical(shipped))
    assert write(back) == write(shipped)


def test_reading_an_edition_takes_the_same_queries_whatever_its_size(db, lamp):
    small = publishing.store(lamp)
    large = publishing.store(editions.shipped_document("micro-needling") | {"edition": "queries"})
    taken = []
    for edition in (small, large):
        with CaptureQueriesContext(connection) as queries:
            editions.document_of(edition)
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 26


def test_another_layout_reads_as_the_same_document(lamp, lamp_text):
    as_json = json.dumps(lamp, ensure_ascii=False, indent=3)
    assert as_json != lamp_text
    assert write(read(as_json, "second.json")) == lamp_text


@given(text=TEXTS, other=TEXTS)
def test_whatever_is_typed_as_a_text_comes_back(_lamp_read, text, other):
    document = _lamp_read | {"areas": {"face": {"en": text, "es": other}, "hands": {"en": other, "es": text}}}
    document = {**document, "areas": {**document["areas"], "back": {"en": text, "es": text}}}
    written = write(document)
    assert read(written, "typed")["areas"] == canonical(document)["areas"]
    assert write(read(written, "typed")) == written


@given(text=TEXTS)
def test_whatever_is_typed_as_a_sentence_or_an_answer_comes_back(_lamp_read, text):
    document = json.loads(json.dumps(_lamp_read))
    document["rules"][0]["staff"]["en"] = text
    document["references"] = {"R1": text}
    document["usual_answers"]["goal"] = "".join(char for char in text if char.isprintable()) or "x"
    written = write(document)
    assert read(written, "typed") == canonical(document)


@pytest.mark.parametrize(
    ("change", "rules", "wording"),
    [
        (lambda d: d["rules"][0]["staff"].update(en="Other words."), False, True),
        (lambda d: d["questions"][0]["text"].update(es="¿Otra cosa?"), False, True),
        (lambda d: d["rules"][0].update(basis=["P"]), False, True),
        (lambda d: d["treatment"]["name"].update(en="Another name"), False, True),
        (lambda d: d.update(edition="9"), False, False),
        (lambda d: d["rules"][0].update(effects=["review"]), True, False),
        (lambda d: d["rules"][4]["when"][0][1].update(within_days=6), True, False),
        (lambda d: d["questions"][0].update(not_sure=False), True, False),
        (lambda d: d["questions"][0].update(shelf_life_days=91), True, False),
        (lambda d: d["medicines"]["light"].append("lumoxanol"), True, False),
        (lambda d: d["schedules"][0].update(interval_days=[11, 20]), True, False),
        (lambda d: d["before"][0].update(from_days=40), True, False),
        (lambda d: d["contradictions"][0].update(values=["yes"]), True, False),
        (lambda d: d["worked_cases"][0].update(planned_on="2026-03-10"), True, False),
    ],
)
def test_the_two_hashes_tell_rules_from_wording(lamp, change, rules, wording):
    before = rules_hash(lamp), wording_hash(lamp)
    change(lamp)
    assert (rules_hash(lamp) != before[0], wording_hash(lamp) != before[1]) == (rules, wording)
