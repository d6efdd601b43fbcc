"""What a browser keeps for the hours without network, where it may (https or localhost): the service worker, and the page that
stands where nothing was kept. Which pages are kept is decided by the pages themselves (static/js/offline.js)."""

import json
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.live.headers import HALL
from app.live.pages import page
from app.live.statics import STATIC, shell_files
from app.live.version import version


async def worker(request: Request) -> Response:
    """Asked for at every visit: another version of anything is another text, and so another worker."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/", "X-Stoliki": "1"}
    return Response(worker_text(), headers=headers, media_type="text/javascript")


@cache
def worker_text() -> str:
    """The worker, told of which version it is, what to keep of it, and under which headers a kept page is shown."""
    told = {"VERSION": version(), "SHELL": shell_files(), "HEADERS": HALL | {"Content-Type": "text/html; charset=utf-8"}}
    known = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in told.items())
    return known + (STATIC / "js" / "sw.js").read_text(encoding="utf-8")


def offline(request: Request) -> Response:
    """Shown instead of a page that was not kept; it tries again by itself."""
    return page(request, "seats/offline.html", "", None, lambda db: {})


ROUTES = [Route("/sw.js", worker, methods=["GET"]), Route("/offline", offline, methods=["GET"])]
