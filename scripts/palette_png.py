"""A PNG with at most 96 colours: a quarter of the bytes, and nothing to be seen of it in drawings with few colours. The browser counts."""

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

SIGN = b"\x89PNG\r\n\x1a\n"
COUNT = """async ([png, most]) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const { width, height } = image, pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.drawImage(image, 0, 0);
  const seen = new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer), counts = new Map();
  for (const one of seen) counts.set(one, (counts.get(one) ?? 0) + 1);
  const all = [...counts].sort((a, b) => b[1] - a[1]), first = all.slice(0, most / 2), cells = new Map();
  for (const [colour, count] of all.slice(most / 2)) {
    const key = colour & 0xe0e0e0, cell = cells.get(key) ?? [colour, 0]; // of each part of what is left
    cells.set(key, [cell[0], cell[1] + count]);
  }
  const rest = [...cells.values()].sort((a, b) => b[1] - a[1]).slice(0, most - first.length);
  const palette = [...first, ...rest].map(([colour]) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]);
  const places = new Map();
  const nearest = (colour) => {
    const [red, green, blue] = [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
    const far = palette.map(([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2);
    return far.indexOf(Math.min(...far));
  };
  const lines = new Uint8Array((width + 1) * height);
  for (let n = 0; n < seen.length; n += 1) {
    if (!places.has(seen[n])) places.set(seen[n], nearest(seen[n]));
    lines[n + Math.floor(n / width) + 1] = places.get(seen[n]);
  }
  let text = "";
  for (let n = 0; n < lines.length; n += 32768) text += String.fromCharCode(...lines.subarray(n, n + 32768));
  return { width, height, palette: palette.flat(), lines: btoa(text) };
}"""


def shrink(browser: Browser, file: Path, most: int = 96) -> int:
    """Write it again with a palette; its new size in bytes."""
    page = browser.new_page()
    found: dict[str, Any] = page.evaluate(COUNT, [base64.b64encode(file.read_bytes()).decode(), most])
    page.close()
    head = struct.pack(">IIBBBBB", found["width"], found["height"], 8, 3, 0, 0, 0)
    body = zlib.compress(base64.b64decode(found["lines"]), 9)
    parts = ((b"IHDR", head), (b"PLTE", bytes(found["palette"])), (b"IDAT", body), (b"IEND", b""))
    made = SIGN + b"".join(chunk(*part) for part in parts)
    file.write_bytes(made)
    return len(made)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
