"""The program that engraves: an SVG comes in, a PNG of 3840 x 2160 goes out. It imports nothing of the house."""

import os
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
CUTS = ("500Medium", "600SemiBold", "700Bold")
FONTS = [HERE.parent / "papers" / "vendor" / "source-sans" / cut for cut in CUTS]
PER_INCH, POLITE = 144.0, 10  # two pixels for each unit of the map


def engraved(svg: str) -> bytes:
    page = typst.compile(HERE / "picture.typ", root=HERE, font_paths=FONTS, format="png", ppi=PER_INCH, sys_inputs={"svg": svg})
    return bytes(page)


if __name__ == "__main__":
    os.nice(POLITE)
    sys.stdout.buffer.write(engraved(sys.stdin.buffer.read().decode()))
