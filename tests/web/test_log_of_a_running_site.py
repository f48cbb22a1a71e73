"""Words of patients in every place of a request, and none of them in anything the server writes."""

import json

import pytest

from tests.web.server import Site, running

pytestmark = pytest.mark.slow

TOKEN = "q3vJ0b1m6cZk2y8RZtq9w0aYx5n7u4s1d3f6g8h0jkl"
MAIL = "aurelia.quill@mail.example"
WORDS = ("Aurelia", "Quillfeather", "isotretinoinum", TOKEN, MAIL)
TYPED = f"name=Aurelia+Quillfeather&drug=isotretinoinum&mail={MAIL}&token={TOKEN}"
PARTS = (
    '--b\r\nContent-Disposition: form-data; name="Aurelia"; filename="Quillfeather.txt"\r\n\r\n'
    f"isotretinoinum {MAIL}\r\n--b--\r\n"
)
FAILING = ("400", "403", "404", "500", "row", "mail", "logged")


def asked(site: Site) -> int:
    """Everything is asked; how many of the requests reach the site behind the web server."""
    pages = [
        "/", "/livez", "/readyz", "/account/sign-in/", f"/i/{TOKEN}/", f"/calendar/{TOKEN}.ics",
        "/patients/Aurelia/Quillfeather/", "/static/Aurelia.css",
        "/Aurelia%00", "/%ff", f"/c/{TOKEN}/?to=how",
        f"/patients/?q=Aurelia&mail={MAIL}", f"/account/new-password/1-{TOKEN}/",
    ]  # fmt: skip
    told = {
        "User_Agent": f"Aurelia {MAIL}",
        "Referer": f"https://x.example/{TOKEN}",
        "X_Request_ID": "Aurelia",
    }
    for page in pages:
        site.ask(f"GET {page}", Cookie=f"name=Quillfeather; __Host-session={TOKEN}", **told)
    for kind in FAILING:
        site.ask(f"POST /raise/{kind}/?{TYPED}", TYPED.encode(), **told)
    forms = [
        ("POST /account/sign-in/", TYPED.encode(), {"Origin": "https://Aurelia.example"}),
        (f"POST /i/{TOKEN}/", TYPED.encode(), {}),
        ("POST /raise/500/", PARTS.encode(), {"Content_Type": "multipart/form-data; boundary=b"}),
        ("POST /raise/500/", json.dumps({"Aurelia": MAIL}).encode(), {"Content_Type": "application/json"}),
        ("POST /raise/500/", b"Aurelia", {"Content_Type": "text/plain; charset=Quillfeather"}),
        ("AURELIA /livez", b"", {}),
        ("GET /livez", b"", {"Host": "Quillfeather.example"}),
        ("GET /livez", b"", {"X_Forwarded_For": "Aurelia, Quillfeather"}),
    ]
    for line, body, headers in forms:
        site.ask(line, body, **headers)
    return len(pages) + len(FAILING) + len(forms)


def malformed(site: Site) -> int:
    """What the web server itself refuses, quoting it."""
    raw = [
        b"GET /Aurelia Quillfeather isotretinoinum HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.Aurelia\r\n\r\n",
        b"GET / HTTP/1.1\r\nAurelia Quillfeather: 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nName: " + b"Aurelia" * 4_000 + b"\r\n\r\n",
        b"GET /" + b"Aurelia" * 4_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /length/ HTTP/1.1\r\nHost: intake.example.org\r\nX-Forwarded-Proto: https\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nAurelia\r\n\r\n",
    ]
    statuses = [site.send(one).status for one in raw]
    assert all(400 <= status < 500 for status in statuses), statuses
    return len(raw)


def found(log: str) -> dict[str, int]:
    return {word: log.lower().count(word.lower()) for word in WORDS if word.lower() in log.lower()}


@pytest.mark.parametrize(("form", "level"), [("json", "INFO"), ("text", "DEBUG")])
def test_no_planted_word_is_in_the_output(on_sqlite, log, form, level):
    with running(on_sqlite | {"LOG_FORMAT": form, "LOG_LEVEL": level}, log) as site:
        asked(site)
        malformed(site)
    assert found(log.read_text()) == {}


def test_nor_where_the_database_quotes_the_row(on_postgres, log):
    with running(on_postgres, log) as site:
        asked(site)
        answered = [line for line in site.lines() if line.get("status")]
    assert found(log.read_text()) == {}
    assert {line["route"] for line in answered} >= {"livez", "account_login", "static", "none"}
    assert "IntegrityError" in log.read_text()  # the error that quotes the row did happen


def test_every_request_has_one_line_by_route_in_json(on_sqlite, log):
    with running(on_sqlite, log) as site:
        before = len([line for line in site.lines() if line["logger"] == "clinic.access"])
        count = asked(site)
        lines = site.lines()
    access = [line for line in lines if line["logger"] == "clinic.access"]
    assert len(access) - before == count
    assert all(
        set(line) == {"at", "level", "logger", "message", "request_id", "method", "route", "status",
                      "milliseconds", "who"} for line in access
    )  # fmt: skip
    assert len({line["request_id"] for line in access}) == len(access)


def test_an_error_is_found_by_the_number_of_its_request(on_sqlite, log):
    with running(on_sqlite, log) as site:
        number = site.ask("GET /raise/500/").head.lower().partition("x-request-id: ")[2][:32]
        lines = [line for line in site.lines() if line.get("request_id") == number]
    assert [line["logger"] for line in lines] == ["django.request", "clinic.access"]
    assert "builtins.KeyError (its message is not logged)" in lines[0]["exception"]


def test_the_same_search_finds_the_words_in_a_careless_log(on_sqlite, log):
    """The control: what Django and gunicorn write by themselves has every one of the words."""
    careless = ("--logger-class", "gunicorn.glogging.Logger", "--access-logfile", "-")
    with running(on_sqlite | {"CARELESS_LOG": "1"}, log, *careless) as site:
        asked(site)
        malformed(site)
    assert set(found(log.read_text())) == set(WORDS)
