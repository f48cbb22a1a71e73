"""`manage.py check --deploy` with the settings of docs/deploy: clean, and not where something is missing."""

import re

import psycopg2
import pytest

from tests.script.conftest import ROOT
from tests.web.server import manage

pytestmark = pytest.mark.slow

ROLES = """
CREATE ROLE clinic_owner LOGIN; CREATE ROLE clinic_site LOGIN; CREATE DATABASE clinic OWNER clinic_owner;
"""


@pytest.fixture(scope="module")
def two_accounts(private_postgres, on_sqlite):
    """(the site's variables, the owner's) on a database prepared as the guide says."""
    with private_postgres.private_postgres() as url:
        admin = psycopg2.connect(url)
        admin.autocommit = True
        for statement in ROLES.strip().split(";")[:-1]:
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
