"""Static files under the name of this version: what is fetched once is good for ever, and a page never gets another version's script.

`/static/{version}/js/tablet.js`: relative imports and addresses in style sheets inherit the version by themselves.
"""

import os
import re
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from jinja2.ext import Extension
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.live.version import APP, version

STATIC = APP / "static"
NAMED = re.compile(r"[0-9a-f]{8,64}")
VENDORED = re.compile(r"(?<=[\"/])vendor/[\w./-]+\.(?:js|woff2)")
OTHER_SCREENS = ("sw", "map", "screen", "scene", "projector", "hall", "cafe", "ideas", "counter", "desk", "print", "address")
AT_COUNTER = ("desk.css", "ideas.css", "ideas.js", "counter.js", "desk_state.js", "desk_times.js", "desk_tray.js")
FOREVER, OF_ANOTHER_VERSION, ASK = "public, max-age=31536000, immutable", "no-store", "no-cache"


class Static(StaticFiles):
    """This version's files are cached for good; a page of another version gets what there is, and nobody keeps it."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        first, _, rest = path.replace(os.sep, "/").partition("/")
        named = NAMED.fullmatch(first)
        answer = await super().get_response(rest if named else path, scope)
        answer.headers["Cache-Control"] = FOREVER if first == version() else OF_ANOTHER_VERSION if named else ASK
        answer.headers["X-Stoliki"] = "1"
        return answer


class Shelf:
    """This version's files in memory: a whole hall asks for the same ten at once. What is not on it is looked for on the disk."""

    def __init__(self) -> None:
        self._folder = f"/static/{version()}/"
        self._kept: dict[str, Response] = {}

    def at(self, path: str) -> Response | None:
        name = path.removeprefix(self._folder)
        if name not in names() or name == path:
            return None
        if name not in self._kept:
            kind = guess_type(name)[0] or "application/octet-stream"
            self._kept[name] = Response((STATIC / name).read_bytes(), 200, {"Cache-Control": FOREVER, "X-Stoliki": "1"}, kind)
        return self._kept[name]


@cache
def names() -> frozenset[str]:
    """Of all files that there are."""
    return frozenset(file.relative_to(STATIC).as_posix() for file in STATIC.rglob("*") if file.is_file())


class StaticOfThisVersion(Extension):
    """Templates say `/static/...`; what is served says of which version."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> Any:
        return source.replace('"/static/', f'"/static/{version()}/')


def is_near(file: Path) -> bool:
    """Whether a page that is kept for the time without network may need it."""
    return file.name in AT_COUNTER or file.stem.split("_")[0] not in OTHER_SCREENS


@cache
def shell_files() -> list[str]:
    """Every file that the stolik's pages and the doors are made of: our scripts and styles, and what of the vendored ones they name."""
    ours = [file for folder in ("css", "js") for file in (STATIC / folder).iterdir() if is_near(file)]
    told = [*ours, *(file for part in ("base.html", "tablet/*.html", "seats/*.html") for file in (APP / "templates").glob(part))]
    bought = {found for file in told for found in VENDORED.findall(file.read_text(encoding="utf-8"))}
    names = {file.relative_to(STATIC).as_posix() for file in [*ours, STATIC / "icon.svg"]} | bought
    return [f"/static/{version()}/{name}" for name in sorted(names)]
