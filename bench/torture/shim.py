"""powercut.c, compiled when it is needed with the compiler of the system."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("powercut.c")
BUILD = Path(__file__).parents[1] / "build"
ZIG = ("uv", "run", "--no-project", "--with", "ziglang", "python", "-m", "ziglang", "cc")  # a C compiler that comes as a wheel
ELSEWHERE = "the preload shim is for Linux: what needs it was NOT run"


def compiler() -> list[str]:
    """The system's; where there is none, one that uv fetches."""
    found = next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)
    return [found] if found else list(ZIG)


@cache
def shim() -> Path | None:
    """The library to preload; None where there is no such thing. Raises CalledProcessError when it does not compile."""
    if not sys.platform.startswith("linux"):
        return None
    BUILD.mkdir(exist_ok=True)
    made = BUILD / f"powercut-{SOURCE.stat().st_mtime_ns}.so"
    if not made.exists():
        own = made.with_suffix(f".{os.getpid()}")
        subprocess.run([*compiler(), "-O2", "-shared", "-fPIC", "-o", str(own), str(SOURCE), "-ldl", "-lpthread"], check=True, timeout=300)
        own.replace(made)
    return made
