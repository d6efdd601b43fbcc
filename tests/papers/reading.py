"""What stands on a paper: asked of typst itself, and seen on the page that it draws."""

import json
import re
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import typst

from app.papers.typesetting import FONTS, HERE

PAGE = re.compile(rb"/Type\s*/Page\b")
GIVEN = {"root": HERE, "font_paths": FONTS, "ignore_system_fonts": True}


def said(template: str, data: dict[str, Any], selector: str, field: str = "body") -> list[str]:
    """The words of every element that fits, in order."""
    found = typst.query(HERE / f"{template}.typ", selector, field, sys_inputs={"data": json.dumps(data)}, **GIVEN)
    return [words(one) for one in json.loads(found)]


def words(content: Any) -> str:
    """A content's text, whatever it is wrapped in."""
    if isinstance(content, list):
        return "".join(words(one) for one in content)
    if not isinstance(content, dict):
        return ""
    return (
        str(content.get("text", ""))
        if content.get("func") == "text"
        else words(content.get("body", content.get("children", content.get("child"))))
    )


def page_count(pdf: bytes) -> int:
    return len(PAGE.findall(pdf))


@dataclass
class Picture:
    """A drawn page: RGBA, 8 bits each."""

    width: int
    height: int
    rows: list[bytes]

    def dark(self, x: float, y: float) -> bool:
        at = int(x) * 4
        return self.rows[int(y)][at] < 128

    def blank(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Nothing is drawn there, to the pixel."""
        return all(set(row[int(left) * 4 : int(right) * 4]) <= {255} for row in self.rows[int(top) : int(bottom)])


def drawn(template: str, data: dict[str, Any], dots_per_mm: float) -> list[Picture]:
    """Every page, in order."""
    made: Any = typst.compile(
        HERE / f"{template}.typ", format="png", ppi=25.4 * dots_per_mm, sys_inputs={"data": json.dumps(data)}, **GIVEN
    )
    return [png(one) for one in (made if isinstance(made, list) else [made])]


def png(raw: bytes) -> Picture:
    """The one kind of PNG that typst writes: eight bits, RGBA, not interlaced."""
    chunks, at, width, height = b"", 8, 0, 0
    while at < len(raw):
        size, kind = struct.unpack(">I4s", raw[at : at + 8])
        if kind == b"IHDR":
            width, height, *form = struct.unpack(">IIBBBBB", raw[at + 8 : at + 8 + size])
            assert form == [8, 6, 0, 0, 0]
        chunks += raw[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    flat, rows, last = zlib.decompress(chunks), [], bytes(width * 4)
    for start in range(0, len(flat), width * 4 + 1):
        last = unfiltered(flat[start], flat[start + 1 : start + 1 + width * 4], last)
        rows.append(last)
    return Picture(width, height, rows)


def unfiltered(how: int, line: bytes, above: bytes) -> bytes:
    """PNG's five filters."""
    if how == 0:
        return line
    if how == 2:
        return bytes((a + b) & 255 for a, b in zip(line, above, strict=True))
    out = bytearray(line)
    for n, value in enumerate(line):
        left, corner = (out[n - 4], above[n - 4]) if n >= 4 else (0, 0)
        guess = {1: left, 3: (left + above[n]) // 2, 4: paeth(left, above[n], corner)}[how]
        out[n] = (value + guess) & 255
    return bytes(out)


def paeth(left: int, above: int, corner: int) -> int:
    wish = left + above - corner
    return min((abs(wish - left), 0, left), (abs(wish - above), 1, above), (abs(wish - corner), 2, corner))[2]
