"""What no page can use is turned away early, with a clear answer, on both databases."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.clinic.pages")]


def test_a_body_under_the_limit_is_read(client):
    assert client.post("/all/", {"words": "x" * 900_000}).status_code == 200


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"]
)
def test_a_body_over_the_limit_is_turned_away_unread(client, kind):
    answer = client.generic("POST", "/all/", b"x" * 1_000_001, content_type=kind)
    assert answer.status_code == 413
    assert b"larger than any page" in answer.content


def test_a_file_over_the_limit_is_turned_away(client, tmp_path):
    big = tmp_path / "big"
    big.write_bytes(b"x" * 1_100_000)
    with big.open("rb") as file:
        assert client.post("/all/", {"file": file}).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e9", "ten", "٣"])
def test_a_length_that_is_none_is_not_an_error(client, length):
    assert client.post("/all/", {"a": "b"}, CONTENT_LENGTH=length).status_code in (200, 400)


def test_too_many_fields_are_a_bad_request(client):
    assert client.get("/all/?" + "&".join(f"a{n}=1" for n in range(1_100))).status_code == 400


@pytest.mark.parametrize("address", ["/all/?q=%00", "/all/?%00=q", "/all/%00", "/audit/?person=a%00b"])
def test_nul_in_the_address_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("name", ["session", "csrf", "anything"])
def test_nul_in_a_cookie_is_a_bad_request(client, name):
    """Quoted cookies may spell a NUL as \\000; PostgreSQL would answer it with an error."""
    answer = client.get("/reasons/", headers={"Cookie": f'{name}="abcdefgh\\000ijklmnop"'})
    assert answer.status_code == 400


@pytest.mark.parametrize("cookie", ["' OR 1=1 --", "é" * 40, "x" * 4_000, "../../secret", "\ud83d"])
def test_a_made_up_session_cookie_is_nobodys(client, cookie):
    told = f"session={cookie}".encode("utf-8", "surrogatepass").decode("latin-1")
    assert client.get("/reasons/", headers={"Cookie": told}).status_code == 302


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:80:80", "a b", "localhost@evil.example", "[::1", "%00"]
)
def test_a_host_that_is_not_ours_is_a_bad_request(client, host):
    assert client.get("/all/", headers={"Host": host}).status_code == 400


def test_a_bad_path_encoding_is_not_an_error(client):
    assert client.get("/all/%ff%fe").status_code == 404
