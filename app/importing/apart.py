"""A file is read by a process of its own (reading.py), one at a time: a bomb takes its own memory and seconds, not the hall's."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from app.importing.book import Book, Unreadable, _

SECONDS, LONGEST_WAIT = 30.0, 35.0  # by the clock of a busy machine; the reader gives itself ten of its processor
ROOT = Path(__file__).parents[2]
READER = Lock()
TOO_LONG = _("Ten plik czyta się za długo: jest za duży albo zepsuty. Skopiuj same potrzebne wiersze do nowego pliku.")
TOO_LARGE = _("Ten plik po rozpakowaniu jest za duży albo jest uszkodzony. Skopiuj same potrzebne wiersze do nowego pliku.")
BUSY = _("Ktoś właśnie wczytuje plik. Spróbuj za chwilę.")
OVER = _("Plik ma %(size)s MB, a może mieć najwyżej %(most)s MB.")
MIB = 1024 * 1024


def read_apart(content: bytes, most: int) -> Book:
    """The sheets. Raises Unreadable with the reason in words."""
    if len(content) > most:
        raise Unreadable(OVER, size=-(-len(content) // MIB), most=most // MIB)
    if not READER.acquire(timeout=LONGEST_WAIT):
        raise Unreadable(BUSY)
    try:
        answer = asked(content)
    finally:
        READER.release()
    if "problem" in answer:
        raise Unreadable(answer["problem"], **answer["values"])
    return Book.from_json(answer["sheets"])


def asked(content: bytes) -> dict[str, Any]:
    """What the reader said. Whatever ended it, its limits or a fault in a library, is the file's fault to a person."""
    line = [sys.executable, "-P", "-m", "app.importing.reading"]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(line, input=content, capture_output=True, timeout=SECONDS, env=environment)
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_LONG) from None
    if done.returncode:
        raise Unreadable(TOO_LARGE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
