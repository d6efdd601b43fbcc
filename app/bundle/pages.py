"""One button gives everything: /export/everything.zip. It is packed in a thread, one parcel at a time; the hall goes on."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from threading import Lock

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.bundle.files import files
from app.live.db import Database
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role, language

router = APIRouter(prefix="/export")
SMALL_ALREADY = (".xlsx", ".png", ".pdf")
ONE = Lock()


@router.get("/everything.zip")
def everything(request: Request) -> Response:
    """All that may be seen, of one moment."""
    fitting(request, has_role(ORGANISER))
    state = request.app.state
    with ONE:
        parcel = packed(state.db, language(request), state.settings.is_rehearsal)
    named = f'attachment; filename="{name_of(state.settings.is_rehearsal)}.zip"'
    return Response(parcel, media_type="application/zip", headers={"Content-Disposition": named, "Cache-Control": "no-store"})


def name_of(rehearsal: bool) -> str:
    """Of the parcel, and of the folder in it."""
    return f"stoliki-{'proba-' if rehearsal else ''}{datetime.now(UTC).strftime('%Y%m%d-%H%M')}"


def packed(database: Database, lang: str, rehearsal: bool) -> bytes:
    parcel, folder = BytesIO(), name_of(rehearsal)
    with zipfile.ZipFile(parcel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(database, lang, rehearsal):
            archive.writestr(f"{folder}/{name}", content, zipfile.ZIP_STORED if name.endswith(SMALL_ALREADY) else None)
    return parcel.getvalue()
