"""Somebody with a seat, as a browser is: an address, a cookie, and requests that say where they come from."""

import ssl
from dataclasses import dataclass

import httpx

ANSWER_SECONDS = 10.0
ROOMY = httpx.Limits(max_connections=None, max_keepalive_connections=200)


def browser() -> httpx.AsyncClient:
    """Sockets for many seats at once; cookies are each seat's own matter."""
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loading the system's certificates takes 20 ms, and nobody here speaks TLS
    return httpx.AsyncClient(timeout=ANSWER_SECONDS, limits=ROOMY, trust_env=False, verify=plain)


class Unseated(Exception):
    """The card's code was not taken."""


@dataclass
class Seated:
    """`url` is where this browser reaches the server: through a proxy it is the proxy's."""

    http: httpx.AsyncClient
    url: str
    cookie: str
    screen: str

    @property
    def seat_id(self) -> str:
        return self.cookie.partition("=")[0].split("_", 2)[2]

    async def get(self, path: str, seconds: float = ANSWER_SECONDS) -> httpx.Response:
        return await self.http.get(self.url + path, headers={"Cookie": self.cookie}, timeout=seconds)

    async def post(self, path: str, content: bytes, **headers: str) -> httpx.Response:
        said = {"Cookie": self.cookie, "Origin": self.url, "Content-Type": "application/json"}
        return await self.http.post(self.url + path, content=content, headers=said | headers)


async def sit(http: httpx.AsyncClient, url: str, code: str) -> Seated:
    """Hand in a card's code. Raises Unseated."""
    answer = await http.post(f"{url}/join", data={"code": code}, headers={"Origin": url})
    http.cookies.clear()
    if answer.status_code != 303:
        raise Unseated(f"/join: {answer.status_code}")
    return Seated(http, url, answer.headers["set-cookie"].partition(";")[0], answer.headers["location"])
