"""A paper is made by a process of its own (typesetting.py): 84 MB of machine code and its memory never enter the server that the hall
depends on, and it runs behind everything else. One at a time."""

import json
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any

TYPESETTING = Path(__file__).parent / "typesetting.py"
SECONDS = 120
PRESS = Lock()


def printed(template: str, data: dict[str, Any]) -> bytes:
    """The PDF. Raises CalledProcessError or TimeoutExpired when there is none: a defect, whatever the data."""
    asked = json.dumps({"template": template, "data": data}, ensure_ascii=False).encode()
    with PRESS:
        done = subprocess.run([sys.executable, "-P", str(TYPESETTING)], input=asked, stdout=subprocess.PIPE, timeout=SECONDS, check=True)
    return done.stdout
