"""The doors of the map as a file, for the report and for whoever writes about the day: /export/map.svg and /export/map.png."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from app.live.languages import say
from app.live.seat import ORGANISER, THEMER
from app.live.seated import fitting, has_role, language
from app.projector.drawing import Pen, Words, drawn
from app.projector.drawn import drawn_now

router = APIRouter(prefix="/export")
ENGRAVING, SECONDS, BENCH = Path(__file__).parent / "engraving.py", 60, Lock()
ENGRAVED = "'Source Sans 3'"  # the face at hand as a file of outlines


@router.get("/map.svg")
def map_svg(request: Request) -> Response:
    """The picture on the hall's screen, to be scaled and printed; `?scheme=dark` as on a dark screen."""
    fitting(request, has_role(ORGANISER, THEMER))
    return download(request, asked(request, Pen(is_dark(request))).encode(), "image/svg+xml", "svg")


@router.get("/map.png")
def map_png(request: Request) -> Response:
    """The same in 3840 x 2160 points, by a process of its own that runs behind everything else."""
    fitting(request, has_role(ORGANISER, THEMER))
    return download(request, engraved(asked(request, Pen(is_dark(request), ENGRAVED, ENGRAVED))), "image/png", "png")


def engraved(svg: str) -> bytes:
    """One at a time. Raises CalledProcessError or TimeoutExpired when there is none."""
    words = [sys.executable, "-P", str(ENGRAVING)]
    with BENCH:
        return subprocess.run(words, input=svg.encode(), stdout=subprocess.PIPE, timeout=SECONDS, check=True).stdout


def is_dark(request: Request) -> bool:
    return request.query_params.get("scheme") == "dark"


def asked(request: Request, pen: Pen) -> str:
    state = request.app.state
    with state.db.read() as db:
        return picture_of(db, language(request), pen, rehearsal=state.settings.is_rehearsal)


def picture_of(db: Connection, lang: str, pen: Pen, rehearsal: bool = False) -> str:
    """The current edition's map; an empty river without one."""
    now = drawn_now(db)
    words = Words(lang, say(lang, "Mapa zagadnień i tematów"), now.island["figures"][lang], say(lang, "PRÓBA") if rehearsal else "")
    return drawn(now.themes, now.topics, now.heaps, words, pen)


def download(request: Request, content: bytes, media_type: str, ending: str) -> Response:
    """Named like the other exports: what it is, and from when."""
    head = "stoliki-proba" if request.app.state.settings.is_rehearsal else "stoliki"
    name = f"{head}-map-{datetime.now(UTC).strftime('%Y%m%d-%H%M')}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)
