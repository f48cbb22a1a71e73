"""A second treatment is a file and no code: imported, published and decided like the first."""

import io
import json

import pytest
from django.core.management import call_command

from treatments import editions
from treatments.eligibility.intake_case import read_case
from treatments.medicines import recogniser_for
from treatments.publish_checks.cases import full_case

from .conftest import SECOND


@pytest.fixture
def in_force(db, dermatologist):
    call_command("protocol", "import", str(SECOND), stdout=io.StringIO())
    call_command("protocol", "publish", "lamp-therapy@1", "--by", dermatologist.email, stdout=io.StringIO())
    return editions.in_force("lamp-therapy")


def assess(edition, **answers):
    document = editions.document_of(edition)
    raw = full_case(document, document["worked_cases"][0])
    raw["answers"] |= answers
    engine = editions.engine_for(edition)
    return engine.assess(read_case(engine, raw, recogniser_for(engine.protocol).read))


def test_it_decides(in_force):
    assert assess(in_force).decision == "ready"
    stopped = assess(in_force, seizures="yes")
    assert stopped.decision == "not_a_candidate"
    assert stopped.findings[0].rule.staff["en"] == "Seizures."
    waiting = assess(in_force, lamp_on="2026-03-06", lamp_kind="red")
    assert (waiting.decision, str(waiting.earliest_date)) == ("defer", "2026-03-11")


def test_screen_takes_it_by_its_code(in_force, lamp, tmp_path, capsys):
    raw = full_case(lamp, lamp["worked_cases"][1]) | {"protocol": "lamp-therapy"}
    case = tmp_path / "cases.jsonl"
    case.write_text(json.dumps(raw))
    with pytest.raises(SystemExit) as ended:
        call_command("screen", str(case))
    result = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert result["decision"] == lamp["worked_cases"][1]["expect"]["decision"]
    assert result["protocol"] == {"code": "lamp-therapy", "edition": "1", "hash": in_force.rules_hash}


def test_it_goes_out_as_it_came_in(in_force, tmp_path):
    out = tmp_path / "out.yaml"
    call_command("protocol", "export", "lamp-therapy", "--output", str(out))
    assert out.read_bytes() == SECOND.read_bytes()
