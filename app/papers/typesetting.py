"""The program that typesets: {"template", "data"} as JSON comes in, a PDF goes out. It imports nothing of the house.

What residents and organisers wrote travels as data (`sys.inputs`), never as source: no text can become markup.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
CUTS = ("400Regular", "600SemiBold", "700Bold", "800ExtraBold")
FONTS = [HERE / "vendor" / family / cut for family in ("atkinson", "source-sans") for cut in CUTS]
POLITE = 10


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """A tagged PDF, checked against PDF/UA-1 while it is made. A letter that none of our fonts has (Chinese, an emoji) would break that
    promise: then the machine's own fonts help, without the promise. A sheet with an empty box is better than no sheet."""
    try:
        return compiled(template, data, ignore_system_fonts=True, pdf_standards=["ua-1"])
    except typst.TypstError:
        return compiled(template, data)


def compiled(template: str, data: dict[str, Any], **how: Any) -> bytes:
    given = {"data": json.dumps(data, ensure_ascii=False)}
    made: Any = typst.compile(HERE / f"{template}.typ", root=HERE, font_paths=FONTS, format="pdf", sys_inputs=given, **how)
    return bytes(made)


if __name__ == "__main__":
    os.nice(POLITE)
    sys.stdout.buffer.write(typeset(**json.load(sys.stdin.buffer)))
