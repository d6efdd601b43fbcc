"""What they hear who have no seat, or the wrong one, or ask for a page that is not there."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.live.door import answer_json
from app.live.fragments import whole
from app.live.languages import say
from app.live.pages import shell
from app.live.seated import language


def wants_json(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return request.url.path.endswith((".json", ".jsonl", "/presence")) or ("application/json" in accept and "text/html" not in accept)


async def unseated(request: Request, _: Exception) -> Response:
    """A page answers 303 to /join, JSON answers 401."""
    if wants_json(request):
        return answer_json(401, {"error": say(language(request), "Zeskanuj kartę stolika jeszcze raz.")})
    return RedirectResponse("/join", 303)


async def not_yours(request: Request, _: Exception) -> Response:
    """There is a seat, but not for this."""
    if wants_json(request):
        return answer_json(403, {"error": say(language(request), "To stanowisko nie może tego zrobić.")})
    return said_on_a_page(request, "seats/not_yours.html", 403)


async def not_there(request: Request, _: Exception) -> Response:
    """An address that leads nowhere."""
    if wants_json(request) or request.url.path.startswith("/static/"):
        return answer_json(404, {"error": say(language(request), "Nie ma takiej strony")})
    return said_on_a_page(request, "seats/not_there.html", 404)


def said_on_a_page(request: Request, template: str, status: int) -> Response:
    """A page that belongs to no seat and hears no channel."""
    html = whole(template, shell(request, None, 0, ""), language(request))
    return Response(html, status, {"X-Stoliki": "1"}, "text/html; charset=utf-8")
