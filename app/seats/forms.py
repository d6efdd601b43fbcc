"""The forms at the doors: what was typed, from this server's own page alone, and what is said when it was wrong."""

from typing import Any
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from app.live.door import Turned, body_of
from app.live.languages import say
from app.live.origin import is_ours
from app.live.pages import page
from app.live.recorder import Refusal
from app.live.seated import language

MOST_FIELDS = 20
NOT_NOW = "Serwer nie może teraz zapisywać. Spróbuj za chwilę."


async def typed_in(request: Request) -> dict[str, str]:
    """The fields of a form that one of our pages sent. Raises Turned."""
    if not is_ours(request.headers, request.url.scheme, request.app.state.settings.public_url):
        raise Turned(403, "To żądanie przyszło z innej strony.")
    try:
        found = parse_qs((await body_of(request)).decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Turned(400, "Nie rozumiem tej paczki.") from None
    return {name: values[0] for name, values in found.items()}


async def form_again(request: Request, template: str, problem: Exception, **values: Any) -> Response:
    """The same page with what was wrong: a Refusal or a Turned."""
    status = problem.status if isinstance(problem, Turned) else 403
    message = problem.message if isinstance(problem, Refusal | Turned) and status != 503 else NOT_NOW
    said = say(language(request), message, **(problem.values if isinstance(problem, Refusal) else {}))
    answer = await run_in_threadpool(page, request, template, "", None, lambda db: {"problem": said} | values)
    waits = {"Retry-After": "60"} if status == 429 else {}
    return HTMLResponse(bytes(answer.body), status, headers={"Cache-Control": "no-store"} | waits)
