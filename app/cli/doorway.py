"""The plain door beside an https hall: the root certificate to download, and for each system the steps by which it is trusted."""

import plistlib
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import segno
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from app.cli.addresses import hosts, url_at
from app.cli.authority import Authority
from app.live.fragments import whole
from app.live.headers import SecurityHeaders
from app.live.languages import LANGUAGES
from app.live.newest import Newest
from app.live.pages import with_language
from app.live.seated import language
from app.live.statics import Static
from app.live.tongues import Tongues
from app.live.version import version
from app.settings import Settings

CERTIFICATE, PROFILE = "application/x-x509-ca-cert", "application/x-apple-aspen-config"
SYSTEMS = {"android": ("Android",), "ipados": ("iPad", "iPhone", "Macintosh"), "macos": ("Macintosh",), "windows": ("Windows",),
           "linux": ("X11", "CrOS"), "firefox": ("Firefox",)}  # fmt: skip
Door = Callable[[Request], Awaitable[Response]]


def doorway(settings: Settings, authority: Authority | None) -> ASGIApp:
    """Any address leads to the page; with a certificate that everyone trusts already, straight into the hall."""
    if authority is None:
        return SecurityHeaders(Starlette(routes=[Route("/{path:path}", _onward(settings))]), https=False)
    routes = [
        Route("/root.crt", _file(authority.der, CERTIFICATE, "stoliki.crt")),
        Route("/root.mobileconfig", _file(profile(authority), PROFILE, "stoliki.mobileconfig")),
        Mount("/static", Static()),
        Route("/{path:path}", _steps(settings, authority)),
    ]
    web = Starlette(routes=routes)
    web.state.tongues = Tongues(list, Newest())  # it stands before any edition
    return SecurityHeaders(web, https=False)


def _onward(settings: Settings) -> Door:
    async def onward(request: Request) -> Response:
        return RedirectResponse(f"{_hall(settings, request)}{request.url.path}", 307)

    return onward


def _file(content: bytes, kind: str, name: str) -> Door:
    async def file(request: Request) -> Response:
        return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    return file


def _steps(settings: Settings, authority: Authority) -> Door:
    async def steps(request: Request) -> Response:
        hall, here = _hall(settings, request), f"http://{request.url.netloc}/"
        values = shell() | {"hall": hall, "here": here, "qr": drawn(here), "fingerprint": pairs(authority.fingerprint)}
        values["systems"] = likely(request.headers.get("user-agent", ""))
        html = whole("doorway/trust.html", values, language(request))
        return with_language(HTMLResponse(html, headers={"Cache-Control": "no-store"}), request)

    return steps


def _hall(settings: Settings, request: Request) -> str:
    """The hall at the host by which this door was found, when it is one of ours."""
    host = request.url.hostname or ""
    known = [one.strip("[]") for one in hosts(settings)]
    return settings.public_url or url_at(settings, host if host in known else known[0])


def shell() -> dict[str, Any]:
    """What every page's <body> says, for a page that belongs to no seat and hears nothing."""
    return {"epoch": "", "seq": 0, "channels": "", "seat_id": "", "role": "", "version": version(), "languages": LANGUAGES, "path": "/"}


def likely(agent: str) -> list[tuple[str, bool]]:
    """The systems, those this browser may run on first and unfolded."""
    found = [(name, any(mark in agent for mark in marks)) for name, marks in SYSTEMS.items()]
    return sorted(found, key=lambda one: not one[1])


def pairs(fingerprint: str) -> list[str]:
    """In groups of four pairs, to be compared by eye."""
    parts = fingerprint.split(":")
    return [":".join(parts[nth : nth + 4]) for nth in range(0, len(parts), 4)]


def drawn(url: str) -> Markup:
    """A QR code as SVG, for the next tablet."""
    return Markup(segno.make(url, error="m", micro=False).svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))


def profile(authority: Authority) -> bytes:
    """What iPadOS and macOS install: the root in a configuration profile."""
    mark = uuid.uuid5(uuid.NAMESPACE_OID, authority.fingerprint)
    named = {"PayloadVersion": 1, "PayloadDisplayName": "Stoliki"}
    root = named | {"PayloadType": "com.apple.security.root", "PayloadIdentifier": f"stoliki.root.{mark}", "PayloadUUID": str(mark),
                    "PayloadCertificateFileName": "stoliki.crt", "PayloadContent": authority.der}  # fmt: skip
    whole_profile = named | {"PayloadType": "Configuration", "PayloadIdentifier": f"stoliki.{mark}", "PayloadContent": [root],
                             "PayloadUUID": str(uuid.uuid5(mark, "profile"))}  # fmt: skip
    return plistlib.dumps(whole_profile)
