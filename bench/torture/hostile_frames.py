"""Every way of RFC 6455 to get a frame wrong, with the close code it deserves; and what is odd but no fault."""

import json
import struct
from collections.abc import Iterator

from bench.torture.hostile_wire import BINARY, CLOSE, CONT, PING, PONG, TEXT, framed

WRONG, UNSUPPORTED, BROKEN, POLICY, TOO_BIG = 1002, 1003, 1007, 1008, 1009
UNFINISHED = 0x7F  # a first byte without FIN
LIMIT = 65_536
MASK = b"\1\2\3\4"
NO_CODES = (0, 1, 500, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 65_535)
NO_UTF8 = {
    "a lone continuation byte": b"\x80", "an overlong slash": b"\xc0\xaf",
    "an overlong zero": b"\xe0\x80\x80", "a surrogate": b"\xed\xa0\x80",
    "beyond the last character": b"\xf4\x90\x80\x80", "a character cut short": b"\xc4", "another alphabet": "zażółć".encode("iso8859-2"),
}  # fmt: skip
ODD = [
    b"", b"no JSON", b"{", b"[]", b'"ping"', b"null", b"[" * 60_000, b'{"a":' * 12_000, b" " * 60_000,
    b'{"t":"ping","k":1e999}', b'{"t":"ping","k":-1e999}', b'{"t":"ping","k":NaN}', b'{"t":"ping","k":' + b"9" * 5000 + b"}",
    b'{"t":"ping","k":{"a":[1]}}', b'{"t":"ping"}', b'{"t":"push","channel":"map"}', b'{"t":["ping"]}',
    b'{"t":"ping","k":"\\ud800"}', b'{"t":"ping","t":"ping","k":1}', json.dumps({"t": "x" * 60_000}).encode(),
]  # fmt: skip


def faults() -> dict[str, tuple[bytes, int]]:
    """name -> (bytes after the handshake, close code)."""
    parts = (reserved(), control(), masks(), fragments(), texts(), closes(), lengths(), floods())
    return {name: (said, code) for part in parts for name, said, code in part}


def reserved() -> Iterator[tuple[str, bytes, int]]:
    for bit in (1, 2, 3):
        for name, first in (("text", TEXT), ("ping", PING), ("close", CLOSE)):
            yield f"RSV{bit} on a {name}", framed(first | 0x80 >> bit, b"{}"), WRONG
    for opcode in (*range(3, 8), *range(0xB, 0x10)):
        yield f"opcode {opcode:X}", framed(0x80 | opcode, b""), WRONG
        yield f"opcode {opcode:X} with a payload", framed(0x80 | opcode, b"ab"), WRONG


def control() -> Iterator[tuple[str, bytes, int]]:
    for name, first in (("ping", PING), ("pong", PONG), ("close", CLOSE)):
        yield f"a fragmented {name}", framed(first & UNFINISHED, b""), WRONG
        yield f"a {name} of 126 bytes", framed(first, b"\x03\xe8" + b"x" * 124), WRONG
        yield f"a {name} of 60,000 bytes, announced", struct.pack("!BBH", first, 0xFE, 60_000), WRONG
        yield f"a {name} of 2^62 bytes, announced", struct.pack("!BBQ", first, 0xFF, 1 << 62), WRONG


def masks() -> Iterator[tuple[str, bytes, int]]:
    for name, first in (("text", TEXT), ("binary", BINARY), ("ping", PING), ("pong", PONG), ("close", CLOSE)):
        yield f"an unmasked {name}", framed(first, b"\x03\xe8", masked=False), WRONG
    yield "an unmasked continuation", framed(TEXT & UNFINISHED, b"{") + framed(CONT, b"}", masked=False), WRONG


def fragments() -> Iterator[tuple[str, bytes, int]]:
    yield "a continuation of nothing", framed(CONT, b"x"), WRONG
    yield "an unfinished continuation of nothing", framed(CONT & UNFINISHED, b"x"), WRONG
    yield "a continuation after the end", framed(TEXT & UNFINISHED, b"{") + framed(CONT, b"}") + framed(CONT, b"}"), WRONG
    for name, first in (("text", TEXT), ("binary", BINARY)):
        yield f"a {name} inside a text", framed(TEXT & UNFINISHED, b"{") + framed(first, b"}"), WRONG
        yield f"an unfinished {name} inside a text", framed(TEXT & UNFINISHED, b"{") + framed(first & UNFINISHED, b"}"), WRONG
    yield "a close inside a text", framed(TEXT & UNFINISHED, b"{") + framed(CLOSE, b"\x03\xe8"), WRONG
    yield "a reserved bit on a continuation", framed(TEXT & UNFINISHED, b"{") + framed(CONT | 0x40, b"}"), WRONG


def texts() -> Iterator[tuple[str, bytes, int]]:
    for name, said in NO_UTF8.items():
        yield f"a text with {name}", framed(TEXT, b"{" + said), BROKEN
        yield f"a fragmented text with {name}", framed(TEXT & UNFINISHED, said[:1]) + framed(CONT, said[1:] + b"}"), BROKEN
        yield f"a reason with {name}", framed(CLOSE, b"\x03\xe8" + said), BROKEN
    yield "a binary", framed(BINARY, b"\0\1"), UNSUPPORTED
    yield "an empty binary", framed(BINARY, b""), UNSUPPORTED
    yield "a fragmented binary", framed(BINARY & UNFINISHED, b"\0") + framed(CONT, b"\1"), UNSUPPORTED


def closes() -> Iterator[tuple[str, bytes, int]]:
    yield "a close of one byte", framed(CLOSE, b"\x03"), WRONG
    for code in NO_CODES:
        yield f"a close with the code {code}", framed(CLOSE, struct.pack("!H", code) + b"why"), WRONG


def lengths() -> Iterator[tuple[str, bytes, int]]:
    for size in (0, 5, 125):
        yield f"{size} said in 16 bits", struct.pack("!BBH", TEXT, 0xFE, size) + MASK + b"x" * size, WRONG
    for size in (5, 125, 126, 65_535):
        yield f"{size} said in 64 bits", struct.pack("!BBQ", TEXT, 0xFF, size) + MASK + b"x" * size, WRONG
    for size in (1 << 63, (1 << 63) + 5, (1 << 64) - 1):
        yield f"a length of {size:X}", struct.pack("!BBQ", TEXT, 0xFF, size), WRONG
    for size in (LIMIT + 1, 10_000_000, 1 << 40, (1 << 63) - 1):
        yield f"a text of {size} bytes, announced", struct.pack("!BBQ", TEXT, 0xFF, size), TOO_BIG
    yield "a text of 10 MB", framed(TEXT, b"x" * 10_000_000), TOO_BIG
    yield "a text over the limit in two", framed(TEXT & UNFINISHED, b"x" * 40_000) + framed(CONT, b"x" * 40_000), TOO_BIG
    yield "a text without end", framed(TEXT & UNFINISHED, b"x") + framed(CONT & UNFINISHED, b"x" * 2000) * 50, TOO_BIG


def floods() -> Iterator[tuple[str, bytes, int]]:
    yield "empty fragments without end", framed(TEXT & UNFINISHED, b"") + framed(CONT & UNFINISHED, b"") * 20_000, POLICY
    yield "40,000 pings", framed(PING, b"x" * 125) * 40_000, POLICY
    yield "40,000 pongs", framed(PONG, b"") * 40_000, POLICY
    yield "40,000 empty texts", framed(TEXT, b"") * 40_000, POLICY
    yield "40,000 pings in texts", framed(TEXT, b'{"t":"ping","k":1}') * 40_000, POLICY
    yield "40,000 empty binaries", framed(BINARY, b"") * 40_000, UNSUPPORTED


def after_a_close() -> bytes:
    """A good end, and then more: it must change nothing."""
    return framed(CLOSE, b"\x03\xe8") + framed(TEXT, b'{"t":"ping","k":1}') * 1000
