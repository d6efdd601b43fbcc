"""The doors of the exports. Files of the hall are for organisers; the theme team may read the hall as JSON."""

import io
from datetime import UTC, datetime

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.exports.acts import ACTS
from app.exports.document import hall
from app.exports.files import csv_of, workbook
from app.exports.history import archive
from app.exports.sheets import NAMED
from app.live.seat import ORGANISER, THEMER
from app.live.seated import fitting, has_role

router = APIRouter(prefix="/export")
CSV = NAMED | {"acts": ACTS}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/hall.json")
def hall_json(request: Request) -> Response:
    """Everything visible as one document."""
    fitting(request, has_role(ORGANISER, THEMER))
    with request.app.state.db.read() as db:
        return Response(orjson.dumps(hall(db)), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/hall.xlsx")
def hall_xlsx(request: Request) -> Response:
    """The workbook: issues, topics, stoliki, journal."""
    fitting(request, has_role(ORGANISER))
    out = io.BytesIO()
    with request.app.state.db.read() as db:
        workbook(db, out)
    return download(request, out.getvalue(), XLSX, "hall", "xlsx")


@router.get("/journal.jsonl")
def journal_jsonl(request: Request) -> Response:
    """The whole journal, hidden things too: the organisers' archive."""
    fitting(request, has_role(ORGANISER))
    with request.app.state.db.read() as db:
        return download(request, b"".join(archive(db)), "application/x-ndjson", "journal-full", "jsonl")


def csv_door(name: str) -> None:
    """One CSV file, one address."""

    @router.get(f"/{name}.csv", name=f"{name}_csv")
    def door(request: Request) -> Response:
        fitting(request, has_role(ORGANISER))
        with request.app.state.db.read() as db:
            return download(request, csv_of(db, CSV[name]), "text/csv; charset=utf-8", name, "csv")


for _name in CSV:
    csv_door(_name)


def download(request: Request, content: bytes, media_type: str, name: str, ending: str) -> Response:
    """A file whose name says what it is and from when, so that two exports do not overwrite each other, and a rehearsal is not taken
    for the Congress."""
    when = datetime.now(UTC).strftime("%Y%m%d-%H%M")
    head = "stoliki-proba" if request.app.state.settings.is_rehearsal else "stoliki"
    headers = {"Content-Disposition": f'attachment; filename="{head}-{name}-{when}.{ending}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)
