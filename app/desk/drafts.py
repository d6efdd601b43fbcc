"""Files that were read and wait for a yes. In memory: nothing of them is written anywhere before that, and a restart forgets them."""

import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from app.importing.apart import MIB, OVER
from app.importing.book import Book, Unreadable, _
from app.importing.planning import Target

MOST_DRAFTS, ROOM_FOR_FIELDS = 6, 64 * 1024
NO_FILE = _("Wybierz plik.")


@dataclass(slots=True)
class Draft:
    """`refused`: why the last yes was not enough, in the organiser's language; `done`: what was written."""

    id: str
    name: str
    book: Book
    chosen: dict[tuple[int, int], str] = field(default_factory=dict)
    target: Target = field(default_factory=Target)
    refused: str = ""
    done: dict[str, Any] | None = None


class Drafts:
    """The last few."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}
        self._lock = threading.Lock()

    def put(self, name: str, book: Book) -> Draft:
        draft = Draft(secrets.token_urlsafe(12), name, book, target=Target(file=name))
        with self._lock:
            while len(self._drafts) >= MOST_DRAFTS:
                self._drafts.pop(next(iter(self._drafts)))
            self._drafts[draft.id] = draft
        return draft

    def get(self, id: str) -> Draft | None:
        return self._drafts.get(id)


def drafts_of(request: Request) -> Drafts:
    """This house's."""
    state = request.app.state
    if not hasattr(state, "drafts"):
        state.drafts = Drafts()
    found: Drafts = state.drafts
    return found


async def uploaded(request: Request) -> tuple[str, bytes]:
    """The name and the bytes of the file. Raises Unreadable; of one that is too large no more is kept than is allowed."""
    most = request.app.state.settings.import_bytes
    body, size = bytearray(), 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= most + ROOM_FOR_FIELDS:
                body += chunk
    except ClientDisconnect:
        raise Unreadable(NO_FILE) from None
    if size > most + ROOM_FOR_FIELDS:
        raise Unreadable(OVER, size=-(-size // MIB), most=most // MIB)
    return await file_in(request, bytes(body))


async def file_in(request: Request, body: bytes) -> tuple[str, bytes]:
    """The one file of a form. Raises Unreadable."""

    async def once() -> Any:
        yield body

    try:
        form = await MultiPartParser(request.headers, once(), max_files=1, max_fields=10).parse()
    except (MultiPartException, KeyError):
        raise Unreadable(NO_FILE) from None
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Unreadable(NO_FILE)
    try:
        return file.filename.replace("\\", "/").rpartition("/")[2][:120], await file.read()
    finally:
        await form.close()
