"""`manage.py protocol`: what it says, what it does, and its exit codes. Never a traceback."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from treatments import editions, publishing
from treatments.management.commands.protocol import REFUSED, UNREADABLE
from treatments.models import ProtocolEdition
from treatments.protocol_file import write

from .conftest import SECOND

ROOT = Path(__file__).resolve().parents[2]


class Ran:
    """One run of the command."""

    def __init__(self, *args: str) -> None:
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("protocol", *args, stdout=out, stderr=err)
            self.status = 0
        except SystemExit as ended:
            self.status = ended.code
        self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path, lamp):
    """`file(edition="2", …)`: a protocol file with these top-level keys changed."""

    def written(name: str = "lamp.yaml", **changes) -> str:
        path = tmp_path / name
        path.write_text(write(lamp | changes), encoding="utf-8")
        return str(path)

    return written


def test_import_stores_a_draft(db):
    ran = Ran("import", str(SECOND))
    assert (ran.status, ran.out, ran.err) == (0, "lamp-therapy@1 is stored as a draft.\n", "")
    edition = editions.edition_by_label("lamp-therapy", "1")
    assert (edition.status, edition.origin, edition.created_by) == ("draft", "file", None)


def test_import_says_who_drafted_it(db, lead):
    assert Ran("import", str(SECOND), "--by", lead.email).status == 0
    edition = editions.edition_by_label("lamp-therapy", "1")
    assert (edition.origin, edition.created_by) == ("person", lead)


def test_import_says_when_layout_and_comments_are_not_kept(db, tmp_path, lamp_text):
    path = tmp_path / "commented.yaml"
    path.write_text("# Mine\n" + lamp_text)
    assert "layout and comments are not kept" in Ran("import", str(path)).out
    assert Ran("export", "lamp-therapy@1").out == lamp_text


def test_import_refuses_a_bad_file_whole(db, tmp_path, lamp_text):
    path = tmp_path / "bad.yaml"
    path.write_text(
        lamp_text.replace("within_days: 5", "within_days: 0").replace("level: call", "level: soon")
    )
    ran = Ran("import", str(path))
    assert (ran.status, ran.out) == (REFUSED, "")
    first, second = ran.err.splitlines()
    line = lamp_text[: lamp_text.index("within_days: 5")].count("\n") + 1
    assert first.startswith(
        f"bad.yaml, line {line}, rule lamp, when.1.2.within_days: 0 is not a whole number from 1"
    )
    assert "warning sign blister" in second
    assert not ProtocolEdition.objects.filter(treatment__code="lamp-therapy").exists()


def test_import_never_goes_over_an_edition(published):
    ran = Ran("import", str(SECOND))
    assert (ran.status, ran.err) == (
        REFUSED,
        "lamp-therapy@1 exists already; give the protocol another edition\n",
    )


def test_nor_over_a_draft_of_which_it_says_how_it_goes(draft):
    ran = Ran("import", str(SECOND))
    assert ran.status == REFUSED
    assert ran.err.endswith("or throw the draft away first (manage.py protocol discard)\n")


@pytest.mark.parametrize("name", ["nothing-here.yaml", "."])
@pytest.mark.parametrize("action", ["import", "check"])
def test_a_file_that_cannot_be_read_is_told(db, tmp_path, name, action):
    ran = Ran(action, f"{tmp_path}/{name}")
    assert ran.status == UNREADABLE
    assert "cannot be read" in ran.err


def test_export_takes_the_edition_in_force_or_the_one_named(published, next_edition, lamp_text):
    next_edition("2")
    assert Ran("export", "lamp-therapy").out == lamp_text
    assert Ran("export", "lamp-therapy@2").out == lamp_text.replace('edition: "1"', 'edition: "2"')


@pytest.mark.parametrize(
    "reference", ["nothing", "lamp-therapy", "lamp-therapy@9", "@", "", "a@b@c", "\ud800"]
)
@pytest.mark.parametrize("action", ["export", "check", "diff"])
def test_an_edition_that_is_not_there_is_told(draft, reference, action):
    ran = Ran(action, reference, *(["lamp-therapy@1"] if action == "diff" else []))
    assert ran.status == UNREADABLE
    assert ran.err.count("\n") == 1
    if reference.startswith("lamp"):
        assert "There are: lamp-therapy@1 (draft)." in ran.err


def test_export_to_a_place_that_cannot_be_written_is_told(draft, tmp_path):
    ran = Ran("export", "lamp-therapy@1", "--output", f"{tmp_path}/no/such/folder.yaml")
    assert ran.status == UNREADABLE
    assert "No such file" in ran.err


def test_publish_is_signed_by_a_dermatologist(draft, dermatologist):
    ran = Ran("publish", "lamp-therapy@1", "--by", dermatologist.email)
    assert (ran.status, ran.out) == (0, "lamp-therapy@1 is published and final.\n")
    assert editions.in_force("lamp-therapy").publication.published_by == dermatologist


def test_publish_says_what_it_retires(published, next_edition, dermatologist):
    next_edition("2")
    ran = Ran("publish", "lamp-therapy@2", "--by", dermatologist.email.upper())
    assert ran.out == "lamp-therapy@2 is published and final. lamp-therapy@1 is retired.\n"


def test_publish_refuses_who_is_no_dermatologist_and_who_is_unknown(draft, lead):
    ran = Ran("publish", "lamp-therapy@1", "--by", lead.email)
    assert (ran.status, ran.err) == (REFUSED, "Only a dermatologist can publish a protocol.\n")
    assert Ran("publish", "lamp-therapy@1", "--by", "x@y.example").status == UNREADABLE
    assert editions.in_force("lamp-therapy") is None


def test_publish_wants_the_edition_named(draft, dermatologist):
    assert "Name the edition" in Ran("publish", "lamp-therapy", "--by", dermatologist.email).err


def test_publish_tells_what_the_checks_found(next_edition, lamp, dermatologist):
    next_edition("2", before=[lamp["before"][0] | {"from_days": 3}])
    ran = Ran("publish", "lamp-therapy@2", "--by", dermatologist.email)
    assert ran.status == REFUSED
    assert ran.err.startswith(
        "lamp-therapy@2, instruction no_lamp, from_days: begins 3 days before, but lamp waits 31"
    )


def test_retire_takes_an_edition_out_of_force(published, dermatologist):
    ran = Ran("retire", "lamp-therapy@1", "--by", dermatologist.email)
    assert ran.out == "lamp-therapy@1 is retired; nothing of lamp-therapy is in force.\n"
    assert Ran("retire", "lamp-therapy@1", "--by", dermatologist.email).status == REFUSED


def test_discard_throws_a_draft_away_and_nothing_else(draft, lead, dermatologist):
    assert Ran("discard", "lamp-therapy@1", "--by", lead.email).out == (
        "lamp-therapy@1 is thrown away; its name is free again.\n"
    )
    assert Ran("discard", "lamp-therapy@1", "--by", lead.email).status == UNREADABLE
    assert "Name the edition" in Ran("discard", "lamp-therapy", "--by", lead.email).err


def test_discard_refuses_a_published_edition(published, dermatologist):
    ran = Ran("discard", "lamp-therapy@1", "--by", dermatologist.email)
    assert (ran.status, ran.err) == (
        REFUSED,
        "lamp-therapy@1 is published; only a draft can be thrown away\n",
    )


def test_check_runs_the_checks_of_publishing_on_a_file_with_lines(db, tmp_path, lamp_text):
    assert (
        Ran("check", str(SECOND)).out == "Ready to publish: 14 rules, 3 worked cases decided as expected.\n"
    )
    path = tmp_path / "late.yaml"
    path.write_text(lamp_text.replace("from_days: 31", "from_days: 3"))
    line = lamp_text[: lamp_text.index("from_days: 31")].count("\n") + 1
    ran = Ran("check", str(path))
    assert ran.status == REFUSED
    assert ran.err.startswith(f"late.yaml, line {line}, instruction no_lamp, from_days: ")


def test_check_takes_an_edition(draft):
    assert Ran("check", "lamp-therapy@1").status == 0


def test_diff_tells_differences_by_code(published, file, lamp):
    rules = [
        *lamp["rules"][:4],
        lamp["rules"][4] | {"effects": ["review"]},
        *lamp["rules"][6:],
        lamp["rules"][5],
    ]
    rules[4].pop("clears", None)
    path = file(
        edition="2",
        rules=rules[:-2] + rules[-1:],
        areas={**lamp["areas"], "neck": {"en": "Neck", "es": "Cuello"}},
    )
    ran = Ran("diff", "lamp-therapy", path)
    assert ran.status == REFUSED
    assert ran.out.splitlines() == [
        '~ edition: "1" → "2"',
        "+ areas neck",
        "~ rules lamp effects: [defer] → [review]",
        "- rules medicine_unrecognised",
        "~ rules, order: " + ", ".join(r["code"] for r in lamp["rules"][:-1]) + " → "
        + ", ".join(r["code"] for r in rules[:-2] + rules[-1:]),
        "what decides: changed; wording: changed",
    ]  # fmt: skip


def test_diff_of_the_same_says_so(published):
    ran = Ran("diff", "lamp-therapy", str(SECOND))
    assert (ran.status, ran.out) == (0, "No difference.\n")


@pytest.fixture
def shipped(tmp_path, monkeypatch, lamp):
    """The shipped folder holds the lamp protocol alone; `shipped("2")` puts another edition there."""

    def write_edition(label: str = "1", **changes) -> None:
        (tmp_path / "lamp-therapy.yaml").write_text(
            write(lamp | {"edition": label} | changes), encoding="utf-8"
        )
        editions.shipped_document.cache_clear()

    monkeypatch.setattr(editions, "SHIPPED", tmp_path)
    write_edition()
    yield write_edition
    editions.shipped_document.cache_clear()


def test_ship_brings_drafts_and_running_it_again_is_harmless(db, shipped):
    assert Ran("ship").out == "lamp-therapy@1 arrived as a draft.\n"
    assert Ran("ship").out == "lamp-therapy@1 is here already, draft.\n"
    edition = editions.edition_by_label("lamp-therapy", "1")
    assert (edition.origin, edition.status) == ("shipped", "draft")


def test_ship_publishes_the_first_edition_only(db, shipped):
    assert "lamp-therapy@1 is published." in Ran("ship", "--publish").out
    first = editions.in_force("lamp-therapy")
    assert first.publication.at_installation
    shipped("2")
    assert Ran("ship", "--publish").out == "lamp-therapy@2 arrived as a draft.\n"
    assert editions.in_force("lamp-therapy") == first


def test_ship_publishes_a_draft_that_an_interrupted_run_left(db, shipped):
    Ran("ship")
    assert "is published" in Ran("ship", "--publish").out


def test_ship_never_goes_over_what_the_clinic_made(db, shipped, lamp, dermatologist):
    own = publishing.store(lamp | {"areas": {**lamp["areas"], "neck": {"en": "Neck", "es": "Cuello"}}})
    ran = Ran("ship", "--publish")
    assert "unlike the shipped file: left as it is" in ran.out
    assert "is not published" in ran.out
    assert "neck" in editions.document_of(own)["areas"]


def test_ship_does_not_bring_back_what_the_clinic_retired(db, shipped, dermatologist):
    Ran("ship", "--publish")
    publishing.retire(editions.in_force("lamp-therapy"), by=dermatologist)
    shipped("2")
    Ran("ship", "--publish")
    assert editions.in_force("lamp-therapy") is None


@pytest.mark.django_db(transaction=True)
def test_a_database_without_tables_is_told():
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE treatments_protocoledition RENAME TO gone")
    try:
        ran = Ran("export", "lamp-therapy")
    finally:
        with connection.schema_editor() as editor:
            editor.execute("ALTER TABLE gone RENAME TO treatments_protocoledition")
    assert ran.status == UNREADABLE
    assert "run manage.py migrate" in ran.err


def test_a_file_is_checked_without_any_database(tmp_path):
    environment = {
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "x" * 50,
        "PATH": "",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
    }
    ran = subprocess.run(
        [sys.executable, "manage.py", "protocol", "check", str(SECOND)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Ready to publish" in ran.stdout
    assert not list(tmp_path.glob("*.sqlite3"))
