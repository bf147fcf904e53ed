"""Requests that no browser of ours would send, drawn by hypothesis from what the pages hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.bad_input.forms import Form
from tests.bad_input.marked import RAW

OTHER_METHODS = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
TYPED = f"{RAW}TYPED>"
TEXTS = [
    "", " ", "0", "-1", "1", "2", "9" * 400, "1e400", "NaN", "inf", "-0", "0x10", "1_0", "٣", "²", "½", "None", "null", "true", "on",
    "\x00", "a\x00b", "\ud800", "a\udfffb", "\u202egnirts\u202c", "\u200b\u200d\ufeff", "\u2028\u2029\x85", "\x1b[31m", "🏳️‍🌈" * 20, "İıſß",
    "'; DROP TABLE concerns_concern; --", "' OR '1'='1", "\\", "%", "%s %(a)s", "_", "$1", "{{ 7|add:7 }}", "{% debug %}", TYPED,
    f"\"><script>{TYPED}</script>", "javascript:alert(1)", "//evil.example/", "https://evil.example/", "/\\evil.example", "../../../etc/passwd",
    "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "99999999-1-1", "2026-11-18", "2026-11-18T25:61", "2026-11-18T13:00", "24:00",
    "2026T1", "2026T9", "0000T1", "9999T3", "[]", "{}", '{"fields": [["a", "\\ud800"]]}', "[" * 5000, '{"fields": 1}',
    "199006022397", "19900602-2397", "=cmd|' /C calc'!A0", "ååå@å.å", "a@b", "x" * 254 + "@x.se", "x" * 101, "x" * 201, "x" * 2001, "x" * 10_001, "å" * 70_000,
    "a\r\nSet-Cookie: a=b", "ord " * 600, "1234567890" * 3, "2147483648", "-2147483649", "9223372036854775808", "1.5", "1,5", "1 000",
]  # fmt: skip
# What a form never holds, and a forger adds.
FORGED = ["board", "board_id", "role", "state", "user", "by", "reporter", "uppdrag", "_uppdrag", "id", "pk", "version", "next", "kept", "carried", "carried_path",
          "is_superuser", "previous_board", "page", "sok", "visat", "TOTAL_FORMS", "form-TOTAL_FORMS", "csrfmiddlewaretoken", "case", "term", ""]  # fmt: skip
QUERY = ["page", "sok", "lage", "kategori", "miljo", "visat", "next", "ar", "period", "board", "namnd", "kommun", "slag", "status", "q", "jamfor", "alla", ""]  # fmt: skip
NUMBERS = [
    "0",
    "-1",
    "1",
    "2",
    "last",
    "9" * 30,
    "NaN",
    "1e9",
    "٣",
    "%00",
    "%ed%a0%80",
    "1.0",
    "99999999999999999999",
    "0" * 5000 + "1",
]
PARTS = ["0", "-1", "9" * 40, "0000", "9999", "0000T1", "9999T3", "2026T3", "2026", "0000-000", "9999-999999", "SKH-0000-000", "%00", "%ff%fe", "%ed%a0%80", "%2e%2e%2f",
         "%0d%0aSet-Cookie:a=b", "a" * 9000, "%25", "ny", "٢٠٢٦", "٢٠٢٦T1", "%F0%9F%98%80", quote(TYPED), "'%20OR%201=1--", ";", ":", "..", "%5c", "null",
         "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000000}"]  # fmt: skip
TYPES = [
    "application/json", "text/plain", "application/octet-stream", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x; charset=utf-16", "multipart/form-data; boundary=" + "x" * 300, "multipart/form-data; boundary=å",
    "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=\x7f", "text/html", "", ";", "å/å", "application/xml",
]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {"HTTP_HX_REQUEST": "true"}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[::1/\x00"}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_TRIGGER": "{", "HTTP_HX_PROMPT": "å"},
    {"HTTP_HX_CURRENT_URL": "%ff", "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true", "HTTP_HX_REQUEST": "true"},
    {"HTTP_ACCEPT": "application/json"}, {"HTTP_ACCEPT": "\x00;q=å"}, {"HTTP_ACCEPT_LANGUAGE": "x" * 5000}, {"HTTP_ACCEPT_LANGUAGE": "en-GB,\x00;q=2"},
    {"HTTP_IF_MODIFIED_SINCE": "9" * 99}, {"HTTP_IF_NONE_MATCH": 'W/"'}, {"HTTP_RANGE": "bytes=-1-"}, {"HTTP_REFERER": "javascript:1"}, {"HTTP_ORIGIN": "null"},
    {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_X_FORWARDED_FOR": "' OR 1=1"}, {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}, {"HTTP_USER_AGENT": TYPED},
    {"HTTP_COOKIE": "sessionid=" + "a" * 32}, {"HTTP_COOKIE": "sessionid=' OR 1=1; csrftoken="}, {"HTTP_COOKIE": "=;=;a"}, {"HTTP_COOKIE": "messages=[[\"__json_message\"]]"},
    {"HTTP_COOKIE": "sessionid=" + "å" * 900}, {"HTTP_COOKIE": "csrftoken=\x01; sessionid=\x7f"}, {"CONTENT_LENGTH": "-1"}, {"CONTENT_LENGTH": "abc"}, {"CONTENT_LENGTH": "9" * 25},
    {"CONTENT_LENGTH": "3000000"}, {"CONTENT_LENGTH": "1"}, {"HTTP_TRANSFER_ENCODING": "chunked"}, {"HTTP_X_FORWARDED_PROTO": "gopher"}, {"HTTP_AUTHORIZATION": "Basic å"},
]  # fmt: skip
FILES = [
    ("bild.png", "image/png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), ("../../bild.jpg", "image/jpeg", b"\xff\xd8\xff\xe0" + b"\x00" * 64),
    ("a\x00.png", "text/html", b"<script>1</script>"), ("x" * 400 + ".png", "image/png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40), ("", "image/png", b"x"), ("tom.png", "image/png", b""),
    ("personer.csv", "text/csv", "namn;epost\n=1+1;\ud800".encode("utf-8", "surrogatepass")), ("personer.xlsx", "application/zip", b"PK\x03\x04" + b"\x00" * 90),
    ("personer.csv", "text/csv", b"\xff\xfe\x00" * 40), ("bild.gif", "image/gif", b"GIF89a\xff\xff\xff\xff\x00\x00\x00;"), ("stor.png", "image/png", b"\x89PNG" + b"0" * 300_000),
]  # fmt: skip


@dataclass
class Target:
    """An address of the product, with one of its forms or none."""

    path: str
    method: str
    form: Form | None = None


@dataclass
class Sent:
    """One request. ``body`` is what goes over the wire."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    headers: dict[str, str] = field(default_factory=dict)
    check_csrf: bool = False

    @property
    def environ(self) -> dict[str, Any]:
        """As a server hands it on: bytes, each as one sign of latin-1."""
        headers = {"QUERY_STRING": self.query, "CONTENT_LENGTH": str(len(self.body))} | self.headers
        on_the_wire = {name: wire(value).decode("latin-1") for name, value in headers.items()}
        return on_the_wire | {"wsgi.input": BytesIO(self.body)}


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    return urlencode([(wire(name), wire(value)) for name, value in pairs]).encode()


def wire(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def multipart(pairs: list[tuple[str, str]], files: list[tuple[str, tuple[str, str, bytes]]]) -> bytes:
    parts = [b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (wire(n), wire(v)) for n, v in pairs]
    parts += [
        b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: %s\r\n\r\n%s\r\n'
        % (wire(name), wire(filename), wire(kind), content)
        for name, (filename, kind, content) in files
    ]
    return b"".join(parts) + b"--x--\r\n"


# All that UTF-8 can write, which takes seconds to find out when the codec is asked.
SIGNS = st.characters(exclude_categories=["Cs"])


def values(ids: list[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(TEXTS), st.sampled_from(ids), st.sampled_from(TEXTS), st.text(SIGNS, max_size=20))


@st.composite
def paths(draw: st.DrawFn, target: Target, ids: list[str]) -> str:
    """The address as it is, or with one part of it exchanged."""
    if draw(st.integers(0, 3)):
        return target.path
    parts = target.path.split("/")
    at = draw(st.integers(1, max(len(parts) - 2, 1)))
    parts[at] = draw(st.one_of(st.sampled_from(PARTS), st.sampled_from(ids)))
    return "/".join(parts)


@st.composite
def bodies(draw: st.DrawFn, target: Target, ids: list[str]) -> list[tuple[str, str]]:
    """What the form holds, with a few fields changed, left out, doubled or added."""
    pairs = list(target.form.sent) if target.form else []
    names = [*(target.form.names() if target.form else []), *FORGED]
    for _change in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(names))
        what = draw(st.integers(0, 5))
        if what:
            pairs = [pair for pair in pairs if pair[0] != name]
        if what != 1:
            pairs.append((name, draw(values(ids))))
    return pairs


@st.composite
def requests(draw: st.DrawFn, targets: list[Target], ids: list[str]) -> Sent:
    target = draw(st.sampled_from(targets))
    method = target.method if draw(st.integers(0, 7)) else draw(st.sampled_from(OTHER_METHODS))
    sent = Sent(method, draw(paths(target, ids)))
    if draw(st.booleans()) if method == "GET" else not draw(st.integers(0, 9)):
        sent.query = draw(queries(ids))
    if method not in ("GET", "HEAD", "OPTIONS"):
        _fill(draw, sent, target, ids)
    if not draw(st.integers(0, 4)):
        sent.headers = draw(st.sampled_from(HEADERS))
    return sent


@st.composite
def queries(draw: st.DrawFn, ids: list[str]) -> str:
    if draw(st.booleans()):
        return "page=" + draw(st.sampled_from(NUMBERS))
    pairs = draw(st.lists(st.tuples(st.sampled_from(QUERY), values(ids)), min_size=1, max_size=3))
    return encoded(pairs).decode()


def _fill(draw: st.DrawFn, sent: Sent, target: Target, ids: list[str]) -> None:
    pairs = draw(bodies(target, ids))
    files = [c.name for c in target.form.controls if c.kind == "file"] if target.form else []
    if files or not draw(st.integers(0, 9)):
        name = draw(st.sampled_from([*files, "picture", "file", ""]))
        sent.body = multipart(pairs, [(name, draw(st.sampled_from(FILES)))])
        sent.content_type = "multipart/form-data; boundary=x"
    else:
        sent.body = encoded(pairs)
    if not draw(st.integers(0, 9)):
        sent.content_type = draw(st.sampled_from(TYPES))
    if not draw(st.integers(0, 19)):
        sent.body = sent.body[: len(sent.body) // 2] + draw(st.binary(max_size=30))
    sent.check_csrf = not draw(st.integers(0, 9))
