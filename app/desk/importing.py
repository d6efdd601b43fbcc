"""/desk/import: a file is read, its columns are understood, what would change is shown; only a yes writes, all of it or nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.desk.drafts import Draft, drafts_of, uploaded
from app.desk.looking import looked_at
from app.editions.queries import current_edition
from app.importing.apart import MIB, read_apart
from app.importing.book import Unreadable, _
from app.importing.columns import LABELS
from app.importing.planning import Target
from app.importing.preview import Preview, previewed, spoken
from app.importing.template import template_file
from app.importing.wording import told
from app.live import journal
from app.live.door import Turned, body_of, record
from app.live.fragments import whole
from app.live.languages import say
from app.live.origin import is_ours
from app.live.pages import shell, with_language
from app.live.seat import ORGANISER, Seat
from app.live.seated import fitting, has_role, language
from app.seats.codes import LostSecret, read_secret

router = APIRouter(prefix="/desk/import")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOREIGN = "To żądanie przyszło z innej strony."
CHANGED = _("Program zmienił się od czasu tego podglądu. Zobacz go jeszcze raz i potwierdź.")
LOST = _("Plik %(file)s nie jest tym, z którego powstały kody na kartach. Przywróć go z kopii.")
DISK = _("Serwer nie może teraz zapisywać. Spróbuj za chwilę.")
GONE = _("Ten plik już nie czeka na potwierdzenie. Wczytaj go jeszcze raz.")
REFUSED = _("Niczego nie zapisano. %(why)s")
REFUSED_AT = _("Niczego nie zapisano. %(what)s: %(why)s")


@router.get("", response_class=HTMLResponse)
def start(request: Request, gone: str = "") -> Response:
    """Choose a file."""
    fitting(request, has_role(ORGANISER))
    return answer(request, 200, problem=say(language(request), GONE) if gone else "")


@router.get("/template.xlsx")
def template(request: Request) -> Response:
    """The file to fill in."""
    fitting(request, has_role(ORGANISER))
    headers = {"Content-Disposition": 'attachment; filename="stoliki-program.xlsx"', "Cache-Control": "no-store"}
    return Response(template_file(language(request)), media_type=XLSX, headers=headers)


@router.post("", response_class=HTMLResponse)
async def upload(request: Request) -> Response:
    """A file comes in: read apart, kept in memory. 303 to its preview, or in words why there is none."""
    await run_in_threadpool(fitting, request, has_role(ORGANISER))
    if not ours(request):
        return await run_in_threadpool(answer, request, 403, problem=say(language(request), FOREIGN))
    try:
        name, content = await uploaded(request)
        book = await run_in_threadpool(read_apart, content, request.app.state.settings.import_bytes)
    except Unreadable as problem:
        return await run_in_threadpool(answer, request, 422, problem=say(language(request), problem.message, **problem.values))
    return RedirectResponse(f"/desk/import/{drafts_of(request).put(name, book).id}", 303)


@router.get("/{draft}", response_class=HTMLResponse)
def look(request: Request, draft: str) -> Response:
    """What would be written."""
    fitting(request, has_role(ORGANISER))
    found = drafts_of(request).get(draft)
    return shown(request, found) if found else RedirectResponse("/desk/import?gone=1", 303)


@router.post("/{draft}", response_class=HTMLResponse)
async def decide(request: Request, draft: str) -> Response:
    """Other columns, another edition: 303 to the preview. A yes: everything is written, or nothing and why."""
    seat = await run_in_threadpool(fitting, request, has_role(ORGANISER))
    if not ours(request):
        return await run_in_threadpool(answer, request, 403, problem=say(language(request), FOREIGN))
    found = drafts_of(request).get(draft)
    try:
        said = parse_qs((await body_of(request)).decode(errors="replace"), keep_blank_values=True)
    except Turned as turned:
        return await run_in_threadpool(answer, request, turned.status, problem=say(language(request), turned.message))
    if found is None:
        return RedirectResponse("/desk/import?gone=1", 303)
    fields = {name: values[0] for name, values in said.items()}
    if fields.get("do") == "write":
        await write(request, seat, found, fields.get("digest", ""))
    else:
        choose(found, fields)
    return RedirectResponse(f"/desk/import/{found.id}", 303)


def ours(request: Request) -> bool:
    return is_ours(request.headers, request.url.scheme, request.app.state.settings.public_url)


def choose(draft: Draft, fields: Mapping[str, str]) -> None:
    """What was said about columns (c-sheet-column) and about the edition. Nonsense is left out."""
    draft.refused = ""
    for name, meaning in fields.items():
        _c, _dash, place = name.partition("c-")
        sheet, dash, column = place.partition("-")
        if name.startswith("c-") and dash and (sheet + column).isdecimal() and len(place) < 8 and meaning in ("", *LABELS):
            draft.chosen[int(sheet), int(column)] = meaning
    name = " ".join(fields.get("name", "").split())[:200]
    draft.target = Target(fields.get("into") == "fresh", name, days_in(fields.get("day", "")), draft.name)


def days_in(said: str) -> tuple[str, ...]:
    try:
        return (date.fromisoformat(said).isoformat(),) if said else ()
    except ValueError:
        return ()


async def write(request: Request, seat: Seat, draft: Draft, digest: str) -> None:
    """The yes. What is written is worked out anew; if it is not what was shown, it is shown again instead."""
    state, lang = request.app.state, language(request)
    preview = await run_in_threadpool(preview_of, request, draft)
    draft.refused = ""
    if draft.done or preview.plan.problems or not preview.plan.changes():
        return
    if digest != looked_at(preview, draft, lang)["digest"]:
        draft.refused = say(lang, CHANGED)
        return
    try:
        commands, by_house = spoken(preview, await run_in_threadpool(read_secret, state.settings.secret_file))
        answers = await record(state, seat, commands, whole=True, by_house=by_house)
    except LostSecret as lost:
        draft.refused = say(lang, LOST, file=lost)
        return
    except Turned:
        draft.refused = say(lang, DISK)
        return
    refused = next((one for one in answers if one.refusal and one.refusal.code != "undone"), None)
    if refused is None or refused.refusal is None:
        draft.done = looked_at(preview, draft, lang)
    else:
        draft.refused = why(preview, refused.id, say(lang, refused.refusal.message, **refused.refusal.values), lang)


def why(preview: Preview, command_id: str, message: str, lang: str) -> str:
    """The row whose command was refused, and the reason."""
    deed = next((one for one in preview.plan.deeds if any(command.id == command_id for command in one.commands)), None)
    return say(lang, REFUSED_AT, what=deed.name, why=message) if deed else say(lang, REFUSED, why=message)


def preview_of(request: Request, draft: Draft) -> Preview:
    with request.app.state.db.read() as db:
        return previewed(db, draft.book, draft.target, draft.chosen)


def shown(request: Request, draft: Draft) -> Response:
    """The preview, or what was written."""
    if draft.done:
        return answer(request, 200, draft=draft, seen=draft.done)
    preview, lang = preview_of(request, draft), language(request)
    problems = [told(draft.book, one, lang) for one in preview.plan.problems]
    return answer(request, 200, draft=draft, seen=looked_at(preview, draft, lang) | {"problems": problems})


def answer(request: Request, status: int, problem: str = "", draft: Draft | None = None, seen: Any = None) -> Response:
    """The page, rendered for this request alone."""
    seat, state, lang = fitting(request, has_role(ORGANISER)), request.app.state, language(request)
    with state.db.read() as db:
        values = shell(request, seat, journal.latest(db), "") | {"edition": current_edition(db)}
    values |= {
        "problem": problem,
        "draft": draft,
        "seen": seen,
        "most_mb": state.settings.import_bytes // MIB,
        "most": state.settings.import_bytes,
    }
    html = whole("desk/import.html", values, lang)
    return with_language(HTMLResponse(html, status, headers={"Cache-Control": "no-store", "X-Stoliki": "1"}), request)
