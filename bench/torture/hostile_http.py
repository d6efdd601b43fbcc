"""Requests that are none: handshakes with a fault, smuggling, heads and bodies without measure, and what comes a byte a second."""

import os
from collections.abc import Iterator

from bench.torture.hostile_wire import CLOSE, Say, Target, dripping, framed, saying

MB = 1_000_000
POST = "POST /commands HTTP/1.1"
JSON = "Content-Type: application/json"
SMUGGLED = b"GET /healthz?smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
TE, FIVE = "Transfer-Encoding: chunked", "Content-Length: 5"


def handshakes(to: Target) -> dict[str, tuple[bytes, set[int]]]:
    """name -> (what is said, which statuses are good answers); never 101."""
    path = f"/live?channels={to.channels}"
    plain = {400, 401, 403, 404, 405, 414, 426, 431, 505}
    heads = {
        "no key": to.head(drop=("Sec-WebSocket-Key",)),
        "a short key": to.head(Sec_WebSocket_Key="c2hvcnQ="),
        "a key that is no base64": to.head(Sec_WebSocket_Key="?" * 24),
        "two keys": to.head(sec_websocket_key="dGhlIHNhbXBsZSBub25jZQ=="),
        "no version": to.head(drop=("Sec-WebSocket-Version",)),
        "version 12": to.head(Sec_WebSocket_Version="12"),
        "two versions": to.head(sec_websocket_version="13"),
        "by POST": to.head(f"POST {path} HTTP/1.1"),
        "by HTTP/1.0": to.head(f"GET {path} HTTP/1.0"),
        "by HTTP/3.7": to.head(f"GET {path} HTTP/3.7"),
        "two upgrades": to.head(upgrade="h2c"),
        "a foreign origin": to.head(Origin="http://evil.example"),
        "no origin": to.head(drop=("Origin",)),
        "an origin in other words": to.head(Origin=to.origin + ".evil.example"),
        "another path": to.head("GET /nowhere HTTP/1.1"),
        "a head of 70 kB": to.head(X_A="a" * 70_000),
        "a line of 10 kB": to.head(X_A="a" * 10_000),
        "300 headers": to.head(**{f"X_{n}": "a" for n in range(300)}),
        "an address of 70 kB": to.head(f"GET {path}{'a' * 70_000} HTTP/1.1"),
        "an address with raw bytes": to.head(f"GET {path}\xff\xfe HTTP/1.1"),
        "a header with a zero byte": to.head(X_A="a\0b"),
    }
    return {name: (said, plain | {200} if name == "two upgrades" else plain) for name, said in heads.items()}


def strange_queries(to: Target) -> dict[str, bytes]:
    """Proper handshakes that ask for what is not theirs: let in, and closed with a reason; never greeted."""
    asked = {
        "channels twice, the last one foreign": f"channels={to.channels}&channels=stolik-5",
        "no channels": "",
        "65 channels": "channels=" + ",".join(f"stolik-{n}" for n in range(65)),
        "another stolik": "channels=stolik-5",
        "mine and another": f"channels={to.channels},stolik-5",
        "broken percents": "channels=%ff%fe%",
        "a channel with a zero byte": f"channels={to.channels}%00",
        "another version": f"channels={to.channels}&version=0123456789ab",
        "an empty version": f"channels={to.channels}&version=",
        "a seat that is not mine": f"channels={to.channels}&seat=organiser-1",
    }
    return {name: to.head(f"GET /live?{query} HTTP/1.1") for name, query in asked.items()}


def smuggling(to: Target) -> dict[str, bytes]:
    """Two readings of where a request ends: every one must end the connection, and what follows must not be answered."""
    return {name: to.request(POST, JSON, *lines, body=body + SMUGGLED) for name, lines, body in shapes()} | {
        name: said + SMUGGLED for name, said in first_lines(to)
    }


def shapes() -> Iterator[tuple[str, tuple[str, ...], bytes]]:
    chunk = b"0\r\n\r\n"
    yield "CL and TE", (FIVE, TE), chunk
    yield "TE and CL", (TE, FIVE), chunk
    yield "two lengths", (FIVE, "Content-Length: 6"), b"12345"
    yield "two lengths in one", ("Content-Length: 5, 6",), b"12345"
    for length in ("+5", "-5", "0x5", "5 5", "5_0", "٥".encode().decode("latin-1"), "9" * 40):
        yield f"a length of {length[:8]!r}", (f"Content-Length: {length}",), b"12345"
    for coding in ("xchunked", "chunked, identity", "identity, chunked, gzip", "\x0bchunked", "chunked\x00"):
        yield f"the coding {coding!r}", (f"Transfer-Encoding: {coding}",), chunk
    yield "a space before the colon", ("Transfer-Encoding : chunked",), chunk
    yield "a folded header", ("X-A: b\r\n c", "Content-Length : 5"), b"12345"
    for size in (b"zz", b"-1", b"0x5", b"F" * 17, b"5 5", b"", b"\x00"):
        yield f"a chunk of {size[:4]!r}", (TE,), size + b"\r\n12345\r\n" + chunk
    yield "a chunk longer than said", (TE,), b"3\r\n12345\r\n" + chunk
    yield "a header with a zero byte", ("X-A: a\0b",), b""
    yield "a header without a name", (": a",), b""
    yield "a header without a colon", ("nothing",), b""


def first_lines(to: Target) -> Iterator[tuple[str, bytes]]:
    for line in ("GET", "GET /", "GET / HTTP/9.9", "GET / HTTP/1.1 x", "FOO / HTTP/1.1", "GET http://[ HTTP/1.1", "GET \0 HTTP/1.1"):
        yield f"the line {line!r}", to.request(line)
    yield "the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    yield "a TLS greeting", bytes.fromhex("16030102000100") + os.urandom(505)
    yield "noise", b"\xff" + os.urandom(4000)


def huge(to: Target) -> dict[str, Say]:
    """10 MB where 64 kB are allowed, in bodies and in heads."""
    body = b"x" * (10 * MB)
    chunks = (b"186A0\r\n" + b"x" * 100_000 + b"\r\n") * 100 + b"0\r\n\r\n"
    form = "Content-Type: application/x-www-form-urlencoded"
    return {
        "a body of 10 MB": saying(to.request(POST, JSON, f"Content-Length: {len(body)}"), body),
        "a body of 10 MB in chunks": saying(to.request(POST, JSON, TE), chunks),
        "10 MB of one-byte chunks": saying(to.request(POST, JSON, TE), b"1\r\nx\r\n" * 1_700_000),
        "a card's code of 10 MB": saying(to.request("POST /join HTTP/1.1", form, TE), chunks),
        "a page asked with 10 MB": saying(to.request("GET /map HTTP/1.1", TE), chunks),
        "a header of 10 MB": saying(to.request("GET / HTTP/1.1", "X-A: ")[:-4], body),
        "a header of 100 kB": saying(to.request("GET / HTTP/1.1", "X-A: " + "a" * 100_000)),
        "10,000 headers": saying(to.request("GET / HTTP/1.1", *(f"X-{n}: a" for n in range(10_000)))),
        "an address of 10 MB": saying(b"GET /" + body),
        "a method of 10 MB": saying(b"G" + b"E" * 10 * MB),
        "a trailer of 10 MB": saying(to.request(POST, JSON, TE, body=b"0\r\nX-A: "), body),
        "2,000 requests at once": saying(to.request("GET /healthz HTTP/1.1") * 2000),
    }


def slow(to: Target) -> dict[str, Say]:
    """A byte a second: each must be gone within 12 s of its first byte."""
    head = to.head()
    long = b"Content-Length: 60000"
    request = to.request(POST, JSON, long.decode())
    return {
        "a head": dripping(b"x" * 100, b"GET / HTTP/1.1\r\nX-A: "),
        "a first line": dripping(b"GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        "a handshake": dripping(head[-60:], head[:-60]),
        "an upgrade with a body": dripping(b"x" * 100, to.head(Content_Length="60000")),
        "an upgrade with chunks": dripping(b"x" * 100, to.head(Transfer_Encoding="chunked") + b"FFFF\r\n"),
        "a body": dripping(b"x" * 100, request),
        "chunks": dripping(b"1\r\nx\r\n" * 20, to.request(POST, JSON, TE)),
        "a body after the answer": dripping(b"x" * 100, to.request("GET /healthz HTTP/1.1", long.decode())),
        "a body of a form": dripping(b"x" * 100, to.request("POST /join HTTP/1.1", long.decode())),
        "a second head": dripping(b"x" * 100, to.request("GET /healthz HTTP/1.1") + b"GET / HTTP/1.1\r\nX-A: "),
        "a trailer": dripping(b"x" * 100, to.request(POST, JSON, TE, body=b"0\r\nX-A: ")),
        "nothing": saying(b""),
        "a CONNECT": dripping(b"x" * 100, b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n"),
        "another protocol": dripping(b"x" * 100, to.request("GET /healthz HTTP/1.1", "Upgrade: h2c", "Connection: Upgrade")),
        "a request of its own after a good one": saying(to.request("GET /healthz HTTP/1.1")),
    }


def slow_frames() -> dict[str, Say]:
    """On an open socket: silent or dripping, without ever answering a ping."""
    return {
        "silence": saying(b""),
        "half a head": saying(b"\x81"),
        "a head without its mask": saying(b"\x81\xfe\x10\x00"),
        "a text cut short": saying(framed(0x81, b"x" * 50_000)[:30_000]),
        "a text, dripping": dripping(framed(0x81, b"x" * 100)),
        "a close cut short": saying(framed(CLOSE, b"\x03\xe8")[:3]),
    }
