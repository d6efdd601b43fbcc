"""Find a real Chromium for the browser stories, wherever the tests run; a story is never skipped for want of one."""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SHELLS = ("chromium-headless-shell", "chrome-headless-shell", "/usr/lib/chromium/chromium-headless-shell")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "google-chrome-beta", "microsoft-edge")
PLACES = (
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHTS_OWN = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
NO_BROWSER = """The browser stories need Chromium or Chrome and none could be found or fetched. Do one of these and run the tests again:
  apt-get install chromium                      (Debian, Ubuntu; as root)
  uv run playwright install --with-deps chromium
  or install Google Chrome in its usual place."""


@functools.cache
def find_browser() -> str:
    """The path of a Chromium that starts: the machine's, else Playwright's download, else Debian's package."""
    with (Path(tempfile.gettempdir()) / "stoliki-tests-browser.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may ask at once; one of them fetches
        for path in candidates():
            if starts(path):
                return path
    raise RuntimeError(NO_BROWSER)


def candidates() -> Iterator[str]:
    """Where a browser may be, the cheapest first; asking for a later one fetches it.

    A headless shell is the same Chromium without windows: it opens a page in a tenth of the time."""
    yield from shells()
    yield from installed()
    run(sys.executable, "-m", "playwright", "install", "chromium")
    yield from shells()
    yield playwrights()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        run("apt-get", "update")
        run("apt-get", "install", "-y", "--no-install-recommends", "chromium-headless-shell", "chromium", "fonts-liberation")
        yield from shells()
        yield from installed()


def shells() -> Iterator[str]:
    """Chromium without windows: the machine's, or Playwright's own."""
    yield from filter(None, map(shutil.which, SHELLS))
    for folder in Path(playwrights() or "/nowhere/a/b").parents[2].glob("chromium_headless_shell-*/*"):
        yield from (str(file) for file in folder.glob("*headless*shell*") if os.access(file, os.X_OK) and file.is_file())


def installed() -> Iterator[str]:
    """The machine's own browsers."""
    yield from filter(None, map(shutil.which, NAMES))
    yield from filter(os.path.exists, PLACES)


def playwrights() -> str:
    """Where Playwright keeps its own Chromium, be it there or not."""
    return run(sys.executable, "-c", PLAYWRIGHTS_OWN).strip()


def starts(path: str) -> bool:
    """A download without its system libraries, or a stub that only names a store, is no browser."""
    return bool(path) and "." in run(path, "--version")


def run(*words: str) -> str:
    """What a command printed; nothing when it failed."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=600, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
