"""A link that a command prints leads to the server that runs; a bare Python is told which command to run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, environment
from .first_start import AGAIN_SECONDS, running


def manage(*arguments: str, python: str = sys.executable, **changes: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [python, ROOT / "manage.py", *arguments],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
    )


def base_url(folder: Path, **changes: str) -> str:
    told = manage("shell", "-v0", "-c", "from django.conf import settings; print(settings.BASE_URL)",
                  DATA_DIR=str(folder), **changes)  # fmt: skip
    assert told.returncode == 0, told.stderr
    return told.stdout.strip()


@pytest.mark.slow
def test_a_link_printed_beside_a_server_on_another_port_leads_to_it(first_start, tmp_path, free_port):
    data = shutil.copytree(first_start.data, tmp_path / "var")
    with running(data, free_port) as server:
        server.wait_for("The site is at", AGAIN_SECONDS)
        told = manage("passwordlink", "desk@clinic.example", DATA_DIR=str(data))
        assert f"http://localhost:{free_port}/account/new-password/" in told.stdout, told.stderr
        address = next(word for word in told.stdout.split() if word.startswith("http"))
        assert server.status_of(address.removeprefix(server.address)) == 200


def test_a_server_remembers_its_port_and_the_next_one_its_own(serve_module, monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for port in (8401, 8402):
        monkeypatch.setenv("BASE_URL", "")
        serve_module.remember_port(port)
        assert os.environ["BASE_URL"] == f"http://localhost:{port}"
    monkeypatch.delenv("BASE_URL")
    assert base_url(tmp_path) == "http://localhost:8402"


def test_a_clinics_own_address_is_neither_replaced_nor_remembered(serve_module, monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BASE_URL", "https://intake.example.org")
    serve_module.remember_port(8403)
    assert os.environ["BASE_URL"] == "https://intake.example.org"
    assert not (tmp_path / "port").exists()
    (tmp_path / "port").write_text("8404\n")
    assert base_url(tmp_path, BASE_URL="https://intake.example.org") == "https://intake.example.org"


def test_production_must_still_be_given_its_address(serve_module, monkeypatch, tmp_path):
    for name, value in {"DATA_DIR": str(tmp_path), "PRODUCTION": "1", "BASE_URL": ""}.items():
        monkeypatch.setenv(name, value)
    serve_module.remember_port(8405)
    assert os.environ["BASE_URL"] == "" and not (tmp_path / "port").exists()
    refused = manage("check", DATA_DIR=str(tmp_path), PRODUCTION="1", SECRET_KEY="k" * 60)
    assert "BASE_URL must be set" in refused.stderr


@pytest.mark.parametrize("kept", ["", "0", "70000", "80 80", "evil.example", "²", "8000@evil.example"])
def test_what_is_no_port_is_not_believed(tmp_path, kept):
    from clinic.configuration.environment import port_last_served

    (tmp_path / "port").write_text(kept, encoding="utf-8")
    assert port_last_served(tmp_path) == "8000"


def test_a_python_without_our_libraries_is_told_which_command_to_run(tmp_path):
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    told = manage("createlead", python=str(bare / "bin" / "python"))
    assert told.returncode == 2 and "Traceback" not in told.stderr
    assert told.stderr.count("\n") == 1
    assert "django is not installed for this Python: run .venv/bin/python manage.py createlead" in told.stderr


def test_a_module_of_ours_that_is_missing_is_still_a_fault(tmp_path):
    """The sentence is for another Python, not for a broken copy of the product."""
    copy = tmp_path / "manage.py"
    copy.write_text((ROOT / "manage.py").read_text())
    told = subprocess.run(
        [sys.executable, copy, "check"], cwd=tmp_path, env=environment(), capture_output=True, text=True
    )
    assert "No module named 'clinic'" in told.stderr and "Traceback" in told.stderr


def test_the_first_lead_is_not_made_before_there_is_a_database(tmp_path):
    told = manage("createlead", DATA_DIR=str(tmp_path / "var"))
    assert told.returncode == 1 and "Traceback" not in told.stderr
    assert "The database is not ready" in told.stderr and "start script/server once" in told.stderr
