"""`manage.py check --deploy` with the settings of docs/deploy: clean, and not where something is missing."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest

from tests.script.conftest import ROOT
from tests.web.server import manage

pytestmark = pytest.mark.slow

GUIDE = (ROOT / "docs/deploy.md").read_text()
ACCOUNTS = re.findall(r"^(?:CREATE|REVOKE|GRANT|ALTER) .*;$", GUIDE.split("\n## ")[2], re.M)
"""The guide's own statements, as somebody types them."""


@pytest.fixture(scope="module")
def two_accounts(private_postgres, on_sqlite):
    """(the site's variables, the owner's) on a database prepared as the guide says."""
    with private_postgres.private_postgres() as url:
        admin = psycopg2.connect(url)
        admin.autocommit = True
        assert len(ACCOUNTS) > 8
        for statement in ACCOUNTS:
            admin.cursor().execute(statement)
        admin.close()
        site = on_sqlite | keys() | {"DATABASE_URL": address(url, "clinic_site")}
        site["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
        owner = site | {"DATABASE_URL": address(url, "clinic_owner")}
        for command in ("migrate -v 0", "createcachetable", "databaseroles clinic_site"):
            done = manage(owner, *command.split())
            assert done.returncode == 0, done.stderr
        yield site, owner


def keys() -> dict[str, str]:
    names = re.findall(r"^(\w+_KEY)=$", (ROOT / "docs/deploy/clinic.env").read_text(), re.M)
    random = "aZ3kQ9xL7mB2vN8cR5tY1wE6uI4oP0sD" * 2
    made = {name: f"{random[at:]}{random[:at]}" for at, name in enumerate(names)}
    from pyrage import x25519

    return made | {"BACKUP_KEY": str(x25519.Identity.generate().to_public())}


def address(url: str, account: str) -> str:
    return url.replace("clinic@", f"{account}@").removesuffix("/postgres") + "/clinic"


def checked(variables: dict[str, str]):
    return manage(variables, "check", "--deploy", "--database", "default", "--fail-level", "WARNING")


def test_the_settings_of_the_guide_are_clean(two_accounts):
    result = checked(two_accounts[0])
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_the_owners_account_is_not_the_sites(two_accounts):
    result = checked(two_accounts[1])
    assert result.returncode == 1
    assert "clinic.E012" in result.stderr
    assert "clinic_owner owns the tables" in result.stderr


def test_a_missing_key_of_the_backups_is_told(two_accounts):
    result = checked(two_accounts[0] | {"BACKUP_KEY": ""})
    assert "clinic.W010" in result.stderr


def test_the_site_starts_and_its_account_cannot_migrate(two_accounts):
    site, _ = two_accounts
    assert manage(site, "migrate", "-v", "0").returncode == 0  # nothing to do
    assert manage(site, "worker", "--once").returncode == 0
    refused = manage(site, "migrate", "clinic", "zero", "-v", "0")
    assert refused.returncode != 0
    assert checked(site).returncode == 0  # nothing was undone


def failed_statement(url: str, word: str) -> str:
    """The server's log after a statement with this word failed."""
    wire = psycopg2.connect(url)
    with pytest.raises(psycopg2.IntegrityError):
        wire.cursor().execute(
            "INSERT INTO django_session (session_key, session_data, expire_date)"
            " VALUES ('k', %s, now()), ('k', '', now())",
            [word],
        )
    wire.close()
    return (Path(unquote(urlsplit(url).netloc.partition("@")[2])) / "log").read_text()


def test_a_failed_statement_leaves_no_word_in_the_databases_own_log(two_accounts):
    """With a control: an account without the guide's settings."""
    site = two_accounts[0]["DATABASE_URL"]
    assert "wordofapatient" not in failed_statement(site, "wordofapatient")
    assert "wordofanother" in failed_statement(site.replace("clinic_site@", "clinic@"), "wordofanother")


def test_an_account_whose_failed_statements_are_logged_is_told(two_accounts):
    site, _ = two_accounts
    with psycopg2.connect(site["DATABASE_URL"].replace("clinic_site@", "clinic@")) as admin:
        admin.cursor().execute("ALTER ROLE clinic_site RESET log_min_error_statement")
    result = checked(site)
    with admin:
        admin.cursor().execute("ALTER ROLE clinic_site SET log_min_error_statement = 'panic'")
    assert "clinic.W012" in result.stderr and "log_min_error_statement is error" in result.stderr
    assert checked(site).returncode == 0
