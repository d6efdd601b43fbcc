"""The doors of the papers: cards, forms for notes, the facilitator's script, as PDF, for organisers. Made in a thread: the hall goes on."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from app.live.door import answer_json
from app.live.fragments import whole
from app.live.languages import LANGUAGES, say
from app.live.pages import shell
from app.live.seat import ORGANISER, Seat
from app.live.seated import fitting, has_role, language
from app.papers.cards import LostSecret, NoStolik, cards_data
from app.papers.notes import notes_data
from app.papers.press import printed
from app.papers.script import script_data
from app.papers.tokens import NoBatch, tokens_data
from app.papers.words import _
from app.seats.addresses import addresses

router = APIRouter(prefix="/desk/papers")
MOST_STOLIKI, DIGITS = 500, 6
PAPERS = {  # what may be asked for, and what is made of it; what is cut apart is always A4
    "cards": {"a5": "a5", "a4": "a4", "a4x2": "a4x2"},
    "notes": {"a4": "a4", "a5": "a5", "a4x2": "a4"},
    "script": {"a5": "a5", "a4": "a4", "a4x2": "a4"},
    "tokens": {"a4": "a4", "a5": "a4", "a4x2": "a4"},
}
Build = Callable[[Connection, str, str, set[int]], dict[str, Any]]
LOST = _("Plik %(file)s nie jest tym, z którego powstały kody na kartach. Przywróć go z kopii.")
MISSING = _("Nie ma stolika %(number)s.")
NO_BATCH = _("Nie ma takiego arkusza żetonów.")
REHEARSED = _("PRÓBA")
WRONG = _("Nie umiem tego wydrukować: %(what)s.")


class Unprintable(Exception):
    """What was asked for makes no paper; `message` says why, in Polish."""

    def __init__(self, status: int, message: str, **values: object) -> None:
        super().__init__(message)
        self.status, self.message, self.values = status, message, values


@router.get("/cards.pdf")
def cards(request: Request) -> Response:
    """The cards of all seats, or of the stoliki that are named."""
    secret = request.app.state.settings.secret_file
    return answer(request, "cards", lambda db, lang, paper, numbers: cards_data(db, secret, addresses(request).base, lang, paper, numbers))


@router.get("/notes.pdf")
def notes(request: Request) -> Response:
    """Forms for notes."""
    return answer(request, "notes", lambda db, lang, paper, numbers: notes_data(db, lang, numbers, paper))


@router.get("/script.pdf")
def script(request: Request) -> Response:
    """The script of a sitting."""
    return answer(request, "script", lambda db, lang, paper, numbers: script_data(db, lang, paper))


@router.get("/tokens.pdf")
def tokens(request: Request, batch: str = "") -> Response:
    """The slips of a batch that nobody has used yet."""
    number = int(batch) if batch.isascii() and batch.isdigit() and len(batch) <= DIGITS else 0
    secret, base = request.app.state.settings.secret_file, addresses(request).base
    return answer(request, "tokens", lambda db, lang, paper, numbers: tokens_data(db, secret, base, lang, number))


def answer(request: Request, name: str, build: Build) -> Response:
    """A file to open and print, or in words why there is none."""
    seat = fitting(request, has_role(ORGANISER))
    try:
        lang, paper, numbers = asked(request, PAPERS[name])
        return pdf(f"stoliki-{name}-{paper}-{lang}.pdf", printed(name, data_of(request, build, lang, paper, numbers)))
    except Unprintable as problem:
        return told(request, seat, problem)


def asked(request: Request, papers: dict[str, str]) -> tuple[str, str, set[int]]:
    """Language, paper, stoliki. Raises Unprintable for anything else than what is offered."""
    query = request.query_params
    lang, paper, numbers = query.get("lang", language(request)), query.get("paper", next(iter(papers))), query.getlist("stolik")
    wrong = [one for one in numbers if not (one.isascii() and one.isdigit() and len(one) <= DIGITS)]
    wrong += [one for one, known in ((lang, LANGUAGES), (paper, papers)) if one not in known]
    if wrong or len(numbers) > MOST_STOLIKI:
        raise Unprintable(400, WRONG, what=wrong[0][:40] if wrong else len(numbers))
    return lang, papers[paper], {int(one) for one in numbers}


def data_of(request: Request, build: Build, lang: str, paper: str, numbers: set[int]) -> dict[str, Any]:
    try:
        with request.app.state.db.read() as db:
            return build(db, lang, paper, numbers) | watermark(request, lang)
    except NoStolik as missing:
        raise Unprintable(404, MISSING, number=missing) from None
    except NoBatch:
        raise Unprintable(404, NO_BATCH) from None
    except LostSecret as lost:
        raise Unprintable(409, LOST, file=lost) from None


def watermark(request: Request, lang: str) -> dict[str, str]:
    """What stands across every sheet of a rehearsal."""
    return {"watermark": say(lang, REHEARSED)} if request.app.state.settings.is_rehearsal else {}


def pdf(name: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def told(request: Request, seat: Seat, problem: Unprintable) -> Response:
    """A page for people, JSON for programs."""
    lang = language(request)
    message = say(lang, problem.message, **problem.values)
    if "text/html" not in request.headers.get("accept", ""):
        return answer_json(problem.status, {"error": message})
    html = whole("papers/not_printed.html", shell(request, seat, 0, "") | {"message": message}, lang)
    return Response(html, problem.status, media_type="text/html; charset=utf-8")
