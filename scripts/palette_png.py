"""A PNG with at most 96 colours: a quarter of the bytes, and nothing to be seen of it in drawings with few colours."""

import struct
import zlib
from collections import Counter
from pathlib import Path

MOST = 96
SIGN = b"\x89PNG\r\n\x1a\n"
Colour = tuple[int, int, int]


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], len(SIGN)
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        found.append((kind, data[at + 8 : at + 8 + size]))
        at += 12 + size
    return found


def rows(data: bytes) -> tuple[int, list[bytearray], int]:
    """Width, the lines of pixels with their filters undone, bytes for each pixel."""
    parts = chunks(data)
    width, height, depth, kind = struct.unpack(">IIBB", parts[0][1][:10])
    if (depth, kind) not in ((8, 2), (8, 6)):
        raise ValueError("only 8 bits of RGB or RGBA")
    step = 3 if kind == 2 else 4
    raw, lines = zlib.decompress(b"".join(body for name, body in parts if name == b"IDAT")), [bytearray(width * step)]
    for n in range(height):
        line = bytearray(raw[n * (width * step + 1) + 1 : (n + 1) * (width * step + 1)])
        unfilter(raw[n * (width * step + 1)], line, lines[-1], step)
        lines.append(line)
    return width, lines[1:], step


def unfilter(kind: int, line: bytearray, above: bytearray, step: int) -> None:
    for i in range(len(line) if kind else 0):
        left, up = line[i - step] if i >= step else 0, above[i]
        corner = above[i - step] if i >= step else 0
        line[i] = (line[i] + (left, up, (left + up) // 2, nearest(left, up, corner))[kind - 1]) & 255


def nearest(left: int, up: int, corner: int) -> int:
    """Paeth's guess."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))


def palette_of(counts: Counter[Colour]) -> list[Colour]:
    """The most used colours, and of every 32nd part of what is left the most used again, so that no rare tone is lost."""
    first = [colour for colour, _ in counts.most_common(MOST // 2)]
    rest: dict[Colour, Counter[Colour]] = {}
    for colour, count in counts.items():
        if colour not in first:
            red, green, blue = (part >> 5 for part in colour)
            rest.setdefault((red, green, blue), Counter())[colour] = count
    heavy = sorted(rest.values(), key=lambda cell: -cell.total())[: MOST - len(first)]
    return first + [cell.most_common(1)[0][0] for cell in heavy]


def indexes(counts: Counter[Colour], palette: list[Colour]) -> dict[Colour, int]:
    """Every colour's place in the palette, or that of its nearest."""

    def far(colour: Colour, n: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, palette[n], strict=True))

    known = {colour: n for n, colour in enumerate(palette)}
    return {colour: known[colour] if colour in known else min(range(len(palette)), key=lambda n: far(colour, n)) for colour in counts}


def shrink(file: Path) -> int:
    """Write it again with a palette; its new size in bytes."""
    width, lines, step = rows(file.read_bytes())
    pixels = [list(zip(line[0::step], line[1::step], line[2::step], strict=True)) for line in lines]
    counts = Counter(colour for line in pixels for colour in line)
    palette = palette_of(counts)
    index = indexes(counts, palette)
    body = b"".join(b"\0" + bytes(index[colour] for colour in line) for line in pixels)
    head = struct.pack(">IIBBBBB", width, len(lines), 8, 3, 0, 0, 0)
    plte = b"".join(bytes(colour) for colour in palette)
    made = SIGN + b"".join(chunk(*one) for one in ((b"IHDR", head), (b"PLTE", plte), (b"IDAT", zlib.compress(body, 9)), (b"IEND", b"")))
    file.write_bytes(made)
    return len(made)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
