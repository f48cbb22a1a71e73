"""What somebody may send instead of what a page asks for, and the forms a page really has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

Pairs = list[tuple[str, str]]

VALUES = {
    "empty": "",
    "blanks": " \t\r\n ",
    "long": "x" * 100_000,
    "one more than fits": "a" * 2_001,
    "NUL": "a\x00b",
    "lone surrogate": "a\ud800b",
    "bidi": "abc\u202edef\u2066",
    "combining": "e" + "\u0301" * 500,
    "private use": "\ue000\U0003ffff",
    "Arabic-Indic digits": "٢٠١٩",
    "superscript digit": "²",
    "NaN": "nan",
    "infinity": "1e999",
    "minus": "-1",
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "no such day": "2026-02-30",
    "2^63": str(2**63),
    "many digits": "9" * 5_000,
    "unknown code": "no_such_code",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "formula": "=cmd|' /C calc'!A0",
    "path": "../../../../etc/passwd",
    "SQL": "'; DROP TABLE intake_draft; --",
    "template": "{{ settings.SECRET_KEY }}{% now %}%(phone)s{0}",
    "line breaks": "a\r\nSet-Cookie: b=c\r\n\r\n",
    "JSON": '{"a": [[[[1]]]]}',
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a uuid": "00000000-0000-0000-0000-000000000000",
}

FORM = "application/x-www-form-urlencoded"
BOUND = "multipart/form-data; boundary=b"
BODIES: dict[str, tuple[str, bytes]] = {
    "nothing": (FORM, b""),
    "two megabytes": (FORM, b"answer=" + b"x" * 2_000_000),
    "thousands of fields": (FORM, b"answer=1&" * 1_500),
    "half a character": (FORM, b"answer=%C3&name=\xc3"),
    "no UTF-8": (FORM, b"\xff\xfe=\xfd"),
    "a broken escape": (FORM, b"answer=%&%zz=%u1234"),
    "another charset": (FORM + "; charset=utf-16", "answer=1".encode("utf-16")),
    "an unknown charset": (FORM + "; charset=no-such", b"answer=1"),
    "multipart without end": (BOUND, b'--b\r\nContent-Disposition: form-data; name="answer"\r\n\r\n1'),
    "multipart without boundary": ("multipart/form-data", b"--b\r\n"),
    "multipart with an odd boundary": ("multipart/form-data; boundary=" + "é" * 300, b"x"),
    "multipart that is none": (BOUND, b"answer=1"),
    "a part of a bad encoding": (
        BOUND,
        b'--b\r\nContent-Disposition: form-data; name="answer"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        b"!!!\r\n--b--\r\n",
    ),
    "a file for a text": (
        BOUND,
        b'--b\r\nContent-Disposition: form-data; name="answer"; filename="../../x\x00.txt"\r\n\r\n'
        b"\xff\xd8\r\n--b--\r\n",
    ),
    "JSON": ("application/json", b'{"answer": [[[[["no"]]]]]}'),
    "deep JSON": ("application/json", b"[" * 100_000),
    "XML": ("text/xml", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"),
    "no content type": ("", b"answer=1"),
    "an odd content type": ("\x7f/;;=;charset", b"answer=1"),
}

_NAMES = "action after before day done from lang next of person place question seen tab treatment"
QUERY = tuple(_NAMES.split())
"""Names that pages read from an address."""

HEADERS = [
    {"HX-Request": "true", "HX-Current-URL": "http://[", "HX-Trigger": "{"},
    {"User-Agent": "\x00\udcff<script>" * 500, "X-Forwarded-For": "a, 999.1.1.1, \x00"},
    {"Cookie": "sessionid=" + "x" * 5_000 + "; csrftoken=é; messages=x"},
    {"Cookie": "sessionid=\x00; messages=%00"},
    {"Host": "evil.example"},
    {"Host": "localhost:99999999"},
    {"Content-Length": "-1"},
    {"Content-Length": "9" * 50},
    {"Range": "bytes=0-,0-,0-", "If-Modified-Since": "\x00", "If-None-Match": '"' * 999},
    {"Accept-Encoding": "gzip;q=nan", "Accept-Language": "es-" + "x" * 5_000, "Accept": ";"},
    {"Referer": "http://[::1", "Origin": "null"},
]


def encoded(pairs: Pairs) -> bytes:
    """A form as a browser sends it; a lone surrogate goes out as the bytes that no decoder takes."""
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in pairs).encode()


def _escaped(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


@dataclass
class PageForm:
    """A form that posts: where to, and what a browser would send if somebody filled it in."""

    action: str
    fields: Pairs = field(default_factory=list)
    buttons: Pairs = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, _ in self.fields))

    def spoilt(self, name: str, value: str) -> Pairs:
        """Everything filled in, but one field holds something else."""
        return [pair for pair in self.fields if pair[0] != name] + [(name, value)]

    def doubled(self, name: str, value: str) -> Pairs:
        return [*self.fields, (name, value), (name, value)]

    def without(self, name: str) -> Pairs:
        return [pair for pair in self.fields if pair[0] != name]


BELIEVABLE = {
    "family_name": "Spencer", "given_name": "Ann", "birth_date": "27mar1987", "typed": "Garcia",
    "day": "tomorrow", "time": "9:30", "minutes": "30", "note": "A note", "text": "A note", "name": "Ann",
    "birth_date_day": "14", "birth_date_month": "3", "birth_date_year": "1991", "reason": "wrong patient",
}  # fmt: skip
"""What is typed into an empty box of that name."""


class _Forms(HTMLParser):
    """Collects the forms that post, in the order of the page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.found, self.form, self.open = address, [], None, None
        self.chosen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form, self.chosen = PageForm(given.get("action") or self.address), set()
            self.found.append(self.form)
        elif self.form is not None and tag in ("input", "button", "select", "textarea"):
            self._field(tag, given)
        elif self.open and tag == "option" and given.get("value"):
            self._once(self.open, given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag in ("select", "textarea"):
            self.open = None

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name:
            return
        if tag == "select":
            self.open = name
        elif tag == "input" and kind in ("radio", "checkbox"):
            self._once(name, given.get("value", "on"))
        elif (tag == "button" or kind == "submit") and name != "version":
            self.form.buttons.append((name, given.get("value", "")))
        else:
            self.form.fields.append((name, given.get("value") or BELIEVABLE.get(name.split("-")[-1], "")))

    def _once(self, name: str, value: str) -> None:
        """The first choice is taken."""
        if name not in self.chosen:
            self.chosen.add(name)
            self.form.fields.append((name, value))


def forms_in(html: str, address: str) -> list[PageForm]:
    parser = _Forms(address)
    parser.feed(html)
    return parser.found


def spoilt_bodies(form: PageForm) -> Iterator[tuple[str, Pairs]]:
    """Every field with every odd value, missing, and given twice."""
    for name in form.names:
        yield f"{name} missing", form.without(name)
        yield f"{name} doubled", form.doubled(name, "no_such_code")
        for what, value in VALUES.items():
            yield f"{name} {what}", form.spoilt(name, value)
    for name, value in form.buttons:
        yield f"button {name}", [*form.fields, (name, value)]
        yield f"button {name} alone", [(name, value)]
        yield f"button {name} odd", [*form.fields, (name, "٢")]


def odd_queries() -> Iterable[str]:
    """Addresses' queries in which each name holds another odd value, turned round once for each value."""
    texts = list(VALUES.values())
    for turn in range(len(texts)):
        pairs = [(name, texts[(turn + at) % len(texts)][:3_000]) for at, name in enumerate(QUERY)]
        yield encoded(pairs).decode()
