"""Typst makes the PDF. What residents and organisers wrote travels as JSON (`sys.inputs`), never as source: no text can become markup."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CUTS = ("400Regular", "600SemiBold", "700Bold", "800ExtraBold")
FONTS = [str(HERE / "vendor" / family / cut) for family in ("atkinson", "source-sans") for cut in CUTS]
ACCESSIBLE = ["ua-1"]


def printed(template: str, data: dict[str, Any]) -> bytes:
    """A tagged PDF, checked against PDF/UA-1 while it is made. A letter that none of our fonts has (Chinese, an emoji) would break that
    promise: then the machine's own fonts help, without the promise. A sheet with an empty box is better than no sheet."""
    typst = import_module("typst")  # 84 MB of machine code, loaded when something is printed: a server starts without it
    given = {"sys_inputs": {"data": json.dumps(data, ensure_ascii=False)}, "root": str(HERE), "font_paths": FONTS}
    source = str(HERE / f"{template}.typ")
    try:
        made = typst.compile(source, format="pdf", ignore_system_fonts=True, pdf_standards=ACCESSIBLE, **given)
    except typst.TypstError:
        made = typst.compile(source, format="pdf", **given)
    return bytes(made)
