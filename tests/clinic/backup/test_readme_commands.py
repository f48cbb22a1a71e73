"""The commands of the README about backups, run in its order on an installation with the example day."""

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from django.db import connection

from .conftest import ROOT, Installation, installed, name_of, on_server, remove

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SECTION = re.compile(r"^## Backup and restore\n(.*?)^## ", re.MULTILINE | re.DOTALL)
STEPS = ("migrate -v0", "createcachetable", "protocol ship --publish", "exampleday")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, public_key, empty_tables, django_db_blocker) -> Iterator[Installation]:
    """The example day, to be copied; with SQLite the installation has made its own secret key."""
    with django_db_blocker.unblock():
        place = installed(tmp_path_factory.mktemp("example") / "var", public_key, empty_tables.database)
        empty_tables.put_into(place.data)
        as_the_example(place)
        for step in STEPS:
            done = place.run(*step.split())
            assert done.returncode == 0, done.stderr
        yield place
        remove(place)


@pytest.fixture
def example(prepared, tmp_path) -> Iterator[Installation]:
    """The running example, a test's own."""
    shutil.copytree(prepared.data, tmp_path / "example")
    like = name_of(prepared) if connection.vendor == "postgresql" else ""
    place = installed(tmp_path / "example", "", like)
    as_the_example(place)
    yield place
    remove(place)


def as_the_example(place: Installation) -> None:
    place.environment.update(EXAMPLE_DATA="1", BACKUP_KEY="")
    if connection.vendor == "sqlite":
        del place.environment["SECRET_KEY"]


@pytest.fixture
def address() -> Iterator[str]:
    """What stands for the address in the README; the database that its createdb makes is dropped."""
    if connection.vendor == "sqlite":
        yield ""
        return
    host = connection.settings_dict["HOST"].replace("/", "%2F")
    yield f"postgresql://{connection.settings_dict['USER']}@{host}/clinic_restored"
    on_server("DROP DATABASE IF EXISTS clinic_restored WITH (FORCE)")


def run(example: Installation, block: str, words: dict[str, str]) -> str:
    """A block as it stands, but for what a reader replaces: places, the key, the file."""
    for word, stands_for in words.items():
        assert word not in stands_for
        block = block.replace(word, stands_for)
    of = connection.settings_dict
    server = {"PGHOST": of["HOST"], "PGUSER": of["USER"]} if connection.vendor == "postgresql" else {}
    done = subprocess.run(
        ["bash", "-euc", block], cwd=ROOT, env=example.whole() | server, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_each_command_does_what_it_says(example, address, tmp_path):
    text = SECTION.search((ROOT / "README.md").read_text())[1]
    make_key, back_up, restore_sqlite, restore_postgresql, drill = BLOCK.findall(text)
    words = {
        "var/secret_key": f"{example.data}/secret_key",
        "/var/backups/clinic": f"{tmp_path}/kept",
        "var-restored": f"{tmp_path}/again",
        "clinic-backup.key": f"{tmp_path}/identity",
    }
    words["postgresql://…/clinic_restored"] = address
    key = run(example, make_key, words).strip().removeprefix("BACKUP_KEY=")

    said = run(example, back_up, words | {"age1…": key})
    assert "Checked: " in said
    (made,) = (tmp_path / "kept").iterdir()
    words["FILE"] = str(made)

    said = run(example, restore_sqlite if connection.vendor == "sqlite" else restore_postgresql, words)
    assert "each as it was counted" in said and "their chain is whole" in said

    said = run(example, drill, words)
    assert said.count("and found everything.") == 2
    assert len(re.findall(r"Signatures: [1-9]\d* recomputed, each fits", said)) == 2
    assert len(re.findall(r"Summary: a PDF of \d pages? that names its patient", said)) == 2
    assert len(re.findall(r"Lost by a restore now: what was done in the \d+ seconds", said)) == 2


def test_a_drill_fails_when_a_signature_does_not_fit(example):
    update = "UPDATE intake_review SET snapshot = snapshot || 'x'"
    example.ask(
        "(append_only.uninstall(), "
        f'__import__("django.db").db.connection.cursor().execute("{update}"), append_only.install())'
    )
    done = subprocess.run(
        [ROOT / "script" / "drill"], env=example.whole(), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 1
    assert "does not fit what was signed" in done.stderr and "THE DRILL FAILED" in done.stderr
    assert "found everything" not in done.stdout
