"""Starts that script/server refuses, each with one message that says what to do."""

import shutil
import socket
import sqlite3
import subprocess

import pytest
from django.db import OperationalError, connection

from .conftest import ROOT, environment


def test_a_taken_port_is_named_with_the_way_out(serve):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = serve("--port", str(port))
    assert result.returncode != 0
    assert f"Port {port} is taken by another program." in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_outside_the_range_is_refused(serve):
    result = serve("--port", "70000")
    assert result.returncode == 2
    assert "--port is a number from 1 to 65535" in result.stderr


def test_a_database_newer_than_the_code_is_not_touched(serve, free_port, tmp_path):
    database = tmp_path / "db.sqlite3"
    with sqlite3.connect(database) as rows:
        rows.execute("CREATE TABLE django_migrations (id integer primary key, app, name, applied)")
        rows.execute(
            "INSERT INTO django_migrations VALUES (1, 'intake', '0999_from_next_year', '2027-01-01')"
        )
    rows.close()
    result = serve("--port", str(free_port), DATA_DIR=str(tmp_path))
    assert result.returncode != 0
    assert "The database is newer than this code" in result.stderr
    assert "intake.0999_from_next_year" in result.stderr
    assert "Traceback" not in result.stderr
    with sqlite3.connect(database) as rows:
        assert rows.execute("SELECT name FROM sqlite_master WHERE name = 'clinic_user'").fetchall() == []
    rows.close()


def test_example_data_never_lands_in_a_clinics_own_database(serve_module, monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("EXAMPLE_DATA", "")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "db.sqlite3").touch()  # made by an earlier --empty
    serve_module.choose_data(serve_module.argparse.Namespace(empty=False))
    assert serve_module.os.environ["EXAMPLE_DATA"] == "0"


def test_empty_is_refused_where_the_example_clinic_lives(serve, free_port, tmp_path):
    (tmp_path / "example-data").touch()
    result = serve("--empty", "--port", str(free_port), DATA_DIR=str(tmp_path))
    assert result.returncode != 0
    assert "holds the example clinic" in result.stderr


def test_a_wrong_setting_is_named(serve, free_port, tmp_path):
    result = serve("--port", str(free_port), DATA_DIR=str(tmp_path), CLINIC_TIME_ZONE="Mars/Olympus")
    assert result.returncode != 0
    assert "A setting is wrong: CLINIC_TIME_ZONE 'Mars/Olympus' is not a time zone" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_server_that_does_not_answer_is_said(serve, free_port):
    url = f"postgresql://clinic@127.0.0.1:{free_port}/clinic"
    result = serve("--port", str(free_port), DATABASE_URL=url, SECRET_KEY="k" * 60)
    assert result.returncode != 0
    assert "The database cannot be used" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_full_disk_is_said_before_anything_is_written(serve, free_port, tiny_disk):
    result = serve("--port", str(free_port), DATA_DIR=str(tiny_disk))
    assert result.returncode != 0
    assert "The disk is full: 2 MB are free" in result.stderr
    assert not (tiny_disk / "db.sqlite3").exists()


def test_a_first_start_on_a_full_disk_is_refused_before_anything_is_installed(tiny_disk):
    shutil.copytree(ROOT / "script", tiny_disk / "script")
    result = subprocess.run(
        [tiny_disk / "script" / "server"], env=environment(), capture_output=True, text=True, timeout=60
    )
    assert result.returncode != 0
    assert "The disk is full: 1 MB are free here" in result.stderr
    assert not (tiny_disk / ".venv").exists()


def test_a_disk_that_fills_up_meanwhile_is_recognised(serve_module):
    with pytest.raises(OSError) as system_error, open("/dev/full", "w") as full:
        full.write("x")
        full.flush()
    assert serve_module.is_disk_full(system_error.value)
    assert not serve_module.is_disk_full(OSError("something else"))


@pytest.mark.django_db
def test_sqlites_words_for_a_full_disk_are_recognised(serve_module):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own message")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 1}")
        try:
            with pytest.raises(OperationalError) as full:
                cursor.execute("CREATE TABLE big AS SELECT zeroblob(200000) AS filler")
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert serve_module.is_disk_full(full.value)
