"""A backup that is not byte for byte what was written is refused, and nothing is written before that."""

import random

import pytest
from pyrage import x25519

from clinic.backup import BackupRefused
from clinic.backup.keys import make_pair
from clinic.backup.reading import opened
from clinic.backup.writing import write

DUMP = random.Random(4).randbytes(200_000)  # three of age's sealed pieces and a bit


@pytest.fixture(scope="module")
def secret():
    return x25519.Identity.generate()


@pytest.fixture
def small(tmp_path, secret):
    """A backup locked for two keys, as `manage.py backup` does it."""
    path = tmp_path / "small.age"
    with open(path, "wb") as out:
        write(out, [x25519.Identity.generate().to_public(), secret.to_public()], {"format": 1}, [DUMP])
    return path


def read(path, *secrets) -> bytes:
    with opened(path, list(secrets)) as found:
        return b"".join(found.dump())


def test_a_whole_one_is_read(small, secret):
    assert read(small, secret) == DUMP


def refused(path, content, secret) -> bool:
    path.write_bytes(content)
    with pytest.raises(BackupRefused, match="of it was used"):
        read(path, secret)
    return True


def test_one_bit_flipped_anywhere_is_refused(small, secret):
    whole = small.read_bytes()
    anywhere = random.Random(7).sample(range(len(whole)), 200)
    for position in [*range(400), *anywhere, len(whole) - 1]:  # the first 400 are the header
        flipped = bytearray(whole)
        flipped[position] ^= 1 << position % 8
        assert refused(small, bytes(flipped), secret)


def test_cut_off_anywhere_it_is_refused(small, secret):
    whole = small.read_bytes()
    lengths = random.Random(8).sample(range(len(whole)), 100)
    for length in [0, 1, 21, 22, 100, 400, 65_536, *lengths, len(whole) - 1]:
        assert refused(small, whole[:length], secret)


def test_something_added_is_refused(small, secret):
    assert refused(small, small.read_bytes() + b"x", secret)
    assert refused(small, small.read_bytes() * 2, secret)


def test_another_key_opens_nothing(small):
    with pytest.raises(BackupRefused, match="not locked for this key"):
        read(small, x25519.Identity.generate())


def test_a_file_whose_writer_died_but_which_age_finds_whole_is_refused(tmp_path, secret):
    def dying():
        yield DUMP
        raise KeyboardInterrupt

    path = tmp_path / "half.age"
    with pytest.raises(KeyboardInterrupt), open(path, "wb") as out:
        write(out, [secret.to_public()], {"format": 1}, dying())
    with pytest.raises(BackupRefused, match=r"damaged or not complete.*end"):
        read(path, secret)


def test_any_other_file_is_refused(tmp_path, secret):
    for content in (b"", b"PGDMP", b"age-encryption.org/v1\n", b"\x00" * 1000):
        assert refused(tmp_path / "other", content, secret)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_command_leaves_the_database_as_it_was(backup, place, identity_file, tmp_path):
    whole = backup.read_bytes()
    middle = len(whole) // 2
    damaged = [
        whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        whole[:-1] + bytes([whole[-1] ^ 1]),
        whole[:-70_000],
    ]
    for content in damaged:
        (tmp_path / "damaged.age").write_bytes(content)
        done = place.run("restore", tmp_path / "damaged.age", "--identity", identity_file)
        assert done.returncode == 1 and "is damaged or not complete" in done.stderr, done.stderr
    make_pair(tmp_path / "another")
    done = place.run("restore", backup, "--identity", tmp_path / "another")
    assert done.returncode == 1 and "not locked for this key" in done.stderr
    assert {path.name for path in place.data.iterdir()} <= {"backup.lock"}
    done = place.run("restore", backup, "--identity", identity_file)  # which an empty database only takes
    assert done.returncode == 0, done.stderr
