"""Security headers for every answer: nothing inline, nothing from elsewhere, no framing.

The hall is plain http by default: upgrade-insecure-requests and HSTS would stop its scripts, so they are for https alone.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HALL = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
HTTPS = {"Cross-Origin-Opener-Policy": "same-origin"}  # on plain http a browser ignores it and complains in the console
LASTING = {"Strict-Transport-Security": "max-age=31536000"}


class SecurityHeaders:
    """Adds the profile's headers where an answer has none of its own. `lasting`: https for good, under a real name."""

    def __init__(self, app: ASGIApp, https: bool, lasting: bool = False) -> None:
        told = HALL | (HTTPS if https else {}) | (LASTING if lasting else {})
        self.app = app
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                named = {name for name, _ in own}
                message["headers"] = own + [one for one in self.headers if one[0] not in named]
            await send(message)

        await self.app(scope, receive, with_headers)
