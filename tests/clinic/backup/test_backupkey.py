"""The pair of keys: the secret half goes into a file of the operator's, the public half is printed."""

import stat

import pytest
from django.core.management import CommandError, call_command

from clinic.backup import BackupRefused
from clinic.backup.keys import checked_public, identities


def test_the_printed_half_is_the_public_one_and_the_file_is_its_owners(tmp_path, capsys):
    kept = tmp_path / "identity"
    call_command("backupkey", str(kept))
    said = capsys.readouterr()
    public = said.out.strip().removeprefix("BACKUP_KEY=")
    assert str(identities(kept)[0].to_public()) == public
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "AGE-SECRET-KEY" not in said.out + said.err
    assert "away from the server" in said.err


def test_a_file_that_is_there_is_kept(tmp_path):
    (tmp_path / "identity").write_text("an older key")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backupkey", str(tmp_path / "identity"))
    assert (tmp_path / "identity").read_text() == "an older key"


@pytest.mark.parametrize("text", ["age1nonsense", "AGE-SECRET-KEY-1ABC", "ssh-ed25519 AAAA"])
def test_what_is_not_a_public_key_stops_the_start(text):
    with pytest.raises(ValueError, match="must be"):
        checked_public(text)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "age1nonsense\n"])
def test_what_is_not_a_key_file_is_said(tmp_path, text):
    (tmp_path / "identity").write_text(text)
    with pytest.raises(BackupRefused, match="AGE-SECRET-KEY-1"):
        identities(tmp_path / "identity")
