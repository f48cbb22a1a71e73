"""script/with_postgres: a server of one's own, gone afterwards."""

import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT, environment

ASK = (
    "import os, dj_database_url as d, psycopg2; u = d.parse(os.environ['DATABASE_URL']);"
    "c = psycopg2.connect(host=u['HOST'], user=u['USER'], dbname=u['NAME']).cursor();"
    "c.execute('show listen_addresses'); print(u['HOST'], repr(c.fetchone()[0]))"
)


@pytest.mark.slow
@pytest.mark.parametrize("source", ["", "embedded"])
def test_it_listens_on_no_network_and_leaves_nothing_behind(source):
    python = ROOT / ".venv" / "bin" / "python"
    result = subprocess.run(
        [ROOT / "script" / "with_postgres", python, "-c", ASK],
        env=environment(PRIVATE_POSTGRES=source),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    folder, addresses = result.stdout.split()
    assert addresses == "''"
    assert not Path(folder).exists()


@pytest.mark.slow
def test_it_returns_what_the_command_returned():
    command = [ROOT / "script" / "with_postgres", "sh", "-c", "exit 7"]
    assert subprocess.run(command, env=environment(), timeout=120).returncode == 7
