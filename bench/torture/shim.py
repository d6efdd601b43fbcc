"""powercut.c, compiled when it is needed with the compiler of the system."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("powercut.c")
BUILD = Path(__file__).parents[1] / "build"
NO_COMPILER = "no C compiler (cc, gcc, clang) or not Linux: what needs the preload shim was NOT run"


@cache
def shim() -> Path | None:
    """The library to preload; None when this machine cannot build it."""
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    BUILD.mkdir(exist_ok=True)
    made = BUILD / f"powercut-{SOURCE.stat().st_mtime_ns}.so"
    if not made.exists():
        own = made.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", str(own), str(SOURCE), "-ldl", "-lpthread"], check=True, timeout=120)
        own.replace(made)
    return made
