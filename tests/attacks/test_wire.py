"""What no browser sends: forged hosts, odd paths, broken, deep and huge bodies, addresses to be led to."""

from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests.attacks.visitor import FORM, HOST, Answer
from tests.intake.hostile import BODIES
from tests.web.server import BY_THE_PROXY

pytestmark = pytest.mark.slow
HOSTS = (
    "evil.example",
    "intake.example.org.evil.example",
    "intake.example.org@evil.example",
    "a b",
    "[::1",
    "",
)
OUTSIDE = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "%2f%2fevil.example",
    "\thttps://evil.example",
    "http://intake.example.org/",
    "/%5cevil.example",
    "///evil.example",
    f"https://{HOST}@evil.example",
    "data:text/html,x",
    "/today/\r\nSet-Cookie: a=b",
)
PATHS = (
    "/static/../clinic/settings.py",
    "/static/..%2fclinic%2fsettings.py",
    "/static/%2e%2e/%2e%2e/db.sqlite3",
    "/static/..%252f..%252fetc%252fpasswd",
    "/static/....//....//etc/passwd",
    "/static//etc/passwd",
    "/../etc/passwd",
    "/static/..\\..\\etc\\passwd",
    "/static/%c0%ae%c0%ae/etc/passwd",
    "/guide/..%2f..%2fetc%2fpasswd/",
    "/protocols/micro-needling/..%2f..%2fetc%2fpasswd/",
    "/static/%E2%80%A5/etc/passwd",
    "/db.sqlite3",
    "/log",
)
HEAD = "".join(f"{name}: {value}\r\n" for name, value in BY_THE_PROXY.items()).encode()
POST = b"POST /account/sign-in/ HTTP/1.1\r\n" + HEAD
MALFORMED = {
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc",
    "length and chunks": POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "a length of letters": POST + b"Content-Length: ten\r\n\r\n",
    "an endless length": POST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n",
    "a chunk of letters": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "two codings": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\n" + HEAD + b"X: a\r\n b\r\n\r\n",
    "a space before the colon": b"GET / HTTP/1.1\r\n" + HEAD + b"X : a\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\n" + HEAD + b"X: a\x00b\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "a method of signs": b"<GET> / HTTP/1.1\r\n" + HEAD + b"\r\n",
    "an absolute address": b"GET http://evil.example/ HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64 + b"\r\n\r\n",
    "bytes": bytes(range(256)) + b"\r\n\r\n",
}


def raw(attacked, sent: bytes) -> Answer:
    answer = attacked.site.send(sent, seconds=20, half_close=True)
    return Answer(answer.status, {}, answer.body.decode("utf-8", "replace"))


def test_the_server_answers_what_is_no_request(attacked, attack):
    said = {}
    with attack(
        "malformed bodies",
        f"{len(MALFORMED)} broken requests by raw socket",
        expected="4xx or hung up",
        status=(0, 302, 400, 403, 405, 411, 413, 414, 431),
    ) as seen:
        for name, sent in MALFORMED.items():
            seen += raw(attacked, sent)
            said[name] = seen.answers[-1].status
    assert [name for name, status in said.items() if status == 302] == ["an absolute address"], said
    assert attacked.visitor().get("/livez").status == 200


def test_odd_bodies_of_every_kind(attacked, attack):
    asked = (
        "/account/sign-in/",
        "/patients/",
        "/patients/new/",
        "/questions/goal/",
        "/people/new/",
        "/sign/",
    )
    by = ("", "front_desk", "front_desk", "questionnaire", "lead", "questionnaire")
    with attack(
        "huge and deep bodies",
        f"{len(BODIES)} odd bodies to {len(asked)} forms",
        expected="4xx or field error",
        status=(200, 302, 400, 403, 413, 429),
        changes="intake_draft",
    ) as seen:
        for path, who in zip(asked, by, strict=True):
            for kind, body in BODIES.values():
                visitor = attacked.visitor(who, address="198.51.100.90")
                headers = {"Content-Type": kind, "Origin": f"https://{HOST}", "X-CSRFToken": "x" * 32}
                if kind == FORM:
                    body += b"&csrfmiddlewaretoken=attackerschosentokenattackerscho"
                seen += visitor.ask("POST", path, body, headers)


def test_forged_hosts_lead_nowhere(attacked, attack):
    with attack("host header", "six names that are not ours", expected="400", status=(400,)) as seen:
        for host in HOSTS:
            seen += attacked.visitor().get("/account/sign-in/", Host=host)
    with attack("host header", "X-Forwarded-Host, Forwarded", expected="ignored", status=(302,)) as seen:
        for header in ("X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-URL", "X-Rewrite-URL"):
            seen += attacked.visitor().get("/today/", **{header: "evil.example"})
    assert not [answer for answer in seen.answers if "evil" in answer.where + answer.text]


def test_next_leads_to_no_other_site(attacked, attack):
    pages = [
        ("front_desk", "/account/sign-in/"),
        ("front_desk", "/account/again/"),
        ("questionnaire", "/language/"),
    ]
    with attack(
        "open redirect",
        f"{len(OUTSIDE)} addresses to be led to",
        expected="stays on the site",
        status=(200, 302, 400, 429),
    ) as seen:
        for who, path in pages:
            for address in OUTSIDE:
                visitor = attacked.visitor(who)
                seen += visitor.post(path, {"next": address})
                seen += visitor.get(f"{path.replace('language', 'questions')}?next={quote(address)}")
    led = {answer.where for answer in seen.answers if answer.where}
    assert led and {urlsplit(urljoin(f"https://{HOST}/", where)).netloc for where in led} == {HOST}, led
    assert not [
        answer for answer in seen.answers if "a" in answer.headers.get("set-cookie", "").split("=")[0:1]
    ]


def test_no_path_leaves_the_static_folder(attacked, attack):
    with attack(
        "path traversal", f"{len(PATHS)} ways out, encoded and not", expected="404, 400", status=(400, 404)
    ) as seen:
        for path in PATHS:
            seen += attacked.visitor("lead").get(path)
    assert not [answer for answer in seen.answers if "root:" in answer.text or "DATABASES" in answer.text]


SECRETS = (
    "/.env",
    "/.git/config",
    "/.git/HEAD",
    "/admin/",
    "/__debug__/",
    "/settings",
    "/metrics",
    "/phpinfo.php",
    "/server-status",
    "/api/",
    "/graphql",
    "/swagger.json",
    "/silk/",
    "/static/clinic.css.map",
    "/backup.sql",
    "/var/db.sqlite3",
    "/media/",
    "/account/sign-up/",
    "/account/signup/",
    "/account/email/",
    "/console",
    "/actuator/env",
)


def test_no_debug_page_and_no_secret(attacked, attack):
    with attack(
        "secrets, debug pages", f"{len(SECRETS)} addresses people try", expected="404", status=(404,)
    ) as seen:
        for path in SECRETS:
            seen += attacked.visitor("lead").get(path)
    with attack(
        "secrets, debug pages", "debug switches", expected="nothing more", status=(200, 404, 405)
    ) as seen:
        seen += attacked.visitor().get("/no-such-page/?debug=1&__debugger__=yes", Cookie="debug=1")
        seen += attacked.visitor().ask("TRACE", "/", headers={"X-Secret": "planted-header"})
        seen += attacked.visitor().ask("OPTIONS", "/account/sign-in/")
    told = " ".join(answer.text for answer in seen.answers)
    assert not [
        word
        for word in ("DEBUG", "settings.py", "urlpatterns", "planted-header", "INSTALLED_APPS")
        if word in told
    ]
