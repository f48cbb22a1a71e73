"""The files of docs/deploy: settings there are, commands there are, units that systemd accepts."""

import re
import shutil
import subprocess

import pytest
from django.core.management import get_commands

from .conftest import ROOT
from .test_settings_readme import told_by_readme

FILES = ROOT / "docs" / "deploy"
GUIDE = (ROOT / "docs" / "deploy.md").read_text()
UNITS = sorted(FILES.glob("clinic-*"))


@pytest.mark.parametrize("name", ["clinic.env", "owner.env"])
def test_an_environment_file_names_settings_there_are(name):
    named = re.findall(r"^([A-Z_]+)=", (FILES / name).read_text(), re.M)
    assert named
    assert set(named) <= set(told_by_readme())


def test_every_command_of_the_guide_and_of_the_units_is_there():
    text = GUIDE + "".join(unit.read_text() for unit in UNITS)
    named = set(re.findall(r"(?:as_site|as_owner|manage\.py) ([a-z]+)", text))
    assert {"migrate", "databaseroles", "backup", "worker"} <= named
    assert named <= set(get_commands())


def test_every_file_of_the_folder_is_in_the_guide_and_the_other_way_round():
    named = set(re.findall(r"docs/deploy/([\w.*-]+)", GUIDE))
    matched = {file.name for pattern in named for file in FILES.glob(pattern)}
    assert matched == {file.name for file in FILES.iterdir()}
    assert all(list(FILES.glob(pattern)) for pattern in named)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_the_unit(unit, tmp_path):
    """The program's path and account are this machine's; everything else is read as it stands."""
    for one in UNITS:
        text = one.read_text().replace("/opt/clinic/.venv/bin/python", shutil.which("true"))
        (tmp_path / one.name).write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    result = subprocess.run(command, capture_output=True, text=True)
    told = [line for line in result.stderr.splitlines() if unit.name.rpartition(".")[0] in line]
    assert (result.returncode, told) == (0, [])


def test_a_proxy_writes_the_clients_address_anew():
    """What the client typed there must not arrive, whatever else reads it behind the proxy."""
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in (FILES / "nginx.conf").read_text()
    assert "header_up X-Forwarded-For {remote_host}" in (FILES / "Caddyfile").read_text()


def test_no_address_of_a_request_stands_in_a_proxys_log():
    """Of any of its servers: a link's token is part of the address."""
    nginx, caddy = (FILES / "nginx.conf").read_text(), (FILES / "Caddyfile").read_text()
    assert nginx.count("\nserver {") == nginx.count("    access_log off;") == 2
    assert "exclude http.log http.handlers" in caddy and "admin off" in caddy


@pytest.mark.skipif(not shutil.which("caddy"), reason="no caddy here")
def test_caddy_accepts_its_file():
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", FILES / "Caddyfile"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "Valid configuration" in result.stdout + result.stderr


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here")
def test_nginx_accepts_its_file(tmp_path):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "1",
         "-keyout", key, "-out", cert], check=True, capture_output=True,
    )  # fmt: skip
    text = (FILES / "nginx.conf").read_text()
    text = re.sub(r"/etc/letsencrypt/\S+/fullchain.pem", str(cert), text)
    text = re.sub(r"/etc/letsencrypt/\S+/privkey.pem", str(key), text)
    text = text.replace("/var/log/nginx/clinic.log", str(tmp_path / "log"))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nerror_log {tmp_path}/err;\nevents {{}}\nhttp {{\n{text}\n}}\n")
    result = subprocess.run(["nginx", "-t", "-c", whole, "-p", tmp_path], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
