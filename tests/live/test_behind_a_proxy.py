"""Behind a proxy that speaks https: the public address alone is ours, cookies are secure, sockets and long polls go through."""

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.cli.authority import Authority
from tests.running import Person, RunningHall, hear, running
from tests.story.demo import free_port

STOLIK = 3


class Proxy:
    """Ends TLS and passes bytes on. `renames`: the upstream sees itself as Host, as many proxies have it."""

    def __init__(self, authority: Authority, port: int, renames: bool) -> None:
        self.port, self.renames, self.upstream = port, renames, 0
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(authority.certificate, authority.key)

    async def passes(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        await asyncio.gather(self.pump(reader, up_writer, self.renames), self.pump(up_reader, writer, False), return_exceptions=True)

    async def pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, renames: bool) -> None:
        try:
            while data := await source.read(65536):
                sink.write(self.renamed(data) if renames else data)
                await sink.drain()
        finally:
            sink.close()

    def renamed(self, data: bytes) -> bytes:
        """Another Host, and headers that say whatever they like: they are believed by nobody."""
        host = f"host: localhost:{self.port}\r\n".encode()
        at = data.lower().find(host)
        new = f"Host: 127.0.0.1:{self.upstream}\r\nX-Forwarded-Host: example.org\r\nX-Forwarded-Proto: http\r\n".encode()
        return data if at < 0 else data[:at] + new + data[at + len(host) :]

    @contextmanager
    def open(self) -> Iterator[None]:
        loop, ready = asyncio.new_event_loop(), threading.Event()

        async def serve() -> None:
            self.over = asyncio.Event()
            server = await asyncio.start_server(self.passes, "127.0.0.1", self.port, ssl=self.context)
            ready.set()
            await self.over.wait()
            server.close()

        thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
        thread.start()
        assert ready.wait(20)
        try:
            yield
        finally:
            loop.call_soon_threadsafe(self.over.set)
            thread.join(20)


class Proxied:
    """A hall behind its proxy."""

    def __init__(self, hall: RunningHall, proxy: Proxy, trusted: ssl.SSLContext) -> None:
        self.hall, self.trusted, self.url = hall, trusted, f"https://localhost:{proxy.port}"

    def sit(self, role: str, stolik: int | None = None) -> Person:
        client = httpx.Client(base_url=self.url, verify=self.trusted, timeout=20)
        self.hall.people.append(client)
        answer = client.post("/join", data={"code": self.hall.code(role, stolik)}, headers={"Origin": self.url})
        assert answer.status_code == 303, answer.text
        self.cookie = answer.headers["set-cookie"]
        return Person(self.url, self.hall.house.epoch, client)

    def live(self, person: Person, origin: str) -> ClientConnection:
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in person.client.cookies.items())}
        address = f"wss://{self.url[8:]}/live?channels=stolik-{STOLIK}"
        for _ in range(3):
            with suppress(TimeoutError):  # this client reads and writes TLS in two threads and misses an answer once in some hundred times
                return connect(address, ssl=self.trusted, origin=origin, additional_headers=cookies, proxy=None, open_timeout=5)  # type: ignore[arg-type]
        raise TimeoutError(address)


@pytest.fixture(params=[False, True], ids=["host-kept", "host-renamed"])
def proxied(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Proxied]:
    authority = Authority(tmp_path / "authority")
    authority.certify(["localhost", "127.0.0.1"])
    proxy = Proxy(authority, free_port(), request.param)
    with running(tmp_path / "hall", public_url=f"https://localhost:{proxy.port}") as hall:
        proxy.upstream = hall.house.settings.port
        with proxy.open():
            trusted = ssl.create_default_context(cafile=str(tmp_path / "authority" / "root.crt"))
            yield Proxied(hall, proxy, trusted)


def test_a_moderator_behind_the_proxy_joins_writes_and_hears(proxied: Proxied) -> None:
    moderator = proxied.sit("moderator", STOLIK)
    assert proxied.cookie.startswith("__Host-")
    assert "Secure" in proxied.cookie
    with proxied.live(moderator, proxied.url) as socket:
        assert hear(socket, "welcome")
        answer = moderator.record("Zza pośrednika", STOLIK)
        assert answer["status"] == "recorded"
        assert hear(socket, "push")["ids"] == [answer["id"]]
    polled = moderator.client.get(f"/live?channels=stolik-{STOLIK}&since=0&wait=1").json()
    assert polled["messages"][0]["t"] == "welcome"


def test_no_other_origin_than_the_public_one_is_ours(proxied: Proxied) -> None:
    moderator, upstream = proxied.sit("moderator", STOLIK), f"http://127.0.0.1:{proxied.hall.house.settings.port}"
    for origin in (upstream, proxied.url.replace("https", "http"), "http://example.org", "https://example.org", "null"):
        assert moderator.post([], headers={"Origin": origin}).status_code == 403, origin
        with pytest.raises(InvalidStatus, match="403"):
            proxied.live(moderator, origin)
    assert moderator.post([]).status_code == 200
    around = httpx.post(f"{upstream}/commands", content=b"{}", headers={"Origin": upstream, "X-Stoliki": "1"})
    assert around.status_code == 403  # past the proxy, by the server's own address


def test_links_and_cards_carry_the_public_address(proxied: Proxied) -> None:
    organiser = proxied.sit("organiser")
    page = organiser.client.get("/desk/seats").text
    assert f"{proxied.url}/join#" in page
    assert "127.0.0.1" not in page
    assert json.loads(organiser.client.get("/readyz").text)["status"] == "ready"
    assert "strict-transport-security" not in organiser.client.get("/desk").headers  # localhost is no real name
